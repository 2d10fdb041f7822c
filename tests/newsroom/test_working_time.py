from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.working_time import ZONE, WorkingCalendar, local, working_deadline
from tests.support.samples import board, moments

FOUR_HOURS = timedelta(hours=4)
DAYS = [date(2026, 1, 1) + timedelta(days=n) for n in range(3 * 365)]

amounts = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(hours=20))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def deadline(text: str, allowed: timedelta = FOUR_HOURS) -> datetime:
    return working_deadline(at(text), allowed, board().calendar)


def worked_between(start: datetime, end: datetime) -> timedelta:
    """Office time between two instants, added up day by day."""
    total, day = timedelta(), local(start).date()
    while day <= local(end).date():
        if board().calendar.is_working_day(day):
            for opens, closes in board().calendar.hours:
                since = max(start, datetime.combine(day, opens, ZONE))
                until = min(end, datetime.combine(day, closes, ZONE))
                total += max(until - since, timedelta())
        day += timedelta(days=1)
    return total


class TestFourHours:
    @pytest.mark.parametrize(
        ("received", "due"),
        [
            ("2026-11-23 07:30", "2026-11-23 11:30"),  # ends exactly at the lunch break
            ("2026-11-23 07:30:01", "2026-11-23 13:30:01"),
            ("2026-11-23 09:00", "2026-11-23 15:00"),
            ("2026-11-23 10:30", "2026-11-23 16:30"),
            ("2026-11-23 11:00", "2026-11-23 17:00"),  # ends exactly at closing time
            ("2026-11-23 05:00", "2026-11-23 11:30"),  # before opening
        ],
    )
    def test_they_run_across_the_lunch_break_of_one_day(self, received: str, due: str) -> None:
        assert deadline(received) == at(due)

    @pytest.mark.parametrize("received", ["2026-11-25 11:30", "2026-11-25 12:00", "2026-11-25 13:30"])
    def test_the_lunch_break_counts_for_nothing(self, received: str) -> None:
        assert deadline(received) == at("2026-11-26 08:00")

    @pytest.mark.parametrize(
        "received", ["2026-11-20 17:00", "2026-11-20 21:30", "2026-11-22 12:00", "2026-11-23 00:05"]
    )
    def test_after_hours_and_at_the_weekend_they_wait_for_monday(self, received: str) -> None:
        assert deadline(received) == at("2026-11-23 11:30")

    def test_half_an_hour_on_friday_leaves_the_rest_for_monday(self) -> None:
        assert deadline("2026-11-27 16:30") == at("2026-11-30 11:00")

    def test_tet_is_skipped_whole(self) -> None:
        assert deadline("2026-02-13 16:30") == at("2026-02-23 11:00")

    def test_culture_day_is_a_day_off(self) -> None:
        assert deadline("2026-11-23 16:00") == at("2026-11-25 10:30")

    def test_a_worked_saturday_counts_and_the_monday_it_pays_for_does_not(self) -> None:
        assert deadline("2026-08-21 16:00") == at("2026-08-22 10:30")
        assert deadline("2026-08-28 16:00") == at("2026-09-03 10:30")

    def test_a_saturday_that_is_not_worked_does_not_count(self) -> None:
        assert deadline("2026-08-14 16:00") == at("2026-08-17 10:30")


class TestAnyTime:
    @given(moments, amounts)
    def test_exactly_the_allowed_office_time_passes(self, start: datetime, allowed: timedelta) -> None:
        due = working_deadline(start, allowed, board().calendar)
        assert due > start
        assert worked_between(start, due) == allowed

    @given(moments, amounts)
    def test_it_falls_inside_office_hours(self, start: datetime, allowed: timedelta) -> None:
        due = local(working_deadline(start, allowed, board().calendar))
        assert board().calendar.is_working_day(due.date())
        assert any(opens < due.time() <= closes for opens, closes in board().calendar.hours)

    @given(moments, amounts, amounts)
    def test_two_stretches_in_a_row_make_one(self, start: datetime, first: timedelta, second: timedelta) -> None:
        half = working_deadline(start, first, board().calendar)
        assert working_deadline(half, second, board().calendar) == working_deadline(
            start, first + second, board().calendar
        )

    @given(moments, moments, amounts)
    def test_who_starts_later_is_never_due_earlier(self, one: datetime, other: datetime, allowed: timedelta) -> None:
        first, second = sorted((one, other))
        assert working_deadline(first, allowed, board().calendar) <= working_deadline(second, allowed, board().calendar)

    @given(moments, amounts)
    def test_it_is_the_same_instant_whatever_the_zone_of_the_clock(self, start: datetime, allowed: timedelta) -> None:
        due = working_deadline(start, allowed, board().calendar)
        for zone in (UTC, ZoneInfo("America/New_York")):
            assert working_deadline(start.astimezone(zone), allowed, board().calendar) == due

    def test_a_calendar_without_any_work_says_so(self) -> None:
        never = WorkingCalendar(
            hours=((time(7, 30), time(11, 30)),), days_off=frozenset(DAYS), worked_saturdays=frozenset()
        )
        with pytest.raises(ValueError, match="no working time"):
            working_deadline(at("2026-11-23 09:00"), FOUR_HOURS, never)


def test_the_newsroom_keeps_the_time_of_hanoi() -> None:
    zone = ZoneInfo("Asia/Ho_Chi_Minh")
    for day in DAYS:
        noon = datetime.combine(day, time(12), UTC)
        assert local(noon).utcoffset() == noon.astimezone(zone).utcoffset()
