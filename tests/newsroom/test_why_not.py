"""Why not: the explanation and the rule are one, whoever is away and whatever was lent."""

from datetime import timedelta
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import Kind, MemberId, Topic
from newsroom.entitlement.lending import Case
from newsroom.entitlement.titles import approvers, editors
from newsroom.entitlement.why_not import why_not_approve, why_not_edit, why_void
from newsroom.roster import Absence, Grant, GrantKind, Roster, Scope, Void
from newsroom.stages import Stage
from tests.newsroom.rosters import (
    DEPUTY,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    REPORTER,
    STANDING_DEPUTY,
    assigned_to,
    away,
    lent,
    roster,
)
from tests.support.samples import DEPUTY_TOPICS, ECONOMY, HEAD_TOPICS, NOW, at_stage, board, content

LENDING: Final = (GrantKind.ASSIGNMENT, GrantKind.DELEGATION, GrantKind.LAST_EDIT, GrantKind.PRECHECK, GrantKind.ACTING)
MEMBERS: Final = tuple(member.id for member in board().members)
hours = st.integers(-3, 3).map(lambda number: timedelta(hours=number))


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """Any absences and grants, sensible or not."""
    absences = [
        away(member, since=draw(hours) - HOUR, until=draw(hours) + HOUR)
        for member in draw(st.sets(st.sampled_from(MEMBERS)))
    ]
    named = st.sampled_from(["", "away-x", *(absence.id for absence in absences)])
    return roster(*absences, *(_grant(draw, number, draw(named)) for number in range(draw(st.integers(0, 5)))))


def _grant(draw: st.DrawFn, number: int, absence: str) -> Grant:
    seat, to = draw(st.sampled_from(MEMBERS)), draw(st.sampled_from([*MEMBERS, MemberId("người-cũ")]))
    scope = draw(st.sampled_from([Scope(), Scope(topics=DEPUTY_TOPICS), Scope(classes=("R4",))]))
    kind = draw(st.sampled_from(LENDING))
    said: dict[str, Any] = {"id": f"g{number}", "scope": scope, "absence": absence}
    return lent(kind, seat, to, starts_at=NOW + draw(hours), ends_at=NOW + draw(hours) + HOUR, **said)


def case_of(known: Roster, topic: Topic, author: MemberId, stage: Stage) -> Case:
    standing = at_stage(stage, content(Kind.NEWS, topic), author)
    return Case(board=board(), roster=known, standing=standing, at=NOW)


cases = st.builds(
    case_of,
    rosters(),
    st.sampled_from([ECONOMY, HEAD_TOPICS[0], DEPUTY_TOPICS[0]]),
    st.sampled_from([REPORTER, STANDING_DEPUTY, DEPUTY, FINAL_EDITOR, HEAD]),
    st.sampled_from([Stage.EDITING, Stage.AWAITING_APPROVAL]),
)


@given(cases)
def test_there_is_a_reason_exactly_where_there_is_no_title(case: Case) -> None:
    may_approve = approvers(case.board, case.roster, case.standing, case.at)
    may_edit = editors(case.board, case.roster, case.standing, case.at)
    for member in case.board.members:
        assert (why_not_approve(case, member) == ()) is (may_approve.title_of(member.id) is not None)
        assert (why_not_edit(case, member) == ()) is (may_edit.title_of(member.id) is not None)


@given(cases)
def test_a_grant_is_said_to_help_exactly_where_it_gives_a_title(case: Case) -> None:
    """The explanation called a grant good that the rule did not count, and the other way round."""
    for grant in case.roster.grants:
        if grant.kind not in {GrantKind.ASSIGNMENT, GrantKind.DELEGATION, GrantKind.LAST_EDIT}:
            continue
        look = editors if grant.kind is GrantKind.LAST_EDIT else approvers
        used = {title.ground.grant for title in look(case.board, case.roster, case.standing, case.at).titles}
        assert (why_void(case, grant) == "") is (grant.id in used), why_void(case, grant)


@pytest.mark.parametrize(
    ("void", "known"),
    [
        (Void.NOT_YET, lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY, starts_at=NOW + HOUR)),
        (Void.OVER, lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY, ends_at=NOW)),
        (Void.NOBODY, lent(GrantKind.DELEGATION, STANDING_DEPUTY, MemberId("người-cũ"))),
        (Void.OTHER_SEAT, lent(GrantKind.DELEGATION, HEAD, DEPUTY)),
        (Void.OUT_OF_SCOPE, lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY, scope=Scope(classes=("R1",)))),
        (Void.OTHER_ABSENCE, assigned_to(DEPUTY, away(STANDING_DEPUTY))),
        (Void.AUTHOR, lent(GrantKind.DELEGATION, STANDING_DEPUTY, REPORTER)),
    ],
)
def test_each_reason_is_told(void: Void, known: Grant) -> None:
    case = case_of(roster(known), ECONOMY, REPORTER, Stage.AWAITING_APPROVAL)
    assert case.void_of(known) is void
    assert why_void(case, known)


def test_a_delegation_rests_and_only_the_newest_assignment_that_fits_counts() -> None:
    """One out of scope, newer than the one in use, was named as the reason against it."""
    absence: Absence = away(STANDING_DEPUTY)
    narrow = assigned_to(FINAL_EDITOR, absence, id="hẹp", scope=Scope(classes=("R1",)))
    used, older = assigned_to(DEPUTY, absence, id="dùng"), assigned_to(FINAL_EDITOR, absence, id="cũ")
    rests = lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY)
    case = case_of(roster(absence, narrow, used, older, rests), ECONOMY, REPORTER, Stage.AWAITING_APPROVAL)
    voids = [case.void_of(grant) for grant in (narrow, used, older, rests)]
    assert voids == [Void.OUT_OF_SCOPE, None, Void.NEWER, Void.RESTS]
    assert why_void(case, older) == "đã có phân công mới hơn (dùng)"
