"""Working time of the office: which minutes count when a rule speaks of working hours.

The 60-minute rule and the same-day rule do not use it: they run on the wall clock (ambiguity A15).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

ZONE: Final = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Việt Nam keeps UTC+7 all year, without daylight saving time."""

_LONGEST_BREAK: Final = timedelta(days=60)
_SATURDAY: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingCalendar:
    """Office hours, days off and worked Saturdays.

    Shape: `hours` in order, not overlapping; `days_off` and `worked_saturdays` are local dates.
    """

    hours: tuple[tuple[time, time], ...]
    days_off: frozenset[date] = frozenset()
    worked_saturdays: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on that local date."""
        if day in self.days_off:
            return False
        return day.weekday() < _SATURDAY or day in self.worked_saturdays


def local(moment: datetime) -> datetime:
    """The same instant on the newsroom's clock."""
    return moment.astimezone(ZONE)


def clock(moment: datetime) -> str:
    """An instant as a person reads it, such as 09:05 23/11/2026."""
    return f"{local(moment):%H:%M %d/%m/%Y}"


def working_deadline(started_at: datetime, allowed: timedelta, calendar: WorkingCalendar) -> datetime:
    """Instant at which `allowed` working time has passed since `started_at`.

    Shape: aware, in UTC; never before `started_at`.
    Units: minutes inside office hours only.
    Source: domain facts 2.2 (four working hours to edit); decision 0004.
    """
    left = allowed
    for opens, closes in _shifts(started_at, calendar):
        begin = max(opens, started_at)
        if begin + left <= closes:
            return (begin + left).astimezone(started_at.tzinfo)
        left -= max(closes - begin, timedelta())
    message = "working calendar has no working time for sixty days"
    raise ValueError(message)


def _shifts(since: datetime, calendar: WorkingCalendar) -> Iterator[tuple[datetime, datetime]]:
    day = local(since).date()
    last = day + _LONGEST_BREAK
    while day <= last:
        if calendar.is_working_day(day):
            for opens, closes in calendar.hours:
                shift = datetime.combine(day, opens, ZONE), datetime.combine(day, closes, ZONE)
                if shift[1] > since:
                    yield shift
        day += timedelta(days=1)
