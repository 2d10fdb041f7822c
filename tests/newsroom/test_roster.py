from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import Kind, MemberId, Topic
from newsroom.board import Office
from newsroom.roster import (
    GRANT_LABELS,
    LONGEST_GRANT,
    GrantKind,
    Roster,
    Scope,
    acting_heads,
    may_assign,
    may_sign_royalties,
)
from tests.newsroom.rosters import (
    DAY,
    DEPUTY,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    PAPER,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    STRANGER,
    approvers,
    assigned_to,
    away,
    everybody,
    lent,
    roster,
    subsets,
)
from tests.support.samples import NOW, board

MOMENT = timedelta(microseconds=1)
CLASSES = st.lists(st.sampled_from(["R0", "R1", "R2", "R3", "R4"]), unique=True, max_size=3).map(tuple)
TOPICS = st.lists(st.sampled_from(["economy", "health", "tourism"]).map(Topic), unique=True, max_size=3).map(tuple)
KINDS = st.lists(st.sampled_from(Kind), unique=True, max_size=3).map(tuple)


class TestScope:
    @given(CLASSES, TOPICS, KINDS, st.sampled_from(["R0", "R1", "R4"]), TOPICS, st.sampled_from(Kind))
    def test_an_article_lies_within_when_it_fits_every_field_that_says_something(
        self,
        classes: tuple[str, ...],
        topics: tuple[Topic, ...],
        kinds: tuple[Kind, ...],
        name: str,
        about: tuple[Topic, ...],
        kind: Kind,
    ) -> None:
        misfits = [
            bool(classes) and name not in classes,
            bool(topics) and not any(topic in about for topic in topics),
            bool(kinds) and kind not in kinds,
        ]
        assert Scope(classes=classes, topics=topics, kinds=kinds).covers(name, kind, about) == (not any(misfits))

    def test_a_class_of_the_notice_does_not_cover_what_the_head_took_over(self) -> None:
        every_class = Scope(classes=("R1", "R2", "R3", "R4"))
        assert not every_class.covers("R0", Kind.NEWS, ())
        assert Scope().covers("R0", Kind.NEWS, ())


class TestAbsence:
    @pytest.mark.parametrize(
        ("when", "gone"),
        [(-MOMENT, False), (timedelta(), True), (HOUR, True), (2 * HOUR - MOMENT, True), (2 * HOUR, False)],
    )
    def test_it_lasts_from_its_first_moment_up_to_its_last(self, when: timedelta, *, gone: bool) -> None:
        trip = away(DEPUTY, timedelta(), 2 * HOUR)
        known = roster(away(DEPUTY, 3 * HOUR, 4 * HOUR, "later"), trip)
        assert known.is_away(DEPUTY, NOW + when) == gone
        assert known.absence_of(DEPUTY, NOW + when) == (trip if gone else None)

    def test_it_keeps_nobody_else_away(self) -> None:
        known = roster(away(DEPUTY))
        assert [m.id for m in board().members if known.is_away(m.id, NOW)] == [DEPUTY]


