"""What is known of a text, or seen at a glance, is not looked for again: the answers stay those of a full look."""

import re
import tracemalloc
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsroom.board import NO_SUCH_NEWS
from newsroom.checklist import findings, unfinished
from newsroom.checklist.reserved_words import revealed
from newsroom.shown.at_hand import TEXTS_AT_HAND, at_hand
from newsroom.text import blocks
from newsroom.wording.legacy_text import is_syllable

LONG = 200_000
MANY = 20
ASKED: dict[str, Callable[[str], object]] = {
    "blocks": blocks,
    "syllable": is_syllable,
    "reserved news": lambda text: revealed(NO_SUCH_NEWS, text),
}


class Reader:
    """Notes what it reads."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def upper(self, text: str) -> str:
        """The text in capitals."""
        self.read.append(text)
        return text.upper()


def test_a_text_is_taken_apart_once_while_others_are_under_way() -> None:
    """Each article would be read anew for each channel as soon as a handful were published together."""
    reader, texts = Reader(), [f"bài {number}" for number in range(TEXTS_AT_HAND)]
    asked = at_hand(len)(reader.upper)
    assert [asked(text) for text in texts * 3] == [text.upper() for text in texts * 3]
    assert reader.read == texts


def test_a_long_text_is_taken_apart_once_for_those_who_look_one_after_the_other() -> None:
    reader, texts = Reader(), [f"dài {number}" for number in range(TEXTS_AT_HAND)]
    asked = at_hand(len, longest=3)(reader.upper)
    assert [asked(text) for text in texts for _ in range(3)] == [text.upper() for text in texts for _ in range(3)]
    assert reader.read == texts
    asked(texts[0])
    assert reader.read == [*texts, texts[0]]


@pytest.mark.parametrize("name", ASKED)
def test_long_texts_do_not_fill_the_memory(name: str) -> None:
    """Anybody with an account can hand in one word, one sentence or one text of a megabyte, again and again."""
    tracemalloc.start()
    try:
        for number in range(MANY):
            ASKED[name](f"{number}" + "a" * LONG)
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    bytes_of_the_texts = MANY * LONG
    assert kept < bytes_of_the_texts


@given(st.one_of([st.from_regex(pattern) for pattern in unfinished._BLANKS]))
def test_no_blank_escapes_the_glance(text: str) -> None:
    assert any(sign in text for sign in unfinished._IN_BLANKS)


@given(st.from_regex(findings._ADDRESS))
def test_no_address_escapes_the_glance(text: str) -> None:
    found = findings.without_addresses(text)
    assert len(found) == len(text)
    assert not re.search(findings._ADDRESS, found)
