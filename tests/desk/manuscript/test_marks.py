"""Raised, lowered and struck letters: they change what a text says, so they stay."""

import pytest

from desk.manuscript.cleaning import clean_body


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2,5 × 10<sup>6</sup> km<sup>2</sup>", "2,5 × 10<sup>6</sup> km<sup>2</sup>"),
        ("CO<sub>2</sub>", "CO<sub>2</sub>"),
        ("<s>500</s> <strike>600</strike> <del>700</del> 800", "<s>500</s> <s>600</s> <s>700</s> 800"),
        ("<strong><del>500</del></strong> <ins>600</ins>", "<strong><s>500</s></strong> 600"),
    ],
)
def test_marks_that_change_the_meaning_stay(typed: str, kept: str) -> None:
    assert clean_body(f"<p>{typed}</p>") == f"<p>{kept}</p>"
