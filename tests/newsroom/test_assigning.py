from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import Kind, MemberId, Topic
from newsroom.authority import Ground
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.absences import assigned, suggested
from newsroom.matters.grants import check_length, scope_of
from newsroom.matters.kinds import MatterAct
from newsroom.roster import LONGEST_GRANT, Absence, Grant, GrantKind, Scope
from tests.newsroom.rosters import (
    APPROVERS,
    CONTRIBUTOR,
    DAY,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    STRANGER,
    away,
    claim,
    lent,
    roster,
    why,
)
from tests.support.samples import NOW, REASON, board


def assigning(
    to: MemberId, absence: Absence, member: MemberId = HEAD, /, *facts: Absence | Grant, **said: str
) -> Grant:
    made = claim(MatterAct.ASSIGN, member, to=to, **said)
    return assigned(board(), roster(absence, *facts), absence, "g1", made, NOW)[0]


def unassigned(
    code: RefusalCode, to: MemberId, absence: Absence, member: MemberId = HEAD, *facts: Absence | Grant, **said: str
) -> str:
    with pytest.raises(Refused) as refused:
        assigning(to, absence, member, *facts, **said)
    return why(refused, code)


class TestWhoAssigns:
    TRIP = away(DEPUTY)

    def ground(self, member: MemberId, *facts: Absence | Grant) -> Ground:
        made = claim(MatterAct.ASSIGN, member, to=FINAL_EDITOR)
        return assigned(board(), roster(self.TRIP, *facts), self.TRIP, "g1", made, NOW)[1]

    def test_the_head_does(self) -> None:
        assert (self.ground(HEAD).rule, self.ground(HEAD).acting_for) == (17, None)

    def test_who_acts_for_an_absent_head_does_in_the_heads_place(self) -> None:
        ground = self.ground(STANDING_DEPUTY, away(HEAD))
        assert (ground.rule, ground.acting_for) == (35, Office.HEAD)

    def test_whom_the_head_authorised_does_while_the_head_is_there(self) -> None:
        named = lent(GrantKind.ACTING, HEAD, STANDING_DEPUTY)
        ground = self.ground(STANDING_DEPUTY, named)
        assert (ground.grant, ground.acting_for) == (named.id, Office.HEAD)

    @pytest.mark.parametrize("member", [STANDING_DEPUTY, DEPUTY, FINAL_EDITOR, SECRETARY, REPORTER])
    def test_nobody_else_does_while_the_head_is_there(self, member: MemberId) -> None:
        assert "Chỉ Trưởng Ban" in unassigned(RefusalCode.NOT_ENTITLED, FINAL_EDITOR, self.TRIP, member)

    def test_the_second_in_line_does_not_while_the_first_is_there(self) -> None:
        trip = away(FINAL_EDITOR)
        assert unassigned(RefusalCode.NOT_ENTITLED, STANDING_DEPUTY, trip, DEPUTY, away(HEAD))
        assert assigning(DEPUTY, trip, DEPUTY, away(HEAD), away(STANDING_DEPUTY)).giver == DEPUTY


