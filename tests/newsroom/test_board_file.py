import copy
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import ChannelName, Kind, MemberId
from newsroom.authority import route
from newsroom.board import APPROVING_OFFICES, SINGLE_OFFICES, TAKEN_OVER, Board, Office
from newsroom.board_file import board_from
from newsroom.errors import InvalidBoard
from newsroom.sla import edit_obligation, moments
from tests.support.proofs import examples
from tests.support.samples import NOW, OFFICIAL, board, board_data, content

Spoil = Callable[[dict[str, Any]], Any]

# What the government announced after the package was written (domain facts 3).
OVERRIDES = {date(2026, 1, 2): False, date(2026, 1, 10): True}


def fault(spoil: Spoil) -> str:
    """The field that a spoiled board file is refused for."""
    data = board_data()
    spoil(data)
    with pytest.raises(InvalidBoard) as refused:
        board_from(data)
    assert refused.value.message.startswith(f"{refused.value.field}: ")
    assert refused.value.message.endswith(". Bản đang áp dụng giữ nguyên; hãy sửa tệp rồi làm lại.")
    return refused.value.field


def put(value: Any, *path: str | int) -> Spoil:
    """A spoiler that writes `value` at a place of the board file."""

    def spoil(data: dict[str, Any]) -> None:
        place: Any = data
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return spoil


def without(*path: str | int) -> Spoil:
    """A spoiler that takes a place out of the board file."""

    def spoil(data: dict[str, Any]) -> None:
        place: Any = data
        for key in path[:-1]:
            place = place[key]
        del place[path[-1]]

    return spoil


class TestTheNoticeItself:
    def test_it_names_eight_members_in_single_offices(self) -> None:
        single = [member for member in board().members if member.office in SINGLE_OFFICES]
        assert len(single) == 8
        assert {member.office for member in single} == SINGLE_OFFICES

    def test_it_knows_every_kind_and_gives_each_the_portal(self) -> None:
        assert board().kind_labels.keys() == board().kind_channels.keys() == set(Kind)
        assert all(channels[0] is ChannelName.PORTAL for channels in board().kind_channels.values())

    @pytest.mark.parametrize("kind", [Kind.NOTICE, Kind.DIRECTIVE, Kind.LEGAL_DOCUMENT])
    def test_documents_go_to_the_portal_only(self, kind: Kind) -> None:
        assert board().kind_channels[kind] == (ChannelName.PORTAL,)

    def test_its_classes_are_those_of_the_routing_order(self) -> None:
        assert [(rule.name, rule.office, rule.rule) for rule in board().authority] == [
            ("R1", Office.HEAD, 22),
            ("R2", Office.DEPUTY, 39),
            ("R3", Office.FINAL_EDITOR, 55),
            ("R4", Office.STANDING_DEPUTY, 30),
        ]

    def test_a_file_from_before_absences_were_written_down_means_what_the_notice_says(self) -> None:
        """Articles that run under an old version are judged by it."""
        data = board_data()
        del data["absence"], data["sla"]["quiet_hours"]
        old = board_from(data)
        assert old.acting_order == (Office.STANDING_DEPUTY, Office.DEPUTY)
        assert old.absence_goes_to_head == {Office.STANDING_DEPUTY}
        assert old.sla.quiet_hours is None
        assert replace(old, sla=board().sla) == board()

    def test_another_acting_order_is_a_matter_of_the_file(self) -> None:
        data = board_data()
        data["absence"] = {"acting_order": ["deputy"], "assigned_by_head": []}
        other = board_from(data)
        assert (other.acting_order, other.absence_goes_to_head) == ((Office.DEPUTY,), frozenset())

    def test_every_approving_office_has_another_for_its_own_articles(self) -> None:
        assert all(board().when_author[office] is not office for office in APPROVING_OFFICES)


