"""Parts of long lists: the cursor says where to go on, days are the newsroom's."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.errors import InvalidInput
from newsroom.members.pages import Place, listed, page
from newsroom.working_time import ZONE

MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(MOMENTS, st.from_regex(r"[0-9a-z-]{1,64}", fullmatch=True))
def test_a_cursor_leads_to_its_place(at: datetime, key: str) -> None:
    assert Place.read(Place(at=at, id=key).cursor()) == Place(at=at, id=key)


@pytest.mark.parametrize("cursor", ["x", "!", "AAAA", "MjAyNi0xMS0yMw", "é", "a" * 4001])
def test_what_was_never_handed_out_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        Place.read(cursor)
    assert refused.value.field == "cursor"


def test_the_last_day_is_in_it_to_its_midnight_here() -> None:
    asked = page(first=date(2026, 11, 23), last=date(2026, 11, 23))
    assert (asked.since, asked.until) == (datetime(2026, 11, 23, tzinfo=ZONE), datetime(2026, 11, 24, tzinfo=ZONE))


@pytest.mark.parametrize("day", [date.min, date.max])
def test_a_day_at_the_end_of_the_calendar_is_refused(day: date) -> None:
    with pytest.raises(InvalidInput, match="from: "):
        page(first=day)
    with pytest.raises(InvalidInput, match="to: "):
        page(last=day)


def test_a_list_that_fills_its_part_may_go_on() -> None:
    def place(number: int) -> Place:
        return Place(at=datetime(2026, 1, number, tzinfo=UTC), id=str(number))

    assert listed([3, 2, 1], 2, place).next == place(2).cursor()
    assert (listed([3, 2, 1], 5, place).rows, listed([3, 2, 1], 5, place).next) == ((3, 2, 1), "")
