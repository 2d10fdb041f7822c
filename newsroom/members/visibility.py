"""Who sees how much of an article and of an absence: by what their work needs, not by being in the house."""

from dataclasses import replace
from datetime import datetime
from enum import IntEnum
from typing import Final

from newsroom.article import MemberId
from newsroom.authority import Ground
from newsroom.board import APPROVING_OFFICES, Board, Member, Office
from newsroom.matters.kinds import AmendmentStage
from newsroom.roster import Absence, GrantKind, Roster, may_assign
from newsroom.stages import Stage
from newsroom.standing import Standing

_ON_TEXTS: Final = APPROVING_OFFICES | {Office.SECRETARY}
_NO_WORK_ON_TEXTS: Final = frozenset({GrantKind.ROYALTY_SIGNING, GrantKind.ON_DUTY})
_READ_BY_READERS: Final = frozenset({Stage.PUBLISHED})
_SEEN_TO_BY_ENGINEER: Final = _READ_BY_READERS | {Stage.PUBLISHING}


class Sight(IntEnum):
    """How much of an article somebody sees; each has what the one before has.

    `OUTLINE`: title, stage, whose it is, hours, channels. `TEXT`: what readers see or are about to see. `FILE`: every
    text, reasons, refusals, the technical edit.
    """

    NOTHING = 0
    OUTLINE = 1
    TEXT = 2
    FILE = 3


def sight_of(member: Member, standing: Standing, roster: Roster, at: datetime) -> Sight:
    """How much of an article a member sees at an instant.

    Source: rules 6, 54, 69, 72 and 81; ambiguity A35; decision 0038.
    """
    if standing.author == member.id:
        return Sight.FILE
    if member.is_outside:
        return Sight.NOTHING
    if member.office in _ON_TEXTS or standing.seat.asked == member.id or _stands_in(member, roster, at):
        return Sight.FILE
    # The engineer brings the approved text to the channels; a matter for the board lies before all its members.
    readable = _SEEN_TO_BY_ENGINEER if member.office is Office.ENGINEER else _READ_BY_READERS
    return Sight.TEXT if standing.stage in readable | {Stage.BEFORE_BOARD} else Sight.OUTLINE


def is_there_for(member: Member, standing: Standing, roster: Roster, at: datetime) -> bool:
    """Whether an article exists for a member at all.

    Source: rule 6; ambiguity A35; decision 0038.
    """
    return sight_of(member, standing, roster, at) > Sight.NOTHING


def reads_proposal(member: Member, sight: Sight, proposed_by: MemberId, stage: AmendmentStage) -> bool:
    """Whether a member reads the text and the reason of a change at a stage, who sees that much of its article.

    Source: rules 9 and 81; ambiguity A21; decision 0038.
    """
    if sight is Sight.FILE or proposed_by == member.id:
        return True
    decided = stage in {AmendmentStage.APPLYING, AmendmentStage.DONE}
    return decided and sight is Sight.TEXT and member.office is Office.ENGINEER


def takes_evidence(member: Member, sight: Sight) -> bool:
    """Whether a member takes the evidence on an article out of the house, who sees that much of it.

    Source: rules 7 and 23; decision 0038.
    """
    return sight is Sight.FILE and not member.is_outside


def knows_why_away(board: Board, roster: Roster, member: Member, absence: Absence, at: datetime) -> bool:
    """Whether a member knows the reason of an absence: one's own, and what one has to assign or to keep.

    Source: rules 32 and 33; ambiguity A7; decision 0038.
    """
    own = member.id in {absence.member, absence.filed_by}
    return own or member.office is Office.SECRETARY or may_assign(board, roster, member.id, at)


def ground_shown(member: Member, ground: Ground) -> Ground:
    """A ground as a member may see it: outside the board its clause alone, not who is away and who lent what.

    Source: rule 6; ambiguity A35; decision 0038.
    """
    return replace(ground, reasons=(), grant="", scope="", dates="") if member.is_outside else ground


def reasons_shown(member: Member, standing: Standing) -> tuple[str, ...]:
    """Why an article lies with whom it lies, as a member may see it: outside the board the routing alone.

    Source: rule 6; ambiguity A35; decision 0038.
    """
    if member.is_outside:
        return standing.route.reasons
    return standing.seat.reasons or standing.route.reasons


def _stands_in(member: Member, roster: Roster, at: datetime) -> bool:
    return any(
        grant.to == member.id and grant.kind not in _NO_WORK_ON_TEXTS and grant.starts_at <= at < grant.ends_at
        for grant in roster.grants
    )
