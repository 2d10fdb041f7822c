"""From the data of a board file to a checked `Board`; every fault is named by its field, in Vietnamese."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Any, Final, TypeVar

from newsroom.article import ChannelName, Kind, MemberId, Topic
from newsroom.board import (
    APPROVING_OFFICES,
    OFFICE_LABELS,
    SINGLE_OFFICES,
    AuthorityRule,
    Board,
    Member,
    Office,
    Sla,
)
from newsroom.errors import InvalidBoard
from newsroom.working_time import WorkingCalendar

RULES_OF_THE_NOTICE: Final = 95

_E = TypeVar("_E", bound=StrEnum)


def board_from(data: Mapping[str, Any]) -> Board:
    """The board that a parsed board file describes.

    Errors: InvalidBoard, naming the field, when something is missing, unknown, doubled or contradictory.
    Source: promise 10 of the design (the notice is data).
    """
    kinds = list(_rows(data, "kinds"))
    topics = {
        Topic(_text(row, "id", f"topics[{i}]")): _text(row, "label", f"topics[{i}]") for i, row in _rows(data, "topics")
    }
    board = Board(
        title=_text(_table(data, "notice"), "title", "notice"),
        portal=_text(_table(data, "notice"), "portal", "notice"),
        members=tuple(_member(row, f"members[{i}]") for i, row in _rows(data, "members")),
        authority=tuple(_authority(row, f"authority[{i}]", topics) for i, row in _rows(data, "authority")),
        when_author=_when_author(_table(data, "when_author")),
        official_domains=tuple(str(d).lower().removeprefix("*.") for d in _list(_table(data, "sources"), "official")),
        sla=_sla(_table(data, "sla")),
        calendar=_calendar(_table(data, "working_time")),
        topic_labels=topics,
        kind_labels={
            _one(Kind, row.get("id"), f"kinds[{i}].id"): _text(row, "label", f"kinds[{i}]") for i, row in kinds
        },
        kind_channels={Kind(row["id"]): _many(ChannelName, row, "channels", f"kinds[{i}]") for i, row in kinds},
    )
    _check_whole(board)
    return board


def _check_whole(board: Board) -> None:
    ids = Counter(member.id for member in board.members)
    if doubled := [member_id for member_id, count in ids.items() if count > 1]:
        raise InvalidBoard("members", f"mã “{doubled[0]}” dùng cho hai người; mỗi người một mã.")
    held = Counter(member.office for member in board.members)
    for office in Office:
        if office in SINGLE_OFFICES and held[office] != 1:
            raise InvalidBoard(
                "members", f"chức danh “{OFFICE_LABELS[office]}” phải có đúng một người, hiện có {held[office]}."
            )
    if not board.authority or board.authority[-1].topics or board.authority[-1].kinds:
        raise InvalidBoard("authority", "dòng cuối phải nhận mọi nội dung còn lại (không ghi topics, kinds).")
    for i, rule in enumerate(board.authority[:-1]):
        if not rule.topics and not rule.kinds:
            raise InvalidBoard(f"authority[{i}]", "chỉ dòng cuối được nhận mọi nội dung còn lại.")
    for kind in Kind:
        if ChannelName.PORTAL not in board.kind_channels.get(kind, ()):
            raise InvalidBoard("kinds", f"loại “{kind}” thiếu hoặc không có kênh Cổng; Cổng là kênh bắt buộc.")


def _member(row: Mapping[str, Any], field: str) -> Member:
    return Member(
        id=MemberId(_text(row, "id", field)),
        office=_one(Office, row.get("office"), f"{field}.office"),
        name=_text(row, "name", field),
        title=_text(row, "title", field),
    )


def _authority(row: Mapping[str, Any], field: str, topics: Mapping[Topic, str]) -> AuthorityRule:
    office = _one(Office, row.get("office"), f"{field}.office")
    if office not in APPROVING_OFFICES:
        raise InvalidBoard(f"{field}.office", f"“{OFFICE_LABELS[office]}” không phải chức danh được duyệt bài.")
    named = [Topic(str(t)) for t in row.get("topics", [])]
    if unknown := [topic for topic in named if topic not in topics]:
        raise InvalidBoard(f"{field}.topics", f"không có chủ đề “{unknown[0]}” trong mục topics.")
    number = row.get("rule")
    if not isinstance(number, int) or not 1 <= number <= RULES_OF_THE_NOTICE:
        raise InvalidBoard(f"{field}.rule", f"phải là số từ 1 đến {RULES_OF_THE_NOTICE} (số điều trong thông báo).")
    return AuthorityRule(
        name=_text(row, "class", field),
        office=office,
        topics=frozenset(named),
        kinds=frozenset(_many(Kind, row, "kinds", field)),
        official_source_for=frozenset(_many(Kind, row, "official_source_for", field)),
        rule=number,
        clause=_text(row, "clause", field),
        text=_text(row, "text", field),
    )


def _when_author(table: Mapping[str, Any]) -> dict[Office, Office]:
    pairs = {
        _one(Office, key, "when_author"): _one(Office, value, f"when_author.{key}") for key, value in table.items()
    }
    for office in APPROVING_OFFICES:
        other = pairs.get(office)
        if other is None or other is office or other not in APPROVING_OFFICES:
            raise InvalidBoard(
                f"when_author.{office}", "phải nêu một chức danh được duyệt khác (không ai duyệt bài của mình)."
            )
    return pairs


def _sla(table: Mapping[str, Any]) -> Sla:
    with _named("sla"):
        sla = Sla(
            publish_within=timedelta(minutes=float(table["publish_minutes"])),
            publish_warnings=_durations(table["publish_warnings_minutes"]),
            edit_within=timedelta(hours=float(table["edit_working_hours"])),
            approval_reminders=_durations(table["approval_reminders_minutes"]),
            same_day_warnings=tuple(sorted(time.fromisoformat(t) for t in table["same_day_warnings"])),
        )
    if sla.publish_within <= timedelta() or sla.edit_within <= timedelta():
        raise InvalidBoard("sla", "thời hạn phải lớn hơn 0.")
    return sla


def _durations(minutes: list[Any]) -> tuple[timedelta, ...]:
    return tuple(sorted(timedelta(minutes=float(m)) for m in minutes))


def _calendar(table: Mapping[str, Any]) -> WorkingCalendar:
    with _named("working_time"):
        years = table.get("days_off", {}).values()
        calendar = WorkingCalendar(
            hours=tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in table["hours"]),
            days_off=frozenset(date.fromisoformat(day) for year in years for day in year["off"]),
            worked_saturdays=frozenset(date.fromisoformat(day) for year in years for day in year["worked"]),
        )
    if not calendar.hours or any(opens >= closes for opens, closes in calendar.hours):
        raise InvalidBoard("working_time.hours", "mỗi ca phải có giờ vào trước giờ ra.")
    return calendar


@contextmanager
def _named(field: str) -> Iterator[None]:
    try:
        yield
    except KeyError as missing:
        raise InvalidBoard(f"{field}.{missing.args[0]}", "thiếu mục này.") from missing
    except (TypeError, ValueError, AttributeError) as wrong:
        raise InvalidBoard(field, f"giá trị không đúng dạng ({wrong}).") from wrong


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    if not isinstance(value, Mapping):
        raise InvalidBoard(key, "thiếu mục này.")
    return value


def _list(data: Mapping[str, Any], key: str) -> list[Any]:
    value = data.get(key)
    if not isinstance(value, list) or not value:
        raise InvalidBoard(key, "thiếu mục này hoặc mục rỗng.")
    return value


def _rows(data: Mapping[str, Any], key: str) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for i, row in enumerate(_list(data, key)):
        if not isinstance(row, Mapping):
            raise InvalidBoard(f"{key}[{i}]", "phải là một bảng [[...]].")
        yield i, row


def _text(row: Mapping[str, Any], key: str, field: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise InvalidBoard(f"{field}.{key}", "thiếu hoặc để trống.")
    return value.strip()


def _one(kind: type[_E], value: object, field: str) -> _E:
    try:
        return kind(str(value))
    except ValueError:
        known = ", ".join(kind)
        raise InvalidBoard(field, f"“{value}” không có trong danh sách: {known}.") from None


def _many(kind: type[_E], row: Mapping[str, Any], key: str, field: str) -> tuple[_E, ...]:
    values = row.get(key, [])
    if not isinstance(values, list):
        raise InvalidBoard(f"{field}.{key}", "phải là danh sách.")
    return tuple(_one(kind, value, f"{field}.{key}") for value in values)
