"""Four times the text takes four times the time, whatever it repeats."""

import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

import pytest

from newsroom.errors import InvalidInput
from tests.desk.manuscript.reading import read

PIECES: Final = {
    "spans": "<span>a</span>",
    "bold": "<b>a</b> ",
    "marks": "<b><i>a</i></b>",
    "links": "<a href='https://a.vn/'>a</a>",
    "lines": "a<br>",
    "paragraphs": "<p>a</p>",
    "items": "<li>a",
    "lists": "<ol><li>a</ol>",
    "cells": "<td>a",
    "tables": "<table><tr><td>a</table>",
    "headings": "<h2>a</h2>",
    "struck": "<s>a</s>",
    "entities": "&amp;",
    "accents": "<b>&#769;</b>",
    "classes": "<i class='a b c'>a</i>",
    "words": "chữ và số 12, ",
    "loose signs": "< ",
}
LETTERS: Final = 12_000
FOUR_TIMES: Final = 9
"""Most that four times the text may take, on a machine that does other work too; what is not linear takes 16."""


@pytest.mark.parametrize("name", PIECES)
def test_html_is_read_in_linear_time(name: str) -> None:
    piece = PIECES[name]
    count = min(LETTERS // len(piece), 2_000 // max(1, piece.count("<") + piece.count("&")))
    _is_linear(lambda times: read("<p>" + piece * (count * times)))


@pytest.mark.parametrize(
    "piece", ["- a\n", "1. a\n\n", "> a\n\n", "**a** ", "~~a~~ ", "a\n\n", "a  \n", "# a\n", "[^1] "]
)
def test_markdown_is_read_in_linear_time(piece: str) -> None:
    count = 350
    _is_linear(lambda times: read(piece * (count * times), "bai.md"))


@pytest.mark.parametrize("piece", ["/*", "a,", ".a{", "} "])
def test_style_sheets_are_read_in_linear_time(piece: str) -> None:
    _is_linear(lambda times: read(f"<style>{piece * (5_000 * times)}</style><p>a</p>"))


def _is_linear(act: Callable[[int], object]) -> None:
    once, four_times = float("inf"), float("inf")
    for _ in range(3):
        once, four_times = min(once, _cpu(act, 1)), min(four_times, _cpu(act, 4))
        # The other work of the machine makes either longer, never shorter: what is linear once is linear.
        if four_times <= FOUR_TIMES * max(once, 0.02):
            return
    pytest.fail(f"{once:.3f} s for the text, {four_times:.3f} s for four times as much")


def _cpu(act: Callable[[int], object], times: int) -> float:
    begun = time.process_time()
    # Whether it is taken in the end does not matter here: a text of nothing but signs is refused after it was read.
    with suppress(InvalidInput):
        act(times)
    return time.process_time() - begun
