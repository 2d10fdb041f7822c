"""Every page in Chromium: wide and on a phone, light and dark, enlarged twice; nothing complains, all can use it."""

from pathlib import Path
from typing import Any, Final

import pytest_asyncio

from tests.pages.browser import DESK, KEPT, PHONE, Browsing, Window
from tests.pages.listed import ELSEWHERE, Visitable, routes, visitable

_AXE: Final = (Path(__file__).parent / "vendored" / "axe.js").read_text(encoding="utf-8")
_LEVELS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
_JUDGE: Final = """async levels => (await axe.run(document, {runOnly: {type: 'tag', values: levels}})).violations.map(
    found => `${found.id}: ${found.nodes.map(node => node.html.slice(0, 120)).join(' | ')}`)"""
_WIDER: Final = """() => document.documentElement.scrollWidth > document.documentElement.clientWidth
    ? [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
        .map(e => e.outerHTML.slice(0, 100)) : []"""

_THUMB: Final = 48
_SMALL: Final = """least => [...document.querySelectorAll(
    'button, .button, summary, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio]), nav a, .row')]
    .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < least && !e.closest('.news[hidden]'))
    .map(e => e.outerHTML.slice(0, 100))"""


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def every(browsing: Browsing) -> list[Visitable]:
    return await visitable(browsing.live)


def test_what_is_left_out_is_there() -> None:
    assert set(ELSEWHERE) <= set(routes())


async def test_on_a_wide_screen(browsing: Browsing, every: list[Visitable]) -> None:
    assert await _judged(browsing, every, width=DESK, color_scheme="light") == {}


async def test_on_a_phone_in_the_dark(browsing: Browsing, every: list[Visitable]) -> None:
    assert await _judged(browsing, every, width=PHONE, color_scheme="dark") == {}


async def _judged(browsing: Browsing, every: list[Visitable], *, width: int, **how: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for member in sorted({page.member for page in every}):
        async with browsing.window(member, width=width, **how) as window:
            for page in every:
                if page.member == member and (wrong := await _looked_at(window, page, width)):
                    found[page.route] = wrong
    return found


async def _looked_at(window: Window, page: Visitable, width: int) -> list[str]:
    status = await window.open(page.path)
    wrong = [] if status == 200 else [f"status {status}"]
    KEPT.mkdir(parents=True, exist_ok=True)
    name = page.route.strip("/").translate(str.maketrans("/", "-", "{}"))
    await window.page.screenshot(path=KEPT / f"{name}-{width}.png", full_page=True)
    await window.page.evaluate(_AXE)
    wrong += await window.page.evaluate(_JUDGE, _LEVELS)
    wrong += [f"wider than the window: {each}" for each in await window.page.evaluate(_WIDER)]
    wrong += [f"too small for a thumb: {each}" for each in await window.page.evaluate(_SMALL, _THUMB)]
    await window.page.evaluate("document.documentElement.style.fontSize = '200%'")
    wrong += [f"wider when enlarged: {each}" for each in await window.page.evaluate(_WIDER)]
    return [*wrong, *await window.complaints()]
