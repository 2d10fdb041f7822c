from datetime import datetime, timedelta

import pytest

from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.absences import LONGEST_ABSENCE, changed, filed
from newsroom.matters.kinds import MatterAct
from newsroom.roster import Absence, Roster
from tests.newsroom.rosters import (
    APPROVERS,
    CONTRIBUTOR,
    DAY,
    DEPUTY,
    ENGINEER,
    FINAL_EDITOR,
    HEAD,
    HOUR,
    MINUTE,
    REPORTER,
    SECRETARY,
    STANDING_DEPUTY,
    STRANGER,
    TRIP,
    away,
    claim,
    roster,
    why,
)
from tests.support.samples import NOW, board

LEAVES, RETURNS = NOW + HOUR, NOW + 2 * DAY
SECOND = timedelta(seconds=1)


def filing(member: MemberId = STANDING_DEPUTY, known: Roster | None = None, /, **facts: str | datetime) -> Absence:
    said: dict[str, str | datetime] = {"starts_at": LEAVES, "ends_at": RETURNS, "reason": TRIP}
    made = claim(MatterAct.FILE_ABSENCE, member, **(said | facts))
    return filed(board(), known or Roster(), "7c1e", made, NOW)[0]


def unfiled(code: RefusalCode, member: MemberId = STANDING_DEPUTY, known: Roster | None = None, /, **facts: str) -> str:
    with pytest.raises(Refused) as refused:
        filing(member, known, **facts)
    return why(refused, code)


def change(absence: Absence, ends_at: datetime, member: MemberId = STANDING_DEPUTY, *others: Absence) -> Absence:
    made = claim(MatterAct.CHANGE_ABSENCE, member, ends_at=ends_at)
    return changed(board(), roster(absence, *others), absence, made, NOW)[0]


def unchanged(code: RefusalCode, absence: Absence, ends_at: datetime, member: MemberId, *others: Absence) -> str:
    with pytest.raises(Refused) as refused:
        change(absence, ends_at, member, *others)
    return why(refused, code)


class TestFiling:
    def test_a_member_says_from_when_until_when_and_why(self) -> None:
        found = filing(starts_at=LEAVES, ends_at=RETURNS, reason=f" {TRIP} ")
        assert found == Absence(
            id="7c1e",
            member=STANDING_DEPUTY,
            starts_at=LEAVES,
            ends_at=RETURNS,
            reason=TRIP,
            filed_by=STANDING_DEPUTY,
            filed_at=NOW,
        )

    def test_it_is_the_report_of_the_notice(self) -> None:
        made = claim(MatterAct.FILE_ABSENCE, DEPUTY, starts_at=LEAVES, ends_at=RETURNS, reason=TRIP)
        ground = filed(board(), Roster(), "7c1e", made, NOW)[1]
        assert (ground.rule, ground.office) == (32, Office.DEPUTY)

    @pytest.mark.parametrize("filer", [SECRETARY, HEAD])
    def test_the_secretary_and_the_head_file_for_others(self, filer: MemberId) -> None:
        found = filing(filer, member=STANDING_DEPUTY)
        assert (found.member, found.filed_by) == (STANDING_DEPUTY, filer)

    @pytest.mark.parametrize("filer", [STANDING_DEPUTY, DEPUTY, FINAL_EDITOR, ENGINEER, REPORTER])
    def test_nobody_else_does(self, filer: MemberId) -> None:
        other = DEPUTY if filer != DEPUTY else HEAD
        assert "Thư ký" in unfiled(RefusalCode.NOT_ENTITLED, filer, member=other)

    @pytest.mark.parametrize("member", [HEAD, ENGINEER, REPORTER, CONTRIBUTOR])
    def test_every_member_may_be_away(self, member: MemberId) -> None:
        assert filing(member).member == member

    def test_somebody_outside_the_board_cannot_be_away(self) -> None:
        assert "không có thành viên này" in unfiled(RefusalCode.BAD_REQUEST, SECRETARY, member=STRANGER)
        assert unfiled(RefusalCode.UNKNOWN_MEMBER, STRANGER)

    @pytest.mark.parametrize("name", ["starts_at", "ends_at", "reason"])
    def test_what_is_missing_is_asked_for(self, name: str) -> None:
        assert f"({name})" in unfiled(RefusalCode.BAD_REQUEST, **{name: " "})

    @pytest.mark.parametrize(
        ("leaves", "returns", "kept"),
        [
            (NOW, NOW + SECOND, True),
            (NOW - DAY, NOW + SECOND, True),
            (NOW - DAY - SECOND, NOW + DAY, False),
            (LEAVES, LEAVES, False),
            (LEAVES, LEAVES - SECOND, False),
            (NOW - HOUR, NOW, False),
            (LEAVES, LEAVES + LONGEST_ABSENCE, True),
            (LEAVES, LEAVES + LONGEST_ABSENCE + SECOND, False),
        ],
    )
    def test_it_ends_after_it_began_and_after_now(self, leaves: datetime, returns: datetime, *, kept: bool) -> None:
        if kept:
            assert filing(starts_at=leaves, ends_at=returns).ends_at == returns
        else:
            said = {"starts_at": leaves.isoformat(), "ends_at": returns.isoformat()}
            assert unfiled(RefusalCode.BAD_REQUEST, **said)

    @pytest.mark.parametrize(
        ("since", "until", "free"),
        [
            (timedelta(), HOUR, True),
            (2 * DAY, 3 * DAY, True),
            (timedelta(), HOUR + SECOND, False),
            (2 * DAY - SECOND, 3 * DAY, False),
            (2 * HOUR, 3 * HOUR, False),
            (timedelta(), 3 * DAY, False),
        ],
    )
    def test_two_absences_of_a_member_do_not_overlap(self, since: timedelta, until: timedelta, *, free: bool) -> None:
        known = roster(away(STANDING_DEPUTY, since, until, "first"))
        if free:
            assert filing(STANDING_DEPUTY, known).starts_at == LEAVES
        else:
            assert "first" in unfiled(RefusalCode.BAD_REQUEST, STANDING_DEPUTY, known)

    def test_absences_of_different_members_may(self) -> None:
        assert filing(STANDING_DEPUTY, roster(*map(away, {*APPROVERS} - {STANDING_DEPUTY}))).member == STANDING_DEPUTY


