"""Whose inbox an article lies in at each stage, by what title, and since when."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import Content, MemberId
from newsroom.authority import HOLD_LABELS, Hold
from newsroom.board import Office
from newsroom.decisions import first_standing
from newsroom.entitlement.titles import editors, head_titles, prechecker, seat_of
from newsroom.roster import Absence, Grant, GrantKind, Roster, Scope
from newsroom.stages import Stage
from newsroom.standing import Seat, Standing
from tests.newsroom.rosters import (
    APPROVERS,
    CONTRIBUTOR,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    MINUTE,
    PAPER,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    STRANGER,
    assigned_to,
    away,
    lent,
    roster,
    subsets,
)
from tests.support.samples import NOW, at_stage, board, content, contents

EDITING = at_stage(Stage.EDITING)
WAITING = at_stage(Stage.AWAITING_APPROVAL)
CHECK = lent(GrantKind.PRECHECK, FINAL_EDITOR, SECRETARY)
LAST_EDIT = lent(GrantKind.LAST_EDIT, FINAL_EDITOR, SECRETARY, document=PAPER)


def seat(standing: Standing, *facts: Absence | Grant, now: datetime = NOW) -> Seat:
    return seat_of(board(), roster(*facts), standing, now)


def asked(standing: Standing, *facts: Absence | Grant) -> tuple[MemberId | None, Hold]:
    found = seat(standing, *facts)
    return found.asked, found.hold


def editing(author: MemberId) -> Standing:
    return at_stage(Stage.EDITING, author=author)


def last_editors(standing: Standing, *facts: Absence | Grant) -> list[MemberId]:
    return [title.member.id for title in editors(board(), roster(*facts), standing, NOW).titles]


class TestTheLastEdit:
    def test_the_final_editor_has_it(self) -> None:
        assert asked(EDITING) == (FINAL_EDITOR, Hold.OWNER)
        assert last_editors(EDITING) == [FINAL_EDITOR]

    def test_the_final_editor_edits_the_own_text_too(self) -> None:
        """The notice lets nobody else; the approval is another's (ambiguity A4)."""
        assert last_editors(editing(FINAL_EDITOR)) == [FINAL_EDITOR]

    def test_a_written_delegation_puts_the_secretary_first_and_the_final_editor_may_still(self) -> None:
        found = editors(board(), roster(LAST_EDIT), EDITING, NOW)
        assert asked(EDITING, LAST_EDIT) == (SECRETARY, Hold.DELEGATED)
        assert [title.member.id for title in found.titles] == [SECRETARY, FINAL_EDITOR]
        assert PAPER in found.reasons[0]
        assert [title.ground.grant for title in found.titles] == [LAST_EDIT.id, ""]
        assert found.titles[1].ground.rule == 54

    def test_an_absent_final_editor_leaves_it_to_the_head_to_assign(self) -> None:
        """A leader who approves would otherwise edit by office (rule 54 names the final editor alone)."""
        assert asked(EDITING, away(FINAL_EDITOR)) == (HEAD, Hold.HEAD_TO_ASSIGN)
        assert last_editors(EDITING, away(FINAL_EDITOR)) == []

    def test_whom_the_head_assigned_has_it_for_that_absence(self) -> None:
        trip = away(FINAL_EDITOR)
        work = replace(assigned_to(DEPUTY, trip), kind=GrantKind.LAST_EDIT)
        assert asked(EDITING, trip, work) == (DEPUTY, Hold.ASSIGNED)
        assert last_editors(EDITING, trip, work) == [DEPUTY]
        assert seat(EDITING, trip, work).absence == trip.id
        assert last_editors(EDITING, replace(trip, ends_at=NOW), work) == [FINAL_EDITOR]

    def test_an_assignment_to_approve_is_none_to_edit(self) -> None:
        trip = away(FINAL_EDITOR)
        assert asked(EDITING, trip, assigned_to(DEPUTY, trip)) == (HEAD, Hold.HEAD_TO_ASSIGN)

    def test_it_is_not_assigned_to_the_author(self) -> None:
        trip = away(FINAL_EDITOR)
        work = replace(assigned_to(DEPUTY, trip), kind=GrantKind.LAST_EDIT)
        assert last_editors(editing(DEPUTY), trip, work) == []

    def test_a_narrow_delegation_leaves_the_rest_with_the_final_editor(self) -> None:
        narrow = replace(LAST_EDIT, scope=Scope(classes=("R3",)))
        assert asked(EDITING, narrow) == (FINAL_EDITOR, Hold.OWNER)

    @pytest.mark.parametrize(
        ("gone", "whom", "hold"),
        [
            ({FINAL_EDITOR, HEAD}, STANDING_DEPUTY, Hold.HEAD_TO_ASSIGN),
            ({FINAL_EDITOR, HEAD, STANDING_DEPUTY}, DEPUTY, Hold.HEAD_TO_ASSIGN),
            (set(APPROVERS), None, Hold.NOBODY),
        ],
    )
    def test_who_runs_the_board_assigns_for_an_absent_head(
        self, gone: set[MemberId], whom: MemberId | None, hold: Hold
    ) -> None:
        assert asked(EDITING, *map(away, gone)) == (whom, hold)


