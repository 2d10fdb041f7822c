"""What a glance passes by would have come through a full look as it was."""

import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk import letters
from desk.manuscript.text.books import _as_written, letters_of

ALL = "".join(map(chr, range(sys.maxunicode + 1)))


@pytest.mark.parametrize("look", [letters._HARD_SPACE, letters._LINE_ENDS, letters._UNSEEN, letters._LOOSE_JOINER])
def test_a_text_that_looks_tidy_has_no_letter_that_is_changed_or_taken_out(look: object) -> None:
    tidy = letters._UNTIDY.sub("", ALL)
    assert len(tidy) > len(ALL) / 2
    assert look.search(tidy) is None  # type: ignore[attr-defined]
    assert tidy.translate(letters._KNOWN_PRIVATE) == tidy


@given(st.text(), st.lists(st.integers(0, 40)))
def test_texts_that_differ_in_white_space_alone_have_the_same_letters(text: str, cuts: list[int]) -> None:
    bounds = [0, *sorted(cuts), len(text)]
    parts = [f" {text[start:end]}\n" for start, end in pairwise(bounds)]
    if _as_written([text]) == _as_written(parts):
        assert letters_of([text]) == letters_of(parts)
