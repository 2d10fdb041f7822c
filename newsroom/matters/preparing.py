"""How a meeting is prepared: who prepares what by when, and matters that are no article."""

from datetime import datetime
from typing import Final

from newsroom.article import ArticleId
from newsroom.authority import Ground
from newsroom.board import BOARD_MEMBERS, Board, Office
from newsroom.claims import doer, incomplete
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim, not_entitled
from newsroom.matters.meetings import DECIDES, PREPARES, Item, Meeting, Preparation, check_open, clause_ground

_ID: Final = 12
"""Letters of an act's id that name what it makes."""

MOST_MATTERS: Final = 30
"""On one agenda: a conclusion names each of them by its seal, and minutes have a length."""

_DIRECTS: Final = frozenset({Office.HEAD, Office.STANDING_DEPUTY})


def raised(board: Board, meeting: Meeting, claim: MatterClaim) -> tuple[Item, Ground]:
    """A matter that is no article, put on the agenda by whoever sits in the meeting.

    Errors: Refused.
    Source: rules 5 and 59.
    """
    member = doer(board, claim)
    check_open(meeting, claim)
    if member.office not in BOARD_MEMBERS:
        raise not_entitled(claim, "Thành viên dự họp Ban Biên tập làm được việc này.")
    if len(meeting.matters) >= MOST_MATTERS:
        raise incomplete(claim, f"chương trình đã có {MOST_MATTERS} vấn đề; hãy đưa vào cuộc họp sau")
    matter = Item(
        article_id=ArticleId(f"m-{claim.act_id[:_ID]}"),
        title=claim.fact(facts.TITLE),
        text=claim.fact(facts.TEXT),
    )
    return matter, clause_ground(member.office, DECIDES)


def directed(board: Board, meeting: Meeting, claim: MatterClaim, now: datetime) -> tuple[Preparation, Ground]:
    """Who is to prepare what by when, by the word of the standing deputy or the Head.

    Errors: Refused, naming the field.
    Source: rule 29.
    """
    member = doer(board, claim)
    check_open(meeting, claim)
    if member.office not in _DIRECTS:
        raise not_entitled(claim, "Phó Trưởng Ban Thường trực (hoặc Trưởng Ban) giao việc chuẩn bị họp.")
    to, due_at = board.member(claim.fact(facts.TO)), claim.moment(facts.ENDS_AT)
    if to is None or to.is_outside:
        raise claim.wrong(facts.TO, "không phải thành viên Ban Biên tập")
    if not now < due_at <= meeting.starts_at:
        raise claim.wrong(facts.ENDS_AT, "phải sau bây giờ và không muộn hơn giờ họp")
    preparation = Preparation(id=claim.act_id[:_ID], member=to.id, what=claim.fact(facts.TITLE), due_at=due_at)
    return preparation, clause_ground(member.office, PREPARES[member.office])
