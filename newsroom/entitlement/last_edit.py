"""What the desk of the last edit may not leave open: reserved news without its topic, a class that is not its own."""

from typing import Final

from newsroom.article import Content
from newsroom.board import OFFICE_LABELS, TAKEN_OVER, Board, Office
from newsroom.checklist.reserved import to_confirm
from newsroom.claims import Claim, incomplete
from newsroom.errors import RefusalCode, Refused
from newsroom.stages import Act
from newsroom.standing import Standing

_ABOVE: Final = (Office.STANDING_DEPUTY, Office.HEAD)


def check_desk(board: Board, standing: Standing, claim: Claim, content: Content) -> None:
    """Nothing, when reserved news is called so or somebody signs why not, and only the own class is passed up.

    Shape: `content` is the text after the act. A notice that says no words for reserved news asks for no reason.
    Errors: Refused (checklist, bad_request).
    Source: rules 22, 30, 31 and 55; ambiguities A1, A3, A32; decision 0042.
    """
    match claim.act:
        case Act.PASS_UP:
            _check_passed_up(board, standing, claim)
        case Act.FINISH_EDIT | Act.RESUBMIT if board.reserved_news and not claim.details.topics_reason.strip():
            _check_topics(board, standing, claim, content)
        case _:
            pass


def is_settled(standing: Standing, act: Act) -> bool:
    """Whether there is nothing to ask the Head again, and nothing to pass up; for menus, never for permission.

    Source: rule 55; ambiguity A1; decision 0042.
    """
    own = standing.route.owner is Office.FINAL_EDITOR and standing.route.name != TAKEN_OVER
    return (act is Act.ASK_REROUTE and standing.route.asked) or (act is Act.PASS_UP and not own)


def _check_topics(board: Board, standing: Standing, claim: Claim, content: Content) -> None:
    reserved = board.reserved_topics
    if reserved.intersection(standing.topics) and not reserved.intersection(content.topics):
        raise incomplete(claim, "bản mới bỏ chủ đề do Trưởng Ban duyệt nên cần ghi lý do (mục topics_reason)")
    if claim.act is Act.FINISH_EDIT and (found := to_confirm(board, content)):
        said = " ".join(f"({i}) {point.place}: {point.message}" for i, point in enumerate(found, start=1))
        raise Refused(RefusalCode.CHECKLIST, f"Chưa thể {claim.label}, còn điểm phải xác nhận: {said} Bài giữ nguyên.")


def _check_passed_up(board: Board, standing: Standing, claim: Claim) -> None:
    to, route = board.member(claim.details.to), standing.route
    if is_settled(standing, claim.act):
        whose = OFFICE_LABELS[route.owner]
        raise incomplete(claim, f"bài không thuộc phần Ủy viên duyệt; người duyệt là {whose}")
    if to is None or to.office not in _ABOVE:
        raise incomplete(claim, f"chỉ chuyển lên (to) {' hoặc '.join(OFFICE_LABELS[office] for office in _ABOVE)}")
