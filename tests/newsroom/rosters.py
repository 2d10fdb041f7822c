"""Absences, grants and acts among the members of the notice, to try the rules on."""

from datetime import datetime, timedelta
from typing import Any, Final

import pytest
from hypothesis import strategies as st

from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct
from newsroom.roster import Absence, Grant, GrantKind, Presence, Roster
from tests.support.samples import NOW, board, member_of

HEAD, STANDING_DEPUTY, DEPUTY = (member_of(office) for office in (Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY))
FINAL_EDITOR, SECRETARY, ENGINEER = map(member_of, (Office.FINAL_EDITOR, Office.SECRETARY, Office.ENGINEER))
APPROVERS: Final = (HEAD, STANDING_DEPUTY, DEPUTY, FINAL_EDITOR)
REPORTER, OTHER_REPORTER, CONTRIBUTOR = MemberId("reporter-1"), MemberId("reporter-2"), MemberId("contributor-1")
STRANGER: Final = MemberId("ai-đó")
TRIP: Final = "Đi công tác Hà Nội"
PAPER: Final = "Văn bản số 12/UQ-BBT"

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def away(member: MemberId, since: timedelta = -HOUR, until: timedelta = 8 * HOUR, name: str | None = None) -> Absence:
    """An absence around now; its name is that of the member unless told."""
    return Absence(
        id=name or f"away-{member}",
        member=member,
        starts_at=NOW + since,
        ends_at=NOW + until,
        reason=TRIP,
        filed_by=member,
        filed_at=NOW - DAY,
    )


def lent(kind: GrantKind, seat: MemberId, to: MemberId, **fields: Any) -> Grant:
    """A grant of the whole power around now, by who has the seat; `fields` say otherwise."""
    said: dict[str, Any] = {
        "id": f"{kind}-{seat}-{to}",
        "giver": seat,
        "starts_at": NOW - HOUR,
        "ends_at": NOW + 8 * HOUR,
        "given_at": NOW - HOUR,
    }
    return Grant(kind=kind, seat=seat, to=to, **(said | fields))


def assigned_to(to: MemberId, absence: Absence, **fields: Any) -> Grant:
    """The Head's assignment of somebody for an absence."""
    return lent(GrantKind.ASSIGNMENT, absence.member, to, giver=HEAD, absence=absence.id, **fields)


def roster(*facts: Absence | Grant) -> Roster:
    """What is known: absences and grants, the newest grant first."""
    return Roster(
        absences=tuple(fact for fact in facts if isinstance(fact, Absence)),
        grants=tuple(fact for fact in facts if isinstance(fact, Grant)),
    )


def there(*facts: Absence | Grant, at: datetime = NOW) -> Presence:
    """The board of the notice with what is known, at an instant."""
    return Presence(board=board(), roster=roster(*facts), at=at)


def claim(act: MatterAct, member: MemberId, /, **facts: str | datetime) -> MatterClaim:
    """What a member signs, in the office that the board gives them."""
    known = board().member(member)
    return MatterClaim(
        act_id="deed-1",
        act=act,
        matter="absence/7c1e",
        member=member,
        office=known.office if known else Office.CONTRIBUTOR,
        made_at=NOW,
        facts={name: said if isinstance(said, str) else said.isoformat() for name, said in facts.items()},
    )


def why(refusal: pytest.ExceptionInfo[Refused], code: RefusalCode) -> str:
    """What a refused member is told; the code must be this one and the message must say that nothing changed."""
    assert refusal.value.code is code
    assert "giữ nguyên" in refusal.value.message
    return refusal.value.message


approvers = st.sampled_from(APPROVERS)
everybody = st.sampled_from([member.id for member in board().members])
subsets = st.sets(approvers)
