"""May this member comment on this text, take that comment back, close those points?"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from newsroom.authority import Ground
from newsroom.board import OFFICE_LABELS, Board, Member
from newsroom.checklist.listed import ListedPoint
from newsroom.claims import doer, incomplete
from newsroom.decisions import titles
from newsroom.entitlement.titles import editors
from newsroom.errors import RefusalCode, Refused
from newsroom.members.visibility import Sight, sight_of
from newsroom.roster import Presence, Roster
from newsroom.signed.pointing import LONGEST_COMMENT, NamedPoint, PointAct, PointClaim
from newsroom.stages import CLOSED, STAGE_LABELS, Part, Stage
from newsroom.standing import Standing

MOST_COMMENTS: Final = 100
"""Comments of one member on one article, whatever became of them."""
MOST_CLOSED_AT_ONCE: Final = 500


def check_pointing(
    there: Presence, standing: Standing, points: Iterable[ListedPoint], claim: PointClaim
) -> Ground | None:
    """The ground of an allowed act about points; None of one that takes no office.

    Shape: `points` is the article's list at that instant.
    Errors: Refused (unknown_member, not_entitled, wrong_stage, bad_request); nothing changes then.
    Source: rule 54; decision 0053.
    """
    member = doer(there.board, claim)
    listed = {each.key: each for each in points}
    if sight_of(member, standing, there.roster, there.at) is not Sight.FILE:
        raise _not_theirs(claim, "chỉ tác giả, người biên tập, người duyệt và Thư ký xem và góp ý được hồ sơ của bài")
    match claim.act:
        case PointAct.COMMENT:
            _check_comment(standing, listed.values(), claim)
            return None
        case PointAct.WITHDRAW_COMMENT:
            for named in _named(claim, listed):
                if listed[named.key].by != claim.member:
                    raise _not_theirs(claim, f"điểm {named.number} không phải góp ý của anh/chị")
            return None
        case PointAct.CLOSE_POINTS:
            ground = closing_ground(there.board, there.roster, standing, member, there.at)
            if ground is None:
                raise _not_theirs(claim, f"chỉ người biên tập lần cuối ({_who_edits(there, standing)}) đóng điểm")
            _named(claim, listed)
            return ground


def closing_ground(board: Board, roster: Roster, standing: Standing, member: Member, at: datetime) -> Ground | None:
    """The ground on which a member closes points of an article: that of the last edit; None without one.

    Source: rules 33, 54 and 69; ambiguity A6.
    """
    title = titles(board, roster, _in_edit(standing), member.id, at).get(Part.FINAL_EDITOR)
    return title.ground if title else None


def _check_comment(standing: Standing, listed: Iterable[ListedPoint], claim: PointClaim) -> None:
    if standing.stage in CLOSED | {Stage.PUBLISHING}:
        raise Refused(
            RefusalCode.WRONG_STAGE,
            f"Không thể góp ý: bài {STAGE_LABELS[standing.stage]}. Bài giữ nguyên; bài đã đăng thì đề nghị sửa "
            "(`toasoan amend`).",
        )
    if not claim.text.strip() or len(claim.text) > LONGEST_COMMENT:
        raise incomplete(claim, f"cần ghi lời góp ý, dài nhất {LONGEST_COMMENT} ký tự")
    if claim.points:
        raise incomplete(claim, "góp ý không kèm điểm nào khác")
    if sum(each.by == claim.member for each in listed) >= MOST_COMMENTS:
        raise incomplete(claim, f"mỗi người góp ý nhiều nhất {MOST_COMMENTS} lần cho một bài; hãy trao đổi trực tiếp")


def _named(claim: PointClaim, listed: dict[str, ListedPoint]) -> tuple[NamedPoint, ...]:
    """The points that a claim names, each open and called as in the list. Errors: Refused."""
    if not 0 < len(claim.points) <= MOST_CLOSED_AT_ONCE:
        raise incomplete(claim, f"cần nêu từ 1 đến {MOST_CLOSED_AT_ONCE} điểm")
    for named in claim.points:
        found = listed.get(named.key)
        if found is None or found.name != named:
            raise incomplete(claim, f"điểm {named.number} không còn như đã xem; hãy mở lại bài (`toasoan checklist`)")
        if not found.is_open:
            raise incomplete(claim, f"điểm {named.number} đã đóng rồi")
    return claim.points


def _who_edits(there: Presence, standing: Standing) -> str:
    found = editors(there.board, there.roster, _in_edit(standing), there.at)
    return ", ".join(dict.fromkeys(OFFICE_LABELS[title.member.office] for title in found.titles)) or "chưa có ai"


def _in_edit(standing: Standing) -> Standing:
    return replace(standing, stage=Stage.EDITING)


def _not_theirs(claim: PointClaim, why: str) -> Refused:
    return Refused(RefusalCode.NOT_ENTITLED, f"Không thể {claim.label}: {why}. Bài giữ nguyên.")