class TestCalendar:
    @pytest.mark.parametrize("year", [2026, 2027, 2028])
    def test_it_is_that_of_the_holidays_package_but_for_the_swap_of_new_year_2026(self, year: int) -> None:
        vietnam = holidays.country_holidays("VN", years=year)
        days = [date(year, 1, 1) + timedelta(days=n) for n in range((date(year + 1, 1, 1) - date(year, 1, 1)).days)]
        differing = {
            day: board().calendar.is_working_day(day)
            for day in days
            if board().calendar.is_working_day(day) != vietnam.is_working_day(day)
        }
        assert differing == {day: worked for day, worked in OVERRIDES.items() if day.year == year}

    @pytest.mark.parametrize("year", ["2026", "2027", "2028"])
    def test_its_days_off_are_weekdays_and_its_worked_days_are_saturdays(self, year: str) -> None:
        table = board_data()["working_time"]["days_off"][year]
        off, worked = map(date.fromisoformat, table["off"]), map(date.fromisoformat, table["worked"])
        assert all(day.weekday() < 5 and day.year == int(year) for day in off)
        assert all(day.weekday() == 5 and day.year == int(year) for day in worked)

    @pytest.mark.parametrize(
        ("day", "worked"),
        [
            ("2026-11-24", False),  # Ngày Văn hóa Việt Nam
            ("2026-11-23", True),
            ("2026-11-22", False),
            ("2026-02-16", False),  # Tết
            ("2026-02-23", True),
            ("2026-08-22", True),  # a worked Saturday …
            ("2026-08-31", False),  # … for this Monday
            ("2026-08-15", False),
        ],
    )
    def test_near_days_are_told_apart(self, day: str, *, worked: bool) -> None:
        assert board().calendar.is_working_day(date.fromisoformat(day)) == worked


