"""How a text comes in: members hand in their own; what contributors write comes in through the secretary."""

from newsroom.board import Board, Member, Office
from newsroom.claims import doer
from newsroom.errors import RefusalCode, Refused
from newsroom.signed.submissions import SubmissionClaim


def contributors(board: Board) -> tuple[Member, ...]:
    """Those whose texts come in through the secretary.

    Source: rule 72; ambiguity A35.
    """
    return tuple(member for member in board.members if member.office is Office.CONTRIBUTOR)


def check_hands_in(member: Member) -> None:
    """Nothing, when a member hands in what a contributor wrote: the secretary alone, who approves nothing.

    Errors: Refused (not_entitled).
    Source: rules 7 and 72; decision 0044.
    """
    if member.office is not Office.SECRETARY:
        raise Refused(
            RefusalCode.NOT_ENTITLED,
            "Chỉ Thư ký Ban Biên tập gửi bài thay cộng tác viên; bài chưa được lưu. "
            "Hãy chuyển bài cho Thư ký, hoặc để cộng tác viên tự gửi.",
        )


def check_intake(board: Board, claim: SubmissionClaim) -> None:
    """Nothing, when a text comes in as the notice wants it: its author holds the office, and so does its intake.

    Errors: Refused (unknown_member, not_entitled, bad_request).
    Source: rules 7 and 72; ambiguity A36.
    """
    author = doer(board, claim)
    if claim.intake:
        taker = board.member(claim.intake)
        if taker is None:
            raise Refused(
                RefusalCode.UNKNOWN_MEMBER,
                "Người tiếp nhận (intake) không có trong Ban Biên tập đang áp dụng; bài chưa được lưu.",
            )
        check_hands_in(taker)
    ways = (bool(claim.intake), claim.awaits_intake)
    if all(ways) or (any(ways) and author.office is not Office.CONTRIBUTOR):
        raise Refused(
            RefusalCode.BAD_REQUEST,
            "Chỉ bài của cộng tác viên qua Thư ký tiếp nhận, và qua một lần; bài chưa được lưu. Hãy gửi lại bài.",
        )
