"""The clocks of a board file, the notice's promises and the office hours; every fault is named by its field."""

import math
from collections.abc import Mapping
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from newsroom.board import Sla
from newsroom.board_rows import named
from newsroom.errors import InvalidBoard
from newsroom.text import quoted
from newsroom.working_time import WorkingCalendar


def sla_from(table: Mapping[str, Any]) -> Sla:
    """The promises that the table [sla] states.

    Errors: InvalidBoard.
    Source: rules 14, 54 and 81; ambiguities A13, A14, A17.
    """
    with named("sla"):
        sla = Sla(
            publish_within=timedelta(minutes=_number(table["publish_minutes"])),
            publish_warnings=_durations(table["publish_warnings_minutes"]),
            edit_within=timedelta(hours=_number(table["edit_working_hours"])),
            approval_reminders=_durations(table["approval_reminders_minutes"]),
            same_day_warnings=tuple(sorted(time.fromisoformat(t) for t in table["same_day_warnings"])),
            quiet_hours=_quiet(table.get("quiet_hours")),
            after_hours_from=_clock(table, "after_hours_from", time(20)),
            after_hours_target=_clock(table, "after_hours_target", time(9)),
        )
    if sla.publish_within <= timedelta() or sla.edit_within <= timedelta():
        raise InvalidBoard("sla", "thời hạn phải lớn hơn 0.")
    if sla.publish_warnings and sla.publish_warnings[-1] >= sla.publish_within:
        raise InvalidBoard("sla.publish_warnings_minutes", "phải trước thời hạn đăng.")
    return sla


def calendar_from(table: Mapping[str, Any]) -> WorkingCalendar:
    """The office hours and days off that the table [working_time] states.

    Errors: InvalidBoard.
    Source: ambiguity A15.
    """
    with named("working_time"):
        years = table.get("days_off", {}).values()
        calendar = WorkingCalendar(
            hours=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in table["hours"]),
            days_off=frozenset(date.fromisoformat(day) for year in years for day in year["off"]),
            worked_saturdays=frozenset(date.fromisoformat(day) for year in years for day in year["worked"]),
        )
    if not calendar.hours or any(opens >= closes for opens, closes in calendar.hours):
        raise InvalidBoard("working_time.hours", "mỗi ca phải có giờ vào trước giờ ra.")
    if any(before[1] > after[0] for before, after in pairwise(calendar.hours)):
        raise InvalidBoard("working_time.hours", "các ca phải theo thứ tự, không chồng nhau.")
    if both := calendar.days_off & calendar.worked_saturdays:
        raise InvalidBoard("working_time.days_off", f"ngày {min(both)} vừa nghỉ vừa làm.")
    return calendar


def _quiet(hours: object) -> tuple[time, time] | None:
    if hours is None:
        return None
    if not isinstance(hours, list) or len(hours) != len(("from", "to")):
        raise TypeError("quiet_hours phải gồm giờ bắt đầu và giờ kết thúc")
    begins, ends = (time.fromisoformat(hour) for hour in hours)
    if begins.tzinfo or ends.tzinfo:
        raise ValueError("quiet_hours là giờ Việt Nam, không ghi múi giờ")
    if begins == ends:
        raise ValueError("quiet_hours bắt đầu và kết thúc cùng giờ")
    return begins, ends


def _clock(table: Mapping[str, Any], key: str, otherwise: time) -> time:
    said = time.fromisoformat(table[key]) if key in table else otherwise
    if said.tzinfo:
        raise ValueError(f"{key} là giờ Việt Nam, không ghi múi giờ")
    return said


def _durations(minutes: object) -> tuple[timedelta, ...]:
    if not isinstance(minutes, list):
        raise TypeError("phải là danh sách số phút")
    found = sorted(timedelta(minutes=_number(m)) for m in minutes)
    if found and found[0] <= timedelta():
        raise ValueError("phải lớn hơn 0")
    return tuple(found)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError(f"“{quoted(value)}” không phải số")
    return float(value)