class TestMalformed:
    @pytest.mark.parametrize(
        ("spoil", "field"),
        [
            (without("notice"), "notice"),
            (without("notice", "title"), "notice.title"),
            (put("  ", "notice", "portal"), "notice.portal"),
            (without("members"), "members"),
            (put([], "members"), "members"),
            (put("head", "members"), "members"),
            (put("head", "members", 0), "members[0]"),
            (without("members", 0, "id"), "members[0].id"),
            (put("", "members", 1, "name"), "members[1].name"),
            (put(7, "members", 2, "title"), "members[2].title"),
            (put("boss", "members", 3, "office"), "members[3].office"),
            (without("members", 3, "office"), "members[3].office"),
            (without("members", 4), "members"),
            (put("head", "members", 5, "id"), "members"),
            (put("head", "members", 5, "office"), "members"),
            (without("authority"), "authority"),
            (without("authority", 3), "authority"),
            (put("engineer", "authority", 0, "office"), "authority[0].office"),
            (put("boss", "authority", 0, "office"), "authority[0].office"),
            (put(["war"], "authority", 1, "topics"), "authority[1].topics"),
            (put(["poem"], "authority", 2, "kinds"), "authority[2].kinds"),
            (put("notice", "authority", 2, "kinds"), "authority[2].kinds"),
            (put(["poem"], "authority", 2, "official_source_for"), "authority[2].official_source_for"),
            (put(0, "authority", 0, "rule"), "authority[0].rule"),
            (put(96, "authority", 0, "rule"), "authority[0].rule"),
            (put("22", "authority", 0, "rule"), "authority[0].rule"),
            (put(22.0, "authority", 0, "rule"), "authority[0].rule"),
            (without("authority", 0, "class"), "authority[0].class"),
            (without("authority", 0, "clause"), "authority[0].clause"),
            (without("authority", 0, "text"), "authority[0].text"),
            (without("authority", 1, "topics"), "authority[1]"),
            (put(["economy"], "authority", 3, "topics"), "authority"),
            (without("when_author"), "when_author"),
            (without("when_author", "head"), "when_author.head"),
            (put("deputy", "when_author", "deputy"), "when_author.deputy"),
            (put("engineer", "when_author", "deputy"), "when_author.deputy"),
            (put("boss", "when_author", "deputy"), "when_author.deputy"),
            (put("head", "when_author", "boss"), "when_author"),
            (without("sources"), "sources"),
            (without("sla"), "sla"),
            (without("sla", "publish_minutes"), "sla.publish_minutes"),
            (put(0, "sla", "publish_minutes"), "sla"),
            (put(-1, "sla", "edit_working_hours"), "sla"),
            (put("nhanh", "sla", "publish_minutes"), "sla"),
            (put(math.nan, "sla", "publish_minutes"), "sla"),
            (put(["25:00"], "sla", "same_day_warnings"), "sla"),
            (put(30, "sla", "publish_warnings_minutes"), "sla"),
            (put("10 giờ đêm", "sla", "quiet_hours"), "sla"),
            (put(["22:00"], "sla", "quiet_hours"), "sla"),
            (put(["22:00", "06:00", "07:00"], "sla", "quiet_hours"), "sla"),
            (put(["22:00", "25:00"], "sla", "quiet_hours"), "sla"),
            (put(["22:00", "22:00"], "sla", "quiet_hours"), "sla"),
            (put([22, 6], "sla", "quiet_hours"), "sla"),
            (put(["22:00+07:00", "06:00+07:00"], "sla", "quiet_hours"), "sla"),
            (put("standing_deputy", "absence"), "absence"),
            (put("standing_deputy", "absence", "acting_order"), "absence.acting_order"),
            (put(["boss"], "absence", "acting_order"), "absence.acting_order"),
            (put(["head", "deputy"], "absence", "acting_order"), "absence.acting_order"),
            (put(["secretary"], "absence", "acting_order"), "absence.acting_order"),
            (put(["deputy", "deputy"], "absence", "acting_order"), "absence.acting_order"),
            (put(["head"], "absence", "assigned_by_head"), "absence.assigned_by_head"),
            (put(["reporter"], "absence", "assigned_by_head"), "absence.assigned_by_head"),
            (without("working_time"), "working_time"),
            (without("working_time", "hours"), "working_time.hours"),
            (put([], "working_time", "hours"), "working_time.hours"),
            (put([["11:30", "07:30"]], "working_time", "hours"), "working_time.hours"),
            (put([["07:30"]], "working_time", "hours"), "working_time"),
            (put(["2026-02-30"], "working_time", "days_off", "2026", "off"), "working_time"),
            (without("working_time", "days_off", "2026", "worked"), "working_time.worked"),
            (without("kinds"), "kinds"),
            (without("kinds", 0), "kinds"),
            (put("poem", "kinds", 0, "id"), "kinds[0].id"),
            (without("kinds", 0, "label"), "kinds[0].label"),
            (put([], "kinds", 0, "channels"), "kinds"),
            (put(["fanpage"], "kinds", 0, "channels"), "kinds"),
            (put(["tiktok"], "kinds", 0, "channels"), "kinds[0].channels"),
            (put("portal", "kinds", 0, "channels"), "kinds[0].channels"),
            (without("topics"), "topics"),
            (without("topics", 0), "authority[0].topics"),
            (put("", "topics", 0, "label"), "topics[0].label"),
        ],
    )
    def test_what_is_missing_or_unknown_is_named(self, spoil: Spoil, field: str) -> None:
        assert fault(spoil) == field

    @pytest.mark.parametrize("topics", [5, True, {"party_meeting": 1}, "party_meeting"])
    def test_topics_that_are_no_list_are_named(self, topics: object) -> None:
        assert fault(put(topics, "authority", 0, "topics")) == "authority[0].topics"

    @pytest.mark.parametrize("number", [math.inf, -math.inf, 1e300, True, "60"])
    @pytest.mark.parametrize("key", ["publish_minutes", "edit_working_hours"])
    def test_a_time_that_is_no_sensible_number_is_refused(self, key: str, number: object) -> None:
        assert fault(put(number, "sla", key)).startswith("sla")

    @pytest.mark.parametrize("key", ["publish_warnings_minutes", "approval_reminders_minutes"])
    @pytest.mark.parametrize("minutes", ["30", [-5], [0], [math.inf], [True]])
    def test_a_warning_that_is_no_time_ahead_is_refused(self, key: str, minutes: object) -> None:
        assert fault(put(minutes, "sla", key)).startswith("sla")

    @pytest.mark.parametrize("minutes", [[60], [30, 90]])
    def test_a_publishing_warning_comes_before_the_breach(self, minutes: object) -> None:
        assert fault(put(minutes, "sla", "publish_warnings_minutes")).startswith("sla")

    def test_a_rule_number_is_a_number(self) -> None:
        assert fault(put(True, "authority", 0, "rule")) == "authority[0].rule"

    @pytest.mark.parametrize("site", ["", "*.", ".", " ", 5, None, "https://gov.vn/", "gov.vn/tin", "vn", "gov .vn"])
    def test_an_official_source_is_the_name_of_a_site(self, site: object) -> None:
        """An empty name would make every repost without an address official."""
        assert fault(put(["nhandan.vn", site], "sources", "official")).startswith("sources")

    def test_a_missing_list_of_sources_is_named_in_full(self) -> None:
        assert fault(without("sources", "official")) == "sources.official"

    @pytest.mark.parametrize(
        ("table", "row"),
        [
            ("topics", {"id": "law", "label": "Pháp luật khác"}),
            ("kinds", {"id": "news", "label": "Tin khác", "channels": ["portal"]}),
        ],
    )
    def test_what_is_there_twice_is_named(self, table: str, row: dict[str, Any]) -> None:
        assert fault(lambda data: data[table].append(row)).startswith(table)

    def test_a_channel_stands_once(self) -> None:
        """Two Portals would be two clocks and two posts of one text."""
        assert fault(put(["portal", "fanpage", "portal"], "kinds", 0, "channels")) == "kinds[0].channels"

    def test_no_class_can_pass_for_what_the_head_took_over(self) -> None:
        """Articles of such a class would never be routed again after an edit."""
        assert fault(put(TAKEN_OVER, "authority", 3, "class")) == "authority[3].class"

    def test_an_official_source_counts_for_a_kind_of_the_class_only(self) -> None:
        assert fault(put(["news"], "authority", 2, "official_source_for")) == "authority[2].official_source_for"

    @pytest.mark.parametrize(
        "hours",
        [
            [["13:30", "17:00"], ["07:30", "11:30"]],
            [["07:30", "12:00"], ["11:30", "17:00"]],
            [["07:30", "11:30"], ["07:30", "11:30"]],
        ],
        ids=["out of order", "overlapping", "twice"],
    )
    def test_shifts_are_in_order_and_apart(self, hours: list[list[str]]) -> None:
        assert fault(put(hours, "working_time", "hours")) == "working_time.hours"

    def test_a_day_cannot_be_off_and_worked(self) -> None:
        assert fault(put(["2026-01-01"], "working_time", "days_off", "2026", "worked")).startswith("working_time")

    @pytest.mark.parametrize(
        "spoil",
        [put(1000, "sla", "edit_working_hours"), put([["07:30", "07:31"]], "working_time", "hours")],
        ids=["a thousand hours", "a minute a day"],
    )
    def test_the_editing_time_fits_into_the_calendar(self, spoil: Spoil) -> None:
        """Otherwise every submission would fail with a ValueError on the day the board comes into force."""
        assert fault(spoil)