class TestChanging:
    TRIP = away(STANDING_DEPUTY)

    @pytest.mark.parametrize("ends_at", [NOW + MINUTE, NOW + 9 * DAY])
    def test_an_early_return_and_an_extension_move_the_end_alone(self, ends_at: datetime) -> None:
        found = change(self.TRIP, ends_at)
        assert found.ends_at == ends_at
        assert (found.id, found.starts_at, found.member) == (self.TRIP.id, self.TRIP.starts_at, STANDING_DEPUTY)

    def test_who_is_already_back_is_back_now(self) -> None:
        """What was decided in their place stays decided."""
        assert change(self.TRIP, NOW - HOUR).ends_at == NOW

    def test_an_absence_that_has_not_begun_can_be_withdrawn(self) -> None:
        planned = away(STANDING_DEPUTY, DAY, 2 * DAY)
        known = roster(found := change(planned, NOW))
        assert found.ends_at == found.starts_at
        assert not any(known.is_away(STANDING_DEPUTY, NOW + n * HOUR) for n in range(72))

    def test_one_that_has_ended_cannot_be_changed(self) -> None:
        called_off = away(STANDING_DEPUTY, DAY, DAY)
        for ended in (away(STANDING_DEPUTY, -DAY, -HOUR), away(STANDING_DEPUTY, -DAY, timedelta()), called_off):
            assert "đã kết thúc" in unchanged(RefusalCode.BAD_REQUEST, ended, NOW + DAY, STANDING_DEPUTY)

    @pytest.mark.parametrize("member", [SECRETARY, HEAD])
    def test_the_secretary_and_the_head_change_it_too(self, member: MemberId) -> None:
        assert change(self.TRIP, NOW + DAY, member).ends_at == NOW + DAY

    @pytest.mark.parametrize("member", [DEPUTY, FINAL_EDITOR, ENGINEER, REPORTER])
    def test_nobody_else_sends_a_member_away_longer(self, member: MemberId) -> None:
        assert unchanged(RefusalCode.NOT_ENTITLED, self.TRIP, NOW + DAY, member)

    def test_an_extension_into_the_next_absence_is_refused(self) -> None:
        later = away(STANDING_DEPUTY, DAY, 2 * DAY, "later")
        assert change(self.TRIP, NOW + DAY, STANDING_DEPUTY, later).ends_at == NOW + DAY
        assert "later" in unchanged(RefusalCode.BAD_REQUEST, self.TRIP, NOW + DAY + SECOND, STANDING_DEPUTY, later)

    def test_an_extension_keeps_to_the_longest_absence(self) -> None:
        last = self.TRIP.starts_at + LONGEST_ABSENCE
        assert change(self.TRIP, last).ends_at == last
        assert unchanged(RefusalCode.BAD_REQUEST, self.TRIP, last + SECOND, STANDING_DEPUTY)

    def test_the_absence_of_somebody_who_left_the_board_can_still_be_ended(self) -> None:
        assert change(away(STRANGER), NOW + MINUTE, SECRETARY).ends_at == NOW + MINUTE

    def test_its_ground_is_the_report_of_the_notice(self) -> None:
        made = claim(MatterAct.CHANGE_ABSENCE, SECRETARY, ends_at=RETURNS)
        ground = changed(board(), roster(self.TRIP), self.TRIP, made, NOW)[1]
        assert (ground.rule, ground.office) == (32, Office.SECRETARY)


def test_an_absence_lasts_a_year_at_most() -> None:
    assert timedelta(days=366) == LONGEST_ABSENCE
