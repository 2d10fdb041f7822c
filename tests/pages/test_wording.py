"""Clocks go on in an open page in the same words as those it was drawn with."""

from datetime import UTC, datetime, timedelta
from typing import Final

from desk.pages.wording import due_in_words, due_state
from tests.pages.browser import Browsing

_NOW: Final = datetime(2026, 12, 1, 3, tzinfo=UTC)
_LEFT: Final = [
    timedelta(minutes=minutes, seconds=seconds)
    for minutes in (-3000, -1440, -370, -61, -60, -1, 0, 1, 59, 60, 61, 125, 359, 360, 400, 1439, 1440, 4000)
    for seconds in (-1, 0, 1)
]


async def test_script_and_server_say_the_same(browsing: Browsing) -> None:
    async with browsing.window() as window:
        await window.open("/dang-nhap")
        units = [left / timedelta(milliseconds=1) for left in _LEFT]
        said = await window.page.evaluate("all => all.map(ms => [deskClock.due(ms), deskClock.state(ms)])", units)

    due = [(_NOW + left).isoformat() for left in _LEFT]
    assert said == [[due_in_words(each, _NOW), due_state(each, _NOW)] for each in due]