class TestTheCheckBefore:
    @pytest.mark.parametrize("author", [REPORTER, CONTRIBUTOR])
    def test_the_secretary_checks_what_reporters_and_contributors_write_when_asked(self, author: MemberId) -> None:
        found = editors(board(), roster(CHECK), editing(author), NOW)
        assert asked(editing(author), CHECK) == (SECRETARY, Hold.PRECHECK)
        assert [title.member.id for title in found.titles] == [FINAL_EDITOR]
        title = prechecker(board(), roster(CHECK), editing(author), NOW)
        assert title is not None
        assert (title.member.id, title.ground.rule, title.ground.grant) == (SECRETARY, 69, CHECK.id)

    @pytest.mark.parametrize("author", [*APPROVERS, SECRETARY, ENGINEER, STRANGER])
    def test_not_what_others_write(self, author: MemberId) -> None:
        assert prechecker(board(), roster(CHECK), editing(author), NOW) is None
        assert asked(editing(author), CHECK) == (FINAL_EDITOR, Hold.OWNER)

    def test_not_without_having_been_asked(self) -> None:
        assert prechecker(board(), Roster(), EDITING, NOW) is None

    def test_a_checked_text_lies_with_the_final_editor(self) -> None:
        assert asked(replace(EDITING, prechecked=True), CHECK) == (FINAL_EDITOR, Hold.OWNER)

    def test_it_does_not_wait_for_a_secretary_who_is_away(self) -> None:
        assert asked(EDITING, CHECK, away(SECRETARY)) == (FINAL_EDITOR, Hold.OWNER)

    def test_who_has_the_last_edit_may_do_it_at_once(self) -> None:
        assert last_editors(EDITING, CHECK, LAST_EDIT) == [SECRETARY, FINAL_EDITOR]
        assert asked(EDITING, CHECK, LAST_EDIT) == (SECRETARY, Hold.PRECHECK)


class TestTheApproval:
    def test_the_owner_is_asked_with_the_reasons_of_the_route(self) -> None:
        found = seat(WAITING)
        assert (found.asked, found.office, found.hold) == (STANDING_DEPUTY, Office.STANDING_DEPUTY, Hold.OWNER)
        assert (found.reasons, found.absence) == (WAITING.route.reasons, "")

    def test_an_absence_that_moves_the_article_is_named_with_its_dates(self) -> None:
        trip = away(STANDING_DEPUTY)
        found = seat(WAITING, trip)
        assert (found.asked, found.office, found.hold) == (HEAD, Office.HEAD, Hold.HEAD_TO_ASSIGN)
        assert found.absence == trip.id
        assert "Phó Trưởng Ban Thường trực vắng mặt từ 08:00 23/11 đến 17:00 23/11/2026." in found.reasons
        assert "Chờ Trưởng Ban phân công" in found.reasons[-1]

    def test_an_assignment_and_a_delegation_are_said_in_words(self) -> None:
        trip = away(STANDING_DEPUTY)
        assert "phân công duyệt thay" in seat(WAITING, trip, assigned_to(DEPUTY, trip)).reasons[-1]
        assert "ủy quyền duyệt" in seat(WAITING, lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY)).reasons[-1]

    def test_who_acts_for_the_head_hears_by_what_order(self) -> None:
        reserved = at_stage(Stage.AWAITING_APPROVAL, content())
        reserved = replace(reserved, route=replace(reserved.route, name="R1", owner=Office.HEAD))
        found = seat(reserved, away(HEAD))
        assert (found.asked, found.hold, found.absence) == (STANDING_DEPUTY, Hold.ACTING, f"away-{HEAD}")
        assert "thay Trưởng Ban" in found.reasons[-1]

    def test_when_nobody_is_there_it_says_that_somebody_must_call(self) -> None:
        everyone = list(map(away, APPROVERS))
        found = seat(WAITING, *everyone)
        assert (found.asked, found.office, found.hold) == (None, None, Hold.NOBODY)
        assert "liên hệ trực tiếp" in found.reasons[-1]
        heads = replace(WAITING, route=replace(WAITING.route, owner=Office.HEAD))
        assert (seat(heads, *everyone).asked, seat(heads, *everyone).hold) == (None, Hold.NOBODY)
        assert "liên hệ trực tiếp" in seat(heads, *everyone).reasons[-1]

    @given(subsets, st.sampled_from([Stage.EDITING, Stage.AWAITING_APPROVAL]), contents)
    def test_nobody_who_is_away_is_asked(self, gone: set[MemberId], stage: Stage, text: Content) -> None:
        assert seat(at_stage(stage, text), *map(away, gone)).asked not in gone


