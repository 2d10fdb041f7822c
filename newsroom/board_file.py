"""From the data of a board file to a checked `Board`; every fault is named by its field, in Vietnamese."""

import math
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Any, Final

from newsroom.article import ChannelName, Kind, MemberId, Topic
from newsroom.board import (
    APPROVING_OFFICES,
    OFFICE_LABELS,
    SINGLE_OFFICES,
    TAKEN_OVER,
    AuthorityRule,
    Board,
    Duty,
    Member,
    Office,
    Sla,
)
from newsroom.board_rows import items, many, named, once, one, rows, table, text
from newsroom.errors import InvalidBoard
from newsroom.text import quoted
from newsroom.web_address import is_site
from newsroom.working_time import WorkingCalendar, working_deadline

RULES_OF_THE_NOTICE: Final = 95


def board_from(data: Mapping[str, Any]) -> Board:
    """The board that a parsed board file describes.

    Errors: InvalidBoard, naming the field, when something is missing, unknown, doubled or contradictory.
    Source: rule 4; promise 10 of the design (the notice is data).
    """
    kinds = list(rows(data, "kinds"))
    once("topics", [row.get("id") for _, row in rows(data, "topics")])
    once("kinds", [row.get("id") for _, row in kinds])
    topics = {
        Topic(text(row, "id", f"topics[{i}]")): text(row, "label", f"topics[{i}]") for i, row in rows(data, "topics")
    }
    board = Board(
        title=text(table(data, "notice"), "title", "notice"),
        portal=text(table(data, "notice"), "portal", "notice"),
        members=tuple(_member(row, f"members[{i}]") for i, row in rows(data, "members")),
        authority=tuple(_authority(row, f"authority[{i}]", topics) for i, row in rows(data, "authority")),
        when_author=_when_author(table(data, "when_author")),
        acting_order=_offices(data, "acting_order", (Office.STANDING_DEPUTY, Office.DEPUTY)),
        absence_goes_to_head=frozenset(_offices(data, "assigned_by_head", (Office.STANDING_DEPUTY,))),
        official_domains=_sites(table(data, "sources")),
        sla=_sla(table(data, "sla")),
        calendar=_calendar(table(data, "working_time")),
        topic_labels=topics,
        kind_labels={one(Kind, row.get("id"), f"kinds[{i}].id"): text(row, "label", f"kinds[{i}]") for i, row in kinds},
        kind_channels={Kind(row["id"]): many(ChannelName, row, "channels", f"kinds[{i}]") for i, row in kinds},
        duties=_duties(table(data, "duties")) if "duties" in data else (),
        parent_rule=_maybe(table(data, "notice"), "parent_rule"),
        parent_rule_checked=_maybe(table(data, "notice"), "parent_rule_checked"),
    )
    _check_whole(board)
    return board


def _check_whole(board: Board) -> None:
    _check_editing_time(board)
    ids = Counter(member.id for member in board.members)
    if doubled := [member_id for member_id, count in ids.items() if count > 1]:
        raise InvalidBoard("members", f"mã “{quoted(doubled[0])}” dùng cho hai người; mỗi người một mã.")
    held = Counter(member.office for member in board.members)
    for office in Office:
        if office in SINGLE_OFFICES and held[office] != 1:
            raise InvalidBoard(
                "members", f"chức danh “{OFFICE_LABELS[office]}” phải có đúng một người, hiện có {held[office]}."
            )
    if not board.authority or board.authority[-1].topics or board.authority[-1].kinds:
        raise InvalidBoard("authority", "dòng cuối phải nhận mọi nội dung còn lại (không ghi topics, kinds).")
    once("duties", [duty.rule for duty in board.duties])
    for i, rule in enumerate(board.authority[:-1]):
        if not rule.topics and not rule.kinds:
            raise InvalidBoard(f"authority[{i}]", "chỉ dòng cuối được nhận mọi nội dung còn lại.")
    for kind in Kind:
        if ChannelName.PORTAL not in board.kind_channels.get(kind, ()):
            raise InvalidBoard("kinds", f"loại “{kind}” thiếu hoặc không có kênh Cổng; Cổng là kênh bắt buộc.")


def _check_editing_time(board: Board) -> None:
    starts = {date(2026, 1, 1), *board.calendar.days_off}
    for day in (datetime.combine(start, time(), UTC) for start in sorted(starts)):
        try:
            working_deadline(day, board.sla.edit_within, board.calendar)
        except (ValueError, OverflowError) as never:
            raise InvalidBoard("sla.edit_working_hours", "không đủ giờ làm việc trong 60 ngày.") from never


def _member(row: Mapping[str, Any], field: str) -> Member:
    return Member(
        id=MemberId(text(row, "id", field)),
        office=one(Office, row.get("office"), f"{field}.office"),
        name=text(row, "name", field),
        title=text(row, "title", field),
    )