class TestGrantsInForce:
    DELEGATION = lent(GrantKind.DELEGATION, DEPUTY, FINAL_EDITOR)

    def found(self, known: Roster, kind: GrantKind = GrantKind.DELEGATION, when: timedelta = timedelta()) -> list[str]:
        return [grant.id for grant in known.in_force(board(), kind, DEPUTY, NOW + when)]

    @pytest.mark.parametrize(
        ("when", "holds"),
        [(-MOMENT, False), (timedelta(), True), (HOUR - MOMENT, True), (HOUR, False)],
    )
    def test_a_grant_holds_from_its_first_moment_up_to_its_last(self, when: timedelta, *, holds: bool) -> None:
        grant = replace(self.DELEGATION, starts_at=NOW, ends_at=NOW + HOUR)
        assert self.found(roster(grant), when=when) == [grant.id] * holds

    @given(st.sampled_from(GrantKind), st.sampled_from(GrantKind), approvers)
    def test_only_grants_of_that_kind_and_seat_are_found(
        self, kind: GrantKind, asked: GrantKind, seat: MemberId
    ) -> None:
        grant = lent(kind, seat, SECRETARY)
        assert self.found(roster(grant), asked) == [grant.id] * (kind is asked and seat == DEPUTY)

    def test_the_newest_comes_first(self) -> None:
        older = lent(GrantKind.DELEGATION, DEPUTY, STANDING_DEPUTY)
        assert self.found(roster(self.DELEGATION, older)) == [self.DELEGATION.id, older.id]
        assert self.found(roster(older, self.DELEGATION)) == [older.id, self.DELEGATION.id]

    def test_a_grant_to_somebody_who_is_away_is_void_for_that_time(self) -> None:
        known = roster(self.DELEGATION, away(FINAL_EDITOR, -HOUR, HOUR))
        assert self.found(known) == []
        assert self.found(known, when=HOUR) == [self.DELEGATION.id]

    def test_a_grant_to_somebody_who_left_the_board_is_void(self) -> None:
        assert self.found(roster(replace(self.DELEGATION, to=STRANGER))) == []

    def test_a_delegation_holds_whether_its_giver_is_away_or_not(self) -> None:
        assert self.found(roster(self.DELEGATION, away(DEPUTY))) == [self.DELEGATION.id]

    def test_an_assignment_holds_in_its_own_absence_only(self) -> None:
        """After an early return, or in the next absence, somebody would still decide in the owner's place."""
        trip, other = away(DEPUTY), away(DEPUTY, 2 * DAY, 3 * DAY, "other")
        grant = assigned_to(FINAL_EDITOR, trip, ends_at=NOW + 9 * DAY)
        assert self.found(roster(trip, other, grant), GrantKind.ASSIGNMENT) == [grant.id]
        assert self.found(roster(trip, other, grant), GrantKind.ASSIGNMENT, 2 * DAY) == []
        assert self.found(roster(grant), GrantKind.ASSIGNMENT) == []
        assert self.found(roster(trip, other, grant), GrantKind.ASSIGNMENT, 8 * HOUR) == []


class TestActingHeads:
    def line(self, known: Roster) -> list[tuple[str, str]]:
        return [(member.id, grant.id if grant else "") for member, grant in acting_heads(board(), known, NOW)]

    def test_nobody_acts_while_the_head_is_there_and_has_authorised_nobody(self) -> None:
        assert self.line(roster(away(STANDING_DEPUTY), away(HEAD, DAY, 2 * DAY))) == []

    @pytest.mark.parametrize(
        ("others", "line"),
        [
            ((), [STANDING_DEPUTY, DEPUTY]),
            ((STANDING_DEPUTY,), [DEPUTY]),
            ((DEPUTY,), [STANDING_DEPUTY]),
            ((STANDING_DEPUTY, DEPUTY), []),
        ],
    )
    def test_the_deputies_act_for_an_absent_head_in_the_order_of_the_notice(
        self, others: tuple[MemberId, ...], line: list[MemberId]
    ) -> None:
        known = roster(away(HEAD), *map(away, others))
        assert self.line(known) == [(member, "") for member in line]

    def test_a_named_authorisation_beats_the_order(self) -> None:
        named = lent(GrantKind.ACTING, HEAD, DEPUTY)
        assert self.line(roster(away(HEAD), named)) == [(DEPUTY, named.id), (STANDING_DEPUTY, "")]

    def test_a_named_authorisation_holds_while_the_head_is_there(self) -> None:
        named = lent(GrantKind.ACTING, HEAD, DEPUTY)
        assert self.line(roster(named)) == [(DEPUTY, named.id)]

    def test_only_those_whom_the_notice_lets_act_can_be_named(self) -> None:
        names = [lent(GrantKind.ACTING, HEAD, to) for to in (FINAL_EDITOR, SECRETARY, REPORTER)]
        assert self.line(roster(*names)) == []

    def test_of_two_authorisations_the_newer_comes_first(self) -> None:
        newer, older = lent(GrantKind.ACTING, HEAD, DEPUTY), lent(GrantKind.ACTING, HEAD, STANDING_DEPUTY)
        assert self.line(roster(newer, older)) == [(DEPUTY, newer.id), (STANDING_DEPUTY, older.id)]

    def test_of_two_authorisations_of_one_member_the_newer_is_the_ground(self) -> None:
        newer, older = (lent(GrantKind.ACTING, HEAD, DEPUTY, id=name) for name in ("newer", "older"))
        assert self.line(roster(newer, older)) == [(DEPUTY, "newer")]

    @given(subsets, st.sets(st.sampled_from([STANDING_DEPUTY, DEPUTY])))
    def test_nobody_who_is_away_acts(self, gone: set[MemberId], named: set[MemberId]) -> None:
        known = roster(*map(away, gone), *(lent(GrantKind.ACTING, HEAD, to) for to in named))
        line = {member for member, _ in self.line(known)}
        expected = {STANDING_DEPUTY, DEPUTY} if HEAD in gone else named
        assert line == expected - gone