def paths_of(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a board file, the inner ones too."""
    match value:
        case dict():
            inner = list(value.items())
        case list():
            inner = list(enumerate(value))
        case _:
            inner = []
    return [found for key, part in inner for found in ((*path, key), *paths_of(part, (*path, key)))]


PATHS = paths_of(board_data())

junk = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.just(date(2026, 1, 1))
    | st.just(datetime(2026, 1, 1, tzinfo=UTC))
    | st.lists(st.integers() | st.text(max_size=3) | st.lists(st.text(max_size=5), max_size=2), max_size=3)
    | st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=3), max_size=2)
    | st.sampled_from([*Office, *Kind, *ChannelName, "07:30", "07:30+07:00", "2026-01-01", "party_meeting"])
)


def works(found: Board) -> bool:
    """Whether a board can answer what the newsroom asks of it."""
    for office in SINGLE_OFFICES:
        holder = found.holder(office)
        assert found.member(holder.id) is holder
    for kind in Kind:
        for source in (None, OFFICIAL):
            for author in found.members:
                owner = route(found, content(kind, source=source), MemberId(author.id)).owner
                assert owner in APPROVING_OFFICES
                assert found.holder(owner) is not author
        assert len(set(found.kind_channels[kind])) == len(found.kind_channels[kind])
        assert ChannelName.PORTAL in found.kind_channels[kind]
    reminders = moments(found.sla, (), awaiting_since=NOW, now=NOW)
    assert len(reminders) == len(found.sla.approval_reminders)
    return edit_obligation(found, NOW).due_at > NOW


class TestAnyBoardFile:
    @given(
        st.lists(
            st.tuples(st.sampled_from(PATHS), st.none() | junk.map(lambda value: (value,))), min_size=1, max_size=3
        )
    )
    @examples(4)
    def test_a_spoiled_file_is_refused_by_name_or_is_a_working_board(
        self, changes: list[tuple[tuple[str | int, ...], tuple[Any] | None]]
    ) -> None:
        data = board_data()
        for path, new in changes:
            try:
                (put(copy.deepcopy(new[0]), *path) if new else without(*path))(data)
            except (KeyError, IndexError, TypeError):
                continue
        try:
            assert works(board_from(data))
        except InvalidBoard as refused:
            named = bool(refused.field) and refused.message.startswith(f"{refused.field}: ")
        else:
            named = True
        assert named

    @given(st.dictionaries(st.sampled_from(sorted(board_data())), junk))
    def test_a_file_of_junk_is_refused(self, data: dict[str, Any]) -> None:
        with pytest.raises(InvalidBoard):
            board_from(data)