def _authority(row: Mapping[str, Any], field: str, topics: Mapping[Topic, str]) -> AuthorityRule:
    office = one(Office, row.get("office"), f"{field}.office")
    if office not in APPROVING_OFFICES:
        raise InvalidBoard(f"{field}.office", f"“{OFFICE_LABELS[office]}” không phải chức danh được duyệt bài.")
    listed = row.get("topics", [])
    if not isinstance(listed, list):
        raise InvalidBoard(f"{field}.topics", "phải là danh sách.")
    named = [Topic(str(t)) for t in listed]
    if unknown := [topic for topic in named if topic not in topics]:
        raise InvalidBoard(f"{field}.topics", f"không có chủ đề “{quoted(unknown[0])}” trong mục topics.")
    kinds, official = frozenset(many(Kind, row, "kinds", field)), many(Kind, row, "official_source_for", field)
    if not kinds.issuperset(official):
        raise InvalidBoard(f"{field}.official_source_for", "chỉ nêu loại có trong kinds của cùng dòng.")
    if row.get("class") == TAKEN_OVER:
        raise InvalidBoard(f"{field}.class", f"{TAKEN_OVER} dành cho bài Trưởng Ban nhận về.")
    return AuthorityRule(
        name=text(row, "class", field),
        office=office,
        topics=frozenset(named),
        kinds=frozenset(many(Kind, row, "kinds", field)),
        official_source_for=frozenset(many(Kind, row, "official_source_for", field)),
        rule=_rule(row.get("rule"), f"{field}.rule"),
        clause=text(row, "clause", field),
        text=text(row, "text", field),
    )


def _duties(offices: Mapping[str, Any]) -> tuple[Duty, ...]:
    return tuple(
        Duty(
            office=one(Office, name, "duties"),
            rule=_rule(
                int(number) if number.isdecimal() and len(number) <= len(str(RULES_OF_THE_NOTICE)) else number,
                f"duties.{name}.{number}",
            ),
            label=text(labels, number, f"duties.{name}"),
        )
        for name in offices
        for labels in (table(offices, name),)
        for number in labels
    )


def _rule(number: object, field: str) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not 1 <= number <= RULES_OF_THE_NOTICE:
        raise InvalidBoard(field, f"phải là số từ 1 đến {RULES_OF_THE_NOTICE} (số điều trong thông báo).")
    return number


def _maybe(notice: Mapping[str, Any], key: str) -> str:
    return text(notice, key, "notice") if key in notice else ""


def _when_author(table: Mapping[str, Any]) -> dict[Office, Office]:
    pairs = {one(Office, key, "when_author"): one(Office, value, f"when_author.{key}") for key, value in table.items()}
    for office in APPROVING_OFFICES:
        other = pairs.get(office)
        if other is None or other is office or other not in APPROVING_OFFICES:
            raise InvalidBoard(
                f"when_author.{office}", "phải nêu một chức danh được duyệt khác (không ai duyệt bài của mình)."
            )
    return pairs


def _offices(data: Mapping[str, Any], key: str, otherwise: tuple[Office, ...]) -> tuple[Office, ...]:
    """Offices of the absence table; the notice's own where a board file (an old version) says nothing."""
    table = data.get("absence", {})
    if not isinstance(table, Mapping):
        raise InvalidBoard("absence", "phải là một bảng [absence].")
    if key not in table:
        return otherwise
    found = many(Office, table, key, "absence")
    if wrong := [office for office in found if office not in APPROVING_OFFICES or office is Office.HEAD]:
        raise InvalidBoard(f"absence.{key}", f"“{OFFICE_LABELS[wrong[0]]}” không nhận được việc này.")
    return found


def _sla(table: Mapping[str, Any]) -> Sla:
    with named("sla"):
        sla = Sla(
            publish_within=timedelta(minutes=_number(table["publish_minutes"])),
            publish_warnings=_durations(table["publish_warnings_minutes"]),
            edit_within=timedelta(hours=_number(table["edit_working_hours"])),
            approval_reminders=_durations(table["approval_reminders_minutes"]),
            same_day_warnings=tuple(sorted(time.fromisoformat(t) for t in table["same_day_warnings"])),
            quiet_hours=_quiet(table.get("quiet_hours")),
        )
    if sla.publish_within <= timedelta() or sla.edit_within <= timedelta():
        raise InvalidBoard("sla", "thời hạn phải lớn hơn 0.")
    if sla.publish_warnings and sla.publish_warnings[-1] >= sla.publish_within:
        raise InvalidBoard("sla.publish_warnings_minutes", "phải trước thời hạn đăng.")
    return sla


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


def _sites(table: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        listed = items(table, "official")
    except InvalidBoard as missing:
        raise InvalidBoard("sources.official", "thiếu mục này hoặc mục rỗng.") from missing
    found = tuple(str(site).lower().removeprefix("*.") for site in listed)
    for i, site in enumerate(found):
        if not is_site(site):
            raise InvalidBoard(f"sources.official[{i}]", f"“{quoted(site)}” không phải tên miền.")
    return found


def _calendar(table: Mapping[str, Any]) -> WorkingCalendar:
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