class TestAssigning:
    @given(subsets, st.sets(st.sampled_from([STANDING_DEPUTY, DEPUTY])), everybody)
    def test_the_head_always_may_and_the_first_who_acts(
        self, gone: set[MemberId], named: set[MemberId], member: MemberId
    ) -> None:
        known = roster(*map(away, gone), *(lent(GrantKind.ACTING, HEAD, to) for to in sorted(named)))
        first = [acting.id for acting, _ in acting_heads(board(), known, NOW)][:1]
        assert may_assign(board(), known, member, NOW) == (member in {HEAD, *first})

    def test_a_stranger_may_not(self) -> None:
        assert not may_assign(board(), roster(away(HEAD)), STRANGER, NOW)


class TestSigningRoyalties:
    def test_only_the_head_signs(self) -> None:
        assert [m.id for m in board().members if may_sign_royalties(board(), Roster(), m.id, NOW)] == [HEAD]

    def test_acting_for_the_head_is_not_enough(self) -> None:
        known = roster(away(HEAD), lent(GrantKind.ACTING, HEAD, DEPUTY, document=PAPER))
        assert not may_sign_royalties(board(), known, DEPUTY, NOW)
        assert not may_sign_royalties(board(), known, STANDING_DEPUTY, NOW)
        assert may_sign_royalties(board(), known, HEAD, NOW)

    @pytest.mark.parametrize(("paper", "signs"), [(PAPER, True), ("", False), (" \n", False)])
    def test_a_written_paper_is(self, paper: str, *, signs: bool) -> None:
        known = roster(lent(GrantKind.ROYALTY_SIGNING, HEAD, DEPUTY, document=paper))
        assert may_sign_royalties(board(), known, DEPUTY, NOW) == signs
        assert not may_sign_royalties(board(), known, STANDING_DEPUTY, NOW)

    def test_a_paper_that_has_run_out_is_not(self) -> None:
        known = roster(lent(GrantKind.ROYALTY_SIGNING, HEAD, DEPUTY, document=PAPER, ends_at=NOW))
        assert not may_sign_royalties(board(), known, DEPUTY, NOW)


def test_the_acting_order_and_the_resting_delegations_are_those_of_the_notice() -> None:
    assert board().acting_order == (Office.STANDING_DEPUTY, Office.DEPUTY)
    assert board().absence_goes_to_head == {Office.STANDING_DEPUTY}


def test_a_grant_lasts_thirty_days_at_most_and_each_kind_has_a_vietnamese_name() -> None:
    assert timedelta(days=30) == LONGEST_GRANT
    assert GRANT_LABELS.keys() == set(GrantKind)