class TestAssigning:
    TRIP = away(STANDING_DEPUTY, HOUR, 9 * HOUR)

    def test_it_lasts_as_long_as_the_absence(self) -> None:
        grant = assigning(DEPUTY, self.TRIP, reason=f" {REASON}")
        assert grant == Grant(
            id="g1",
            kind=GrantKind.ASSIGNMENT,
            giver=HEAD,
            seat=STANDING_DEPUTY,
            to=DEPUTY,
            starts_at=self.TRIP.starts_at,
            ends_at=self.TRIP.ends_at,
            given_at=NOW,
            absence=self.TRIP.id,
            reason=REASON,
        )

    @given(st.integers(-20, 20), st.integers(-20, 20), st.integers(-5, 5), st.integers(1, 12))
    def test_it_never_begins_before_now_nor_outlasts_the_absence(
        self, since: int, until: int, leaves: int, lasts: int
    ) -> None:
        trip = away(STANDING_DEPUTY, leaves * HOUR, (leaves + lasts) * HOUR)
        asked_for = [(NOW + hours * HOUR).isoformat() for hours in (since, until)]
        said: dict[str, Any] = dict(zip(("starts_at", "ends_at"), asked_for, strict=True))
        begins, ends = max(0, since, leaves), min(until, leaves + lasts)
        if begins >= ends or leaves + lasts <= 0:
            assert unassigned(RefusalCode.BAD_REQUEST, DEPUTY, trip, **said)
            return
        grant = assigning(DEPUTY, trip, **said)
        assert (grant.starts_at, grant.ends_at) == (NOW + begins * HOUR, NOW + ends * HOUR)

    @pytest.mark.parametrize("to", [HEAD, DEPUTY, FINAL_EDITOR])
    def test_every_other_approver_can_be_assigned(self, to: MemberId) -> None:
        assert assigning(to, self.TRIP).to == to

    @pytest.mark.parametrize("to", [SECRETARY, ENGINEER, REPORTER, CONTRIBUTOR])
    def test_nobody_else_can(self, to: MemberId) -> None:
        assert "được duyệt bài" in unassigned(RefusalCode.BAD_REQUEST, to, self.TRIP)

    @pytest.mark.parametrize("to", [STANDING_DEPUTY, STRANGER])
    def test_neither_who_is_away_nor_a_stranger(self, to: MemberId) -> None:
        assert "một thành viên khác" in unassigned(RefusalCode.BAD_REQUEST, to, self.TRIP)

    def test_nobody_who_is_away_too_when_it_begins(self) -> None:
        gone = away(DEPUTY, 2 * HOUR, 3 * HOUR)
        assert assigning(DEPUTY, self.TRIP, HEAD, gone)
        later = (NOW + 2 * HOUR).isoformat()
        assert "cũng vắng mặt" in unassigned(RefusalCode.BAD_REQUEST, DEPUTY, self.TRIP, HEAD, gone, starts_at=later)

    @pytest.mark.parametrize("member", [HEAD, SECRETARY, ENGINEER, REPORTER, STRANGER])
    def test_only_an_approver_below_the_head_is_assigned_for(self, member: MemberId) -> None:
        """The Head's absence is a matter of the acting order, not of an assignment."""
        assert "không cần phân công" in unassigned(RefusalCode.BAD_REQUEST, DEPUTY, away(member, HOUR))

    def test_an_absence_that_has_ended_needs_nobody(self) -> None:
        assert "đã kết thúc" in unassigned(RefusalCode.BAD_REQUEST, DEPUTY, away(STANDING_DEPUTY, -DAY, timedelta()))

    def test_it_says_whom(self) -> None:
        assert "(to)" in unassigned(RefusalCode.BAD_REQUEST, MemberId(""), self.TRIP)

    def test_it_may_be_narrowed(self) -> None:
        grant = assigning(DEPUTY, self.TRIP, classes="R4", topics="health economy", kinds="news")
        assert grant.scope == Scope(classes=("R4",), topics=(Topic("health"), Topic("economy")), kinds=(Kind.NEWS,))


class TestAssigningTheLastEdit:
    TRIP = away(FINAL_EDITOR)

    @pytest.mark.parametrize("to", [HEAD, STANDING_DEPUTY, DEPUTY, SECRETARY])
    def test_a_leader_or_the_secretary_can_be_assigned(self, to: MemberId) -> None:
        grant = assigning(to, self.TRIP, work="last_edit")
        assert (grant.kind, grant.seat, grant.to) == (GrantKind.LAST_EDIT, FINAL_EDITOR, to)
        assert grant.absence == self.TRIP.id

    @pytest.mark.parametrize("to", [ENGINEER, REPORTER, CONTRIBUTOR])
    def test_nobody_else_can(self, to: MemberId) -> None:
        assert "biên tập lần cuối" in unassigned(RefusalCode.BAD_REQUEST, to, self.TRIP, work="last_edit")

    @pytest.mark.parametrize("member", [STANDING_DEPUTY, DEPUTY])
    def test_only_the_final_editor_has_one_to_be_assigned(self, member: MemberId) -> None:
        assert "khi Ủy viên biên tập vắng" in unassigned(
            RefusalCode.BAD_REQUEST, SECRETARY, away(member), work="last_edit"
        )

    def test_the_approvals_of_the_final_editor_are_assigned_apart(self) -> None:
        assert assigning(DEPUTY, self.TRIP).kind is GrantKind.ASSIGNMENT
        assert unassigned(RefusalCode.BAD_REQUEST, SECRETARY, self.TRIP)


