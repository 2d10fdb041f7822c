"""From the data of a board file to a checked `Board`; every fault is named by its field, in Vietnamese."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
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
)
from newsroom.board_clocks import calendar_from, sla_from
from newsroom.board_rows import items, many, once, one, rows, table, text
from newsroom.checklist.reserved_words import SECTION, reserved_news_from
from newsroom.errors import InvalidBoard
from newsroom.personal import USUAL, PersonalAct, PersonalRule
from newsroom.shown.web_address import is_site
from newsroom.text import quoted
from newsroom.working_time import working_deadline

RULES_OF_THE_NOTICE: Final = 95
_PERSONAL: Final = "personal_signature"
_ANOTHER: Final = "phải nêu một chức danh được duyệt khác (không ai duyệt bài của mình)."

_MAY_POST: Final = frozenset({Office.STANDING_DEPUTY, Office.DEPUTY, Office.FINAL_EDITOR, Office.SECRETARY})
"""Those of the board who read every text and may see to the channels in the engineer's place (ambiguity A18)."""


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
        sla=sla_from(table(data, "sla")),
        calendar=calendar_from(table(data, "working_time")),
        topic_labels=topics,
        kind_labels={one(Kind, row.get("id"), f"kinds[{i}].id"): text(row, "label", f"kinds[{i}]") for i, row in kinds},
        kind_channels={Kind(row["id"]): many(ChannelName, row, "channels", f"kinds[{i}]") for i, row in kinds},
        posting_backup=_backup(data),
        reserved_news=reserved_news_from(data.get(SECTION), topics),
        when_widened=_offices_by_office(table({"when_widened": {}, **data}, "when_widened"), "when_widened"),
        duties=_duties(table(data, "duties")) if "duties" in data else (),
        parent_rule=_maybe(table(data, "notice"), "parent_rule"),
        parent_rule_checked=_maybe(table(data, "notice"), "parent_rule_checked"),
        personal=_personal(table(data, _PERSONAL)) if _PERSONAL in data else USUAL,
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
    pairs = _offices_by_office(table, "when_author")
    for office in APPROVING_OFFICES - pairs.keys():
        raise InvalidBoard(f"when_author.{office}", _ANOTHER)
    return pairs


def _offices_by_office(table: Mapping[str, Any], field: str) -> dict[Office, Office]:
    pairs = {one(Office, key, field): one(Office, value, f"{field}.{key}") for key, value in table.items()}
    for office, other in pairs.items():
        if other is office or other not in APPROVING_OFFICES:
            raise InvalidBoard(f"{field}.{office}", _ANOTHER)
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


def _backup(data: Mapping[str, Any]) -> Office:
    """Who posts while the engineer is away; the secretary where a board file (an old version) says nothing."""
    table = data.get("posting", {})
    if not isinstance(table, Mapping):
        raise InvalidBoard("posting", "phải là một bảng [posting].")
    if "backup" not in table:
        return Office.SECRETARY
    office = one(Office, table["backup"], "posting.backup")
    if office not in _MAY_POST:
        raise InvalidBoard(
            "posting.backup",
            f"“{OFFICE_LABELS[office]}” không làm người đăng dự phòng; chọn một trong: {', '.join(sorted(_MAY_POST))}.",
        )
    return office


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


def _personal(said: Mapping[str, Any]) -> PersonalRule:
    required = said.get("required", USUAL.required)
    if not isinstance(required, bool):
        raise InvalidBoard(f"{_PERSONAL}.required", "phải là true hoặc false.")
    if unknown := said.keys() - {"acts", "required"}:
        raise InvalidBoard(f"{_PERSONAL}.{quoted(min(unknown))}", "không có mục này; chỉ có acts và required.")
    acts = frozenset(many(PersonalAct, said, "acts", _PERSONAL)) if "acts" in said else USUAL.acts
    return PersonalRule(acts=acts, required=required)