class TestOtherStages:
    @pytest.mark.parametrize("author", [REPORTER, DEPUTY])
    def test_a_returned_article_lies_with_its_author(self, author: MemberId) -> None:
        found = seat(at_stage(Stage.RETURNED, author=author))
        known = board().member(author)
        assert known is not None
        assert (found.asked, found.office, found.hold) == (author, known.office, Hold.OWNER)

    def test_also_with_an_author_who_left(self) -> None:
        found = seat(at_stage(Stage.RETURNED, author=STRANGER))
        assert (found.asked, found.office) == (STRANGER, None)

    @pytest.mark.parametrize(
        "stage", sorted(set(Stage) - {Stage.RECEIVED, Stage.EDITING, Stage.AWAITING_APPROVAL, Stage.RETURNED})
    )
    def test_other_stages_wait_for_nobody_in_particular(self, stage: Stage) -> None:
        assert seat(at_stage(stage), away(STANDING_DEPUTY)) == Seat()


class TestSince:
    LATER = NOW + 40 * MINUTE

    def moved(self, before: Standing, *facts: Absence | Grant) -> datetime | None:
        """Since when the article lies where it lies, looked at again later with other facts."""
        seated = replace(before, seat=seat(before))
        return seat(seated, *facts, now=self.LATER).since

    def test_a_new_article_lies_there_from_its_submission_on(self) -> None:
        assert seat(EDITING).since == NOW

    @given(st.integers(0, 600))
    def test_looking_again_changes_nothing(self, minutes: int) -> None:
        """Every change of the roster would start the reminders anew."""
        seated = replace(WAITING, seat=seat(WAITING))
        unrelated = away(ENGINEER, timedelta(), 20 * HOUR)
        assert seat(seated, unrelated, now=NOW + minutes * MINUTE).since == NOW

    def test_a_move_to_somebody_else_starts_the_waiting_anew(self) -> None:
        assert self.moved(WAITING, lent(GrantKind.DELEGATION, STANDING_DEPUTY, DEPUTY)) == self.LATER

    def test_so_does_another_title_of_the_same_member(self) -> None:
        """The Head who must assign is asked something else than the Head who decides."""
        reserved = replace(WAITING, route=replace(WAITING.route, owner=Office.HEAD))
        seated = replace(reserved, seat=seat(reserved))
        owned = replace(seated, route=WAITING.route)
        assert seat(owned, away(STANDING_DEPUTY), now=self.LATER).since == self.LATER

    def test_a_new_reason_alone_does_not(self) -> None:
        trip = away(STANDING_DEPUTY)
        seated = replace(WAITING, seat=seat(WAITING, trip))
        longer = replace(trip, ends_at=NOW + 30 * HOUR)
        found = seat(seated, longer, now=self.LATER)
        assert found.since == NOW
        assert found.reasons != seated.seat.reasons

    def test_a_new_stage_does_though_the_same_member_is_asked(self) -> None:
        notice = replace(WAITING, stage=Stage.EDITING, route=replace(WAITING.route, owner=Office.FINAL_EDITOR))
        seated = replace(notice, seat=seat(notice), stage=Stage.AWAITING_APPROVAL, since=self.LATER)
        found = seat(seated, now=self.LATER)
        assert (found.asked, found.hold, found.since) == (FINAL_EDITOR, Hold.OWNER, self.LATER)

    def test_a_returned_article_waits_from_its_return(self) -> None:
        returned = replace(WAITING, seat=seat(WAITING), stage=Stage.RETURNED, since=self.LATER)
        found = seat(returned, now=self.LATER)
        assert found.since == self.LATER
        assert seat(replace(returned, seat=found), now=self.LATER + HOUR).since == self.LATER


class TestFirstSeat:
    def test_a_submission_is_seated_by_the_roster_of_its_moment(self) -> None:
        facts = (away(FINAL_EDITOR), away(HEAD))
        found = first_standing(
            board(), WAITING.article_id, content(), author=REPORTER, now=NOW, roster=roster(*facts)
        ).seat
        assert (found.asked, found.hold, found.since) == (STANDING_DEPUTY, Hold.HEAD_TO_ASSIGN, NOW)


class TestHeadsPowers:
    def test_the_head_holds_them_and_the_first_in_line(self) -> None:
        found = head_titles(board(), roster(away(HEAD)), NOW)
        assert [(title.member.id, title.ground.acting_for) for title in found] == [
            (HEAD, None),
            (STANDING_DEPUTY, Office.HEAD),
        ]
        assert found[0].ground.rule == 17

    def test_the_head_alone_while_there(self) -> None:
        assert [title.member.id for title in head_titles(board(), Roster(), NOW)] == [HEAD]


def test_every_hold_has_a_vietnamese_name() -> None:
    assert HOLD_LABELS.keys() == set(Hold)
