"""Signs of symbol fonts, and what is raised without saying so."""

import pytest

from newsroom.checklist.points import PointKind
from tests.desk.word.packing import paragraph, points, run, texts, word_file


@pytest.mark.parametrize(
    ("font", "letter", "shown_as"),
    [
        ("Symbol", "F061", "α"),
        ("Symbol", "00B3", "≥"),
        ("Wingdings", "F0FC", "✓"),
        ("Arial", "2022", "•"),
        ("Symbol", "F03D", "="),
    ],
)
def test_signs_of_symbol_fonts_are_letters(font: str, letter: str, shown_as: str) -> None:
    assert texts(word_file(paragraph(f'<w:r><w:sym w:font="{font}" w:char="{letter}"/></w:r>'))) == [shown_as]


def test_a_sign_in_a_run_is_read_by_its_font_and_an_unknown_one_is_named() -> None:
    look = '<w:rFonts w:ascii="Symbol" w:hAnsi="Symbol"/>'
    assert texts(word_file(paragraph(run("25 \uf0b0", look) + run("C")))) == ["25 °C"]
    data = word_file(paragraph(run("\uf0b0")))
    assert (texts(data), points(data)) == (["\ufffd"], [(PointKind.UNKNOWN_SYMBOL, "đoạn 1", "F0B0")])


def test_letters_in_a_symbol_font_are_what_the_font_draws() -> None:
    greek, wings = (f'<w:rFonts w:ascii="{font}"/>' for font in ("Symbol", "Wingdings"))
    assert texts(word_file(paragraph(run("a [5] ế", greek) + run("J", wings)))) == ["α [5] ế☺"]
    data = word_file(paragraph(run("x", wings)))
    assert (texts(data), points(data)) == (["\ufffd"], [(PointKind.UNKNOWN_SYMBOL, "đoạn 1", "Wingdings 0078")])


@pytest.mark.parametrize(
    ("look", "shown_as"),
    [
        ('<w:position w:val="6"/><w:sz w:val="14"/>', "m<sup>2</sup>"),
        ('<w:position w:val="-6"/><w:sz w:val="14"/>', "m<sub>2</sub>"),
        ('<w:position w:val="6"/>', "m2"),
        ('<w:position w:val="6"/><w:sz w:val="20"/>', "m2"),
        ('<w:sz w:val="14"/>', "m2"),
    ],
)
def test_what_is_raised_by_hand_and_smaller_is_raised(look: str, shown_as: str) -> None:
    assert texts(word_file(paragraph(run("m") + run("2", look)))) == [shown_as]