class TestSuggesting:
    @pytest.mark.parametrize(
        ("member", "others", "suggestion"),
        [
            (STANDING_DEPUTY, (), DEPUTY),
            (STANDING_DEPUTY, (DEPUTY,), FINAL_EDITOR),
            (STANDING_DEPUTY, (DEPUTY, FINAL_EDITOR), None),
            (DEPUTY, (), STANDING_DEPUTY),
            (DEPUTY, (STANDING_DEPUTY,), FINAL_EDITOR),
            (FINAL_EDITOR, (), DEPUTY),
            (STRANGER, (), None),
        ],
    )
    def test_the_first_approver_who_is_there_is_suggested(
        self, member: MemberId, others: tuple[MemberId, ...], suggestion: MemberId | None
    ) -> None:
        found = suggested(board(), roster(*map(away, others)), away(member))
        assert (found.id if found else None) == suggestion

    def test_it_counts_who_is_there_when_the_absence_begins(self) -> None:
        gone = away(DEPUTY, -HOUR, HOUR)
        trips = [away(STANDING_DEPUTY, start, 9 * HOUR) for start in (timedelta(), HOUR)]
        found = [suggested(board(), roster(gone), trip) for trip in trips]
        assert [member.id for member in found if member] == [FINAL_EDITOR, DEPUTY]


class TestScopes:
    @pytest.mark.parametrize("member", APPROVERS)
    @pytest.mark.parametrize("name", ["R0", "R1", "R2", "R3", "R4"])
    def test_a_scope_names_classes_of_the_seat_alone(self, name: str, member: MemberId) -> None:
        """A power would be lent that the giver never had."""
        own = {HEAD: "R1", DEPUTY: "R2", FINAL_EDITOR: "R3", STANDING_DEPUTY: "R4"}[member]
        made, seat = claim(MatterAct.DELEGATE, member, classes=name), board().member(member)
        assert seat is not None
        if name == own:
            assert scope_of(board(), made, seat).classes == (own,)
            return
        with pytest.raises(Refused) as refused:
            scope_of(board(), made, seat)
        assert f"nhóm {name} không thuộc phần việc" in why(refused, RefusalCode.BAD_REQUEST)

    @pytest.mark.parametrize(("name", "said"), [("topics", "economy war"), ("kinds", "news poem")])
    def test_what_the_board_does_not_know_is_named(self, name: str, said: str) -> None:
        seat = board().holder(Office.HEAD)
        with pytest.raises(Refused) as refused:
            scope_of(board(), claim(MatterAct.DELEGATE, HEAD, **{name: said}), seat)
        message = why(refused, RefusalCode.BAD_REQUEST)
        assert f"“{said.split()[1]}”" in message
        assert f"({name})" in message

    def test_nothing_said_narrows_nothing(self) -> None:
        assert scope_of(board(), claim(MatterAct.DELEGATE, HEAD), board().holder(Office.HEAD)) == Scope()


@pytest.mark.parametrize(
    ("lasts", "kept"),
    [
        (timedelta(microseconds=1), True),
        (LONGEST_GRANT, True),
        (LONGEST_GRANT + timedelta(microseconds=1), False),
        (timedelta(), False),
        (-HOUR, False),
    ],
)
def test_a_grant_lasts_some_time_and_thirty_days_at_most(lasts: timedelta, *, kept: bool) -> None:
    made = claim(MatterAct.DELEGATE, HEAD)
    if kept:
        check_length(made, NOW, NOW + lasts)
        return
    with pytest.raises(Refused) as refused:
        check_length(made, NOW, NOW + lasts)
    assert why(refused, RefusalCode.BAD_REQUEST)
