"""Numbers that people can say: what begins with one, what does not, and what nobody has signed."""

import re

from hypothesis import given
from hypothesis import strategies as st

from newsroom.article import Given, credible, given_in, is_number, number_in, spoken, tail_in

_COUNTS = st.integers(1, 999_999)
_YEARS = st.integers(2026, 9999)
_TAILS = st.from_regex(r"[0-9a-f]{4,12}", fullmatch=True)


@given(_YEARS, _COUNTS, _TAILS)
def test_an_id_is_called_by_its_number(year: int, count: int, tail: str) -> None:
    said = Given("absence", year, count)
    assert re.fullmatch(r"\d{4}-\d{4,6}", said.number)
    for prefix in ("", "absence/"):
        name = f"{prefix}{said.number}-{tail}"
        assert (spoken(name), number_in(name)) == (f"{prefix}{said.number}", said.number)
        assert not is_number(name)
    assert tail_in(f"{said.number}-{tail}") == tail
    assert given_in(f"{said.name}-{tail}") == given_in(said.name) == said


@given(st.from_regex(r"[0-9a-f]{12}(-[0-9a-f]{4})?", fullmatch=True))
def test_an_old_id_is_called_by_itself(old: str) -> None:
    """Also one that is nothing but digits."""
    for name in (old, f"article/{old}"):
        assert (spoken(name), number_in(name)) == (name, "")
        assert given_in(name) is None
    assert tail_in(old) == old


def test_what_is_only_nearly_a_number_is_none() -> None:
    """A text of somebody's own must not be taken for a number, nor a number for a shorter one."""
    assert is_number("2026-0421")
    assert is_number("2026-10421")
    for text in (
        "",
        "2026",
        "2026-421",
        "26-0421",
        "2026-0421-",
        "2026-0421 ",
        "2026-0421\n",
        "٢٠٢٦-٠٤٢١",
        "2026-1234567",
    ):
        assert not is_number(text), text
        assert spoken(text) == text
    assert given_in("2026-0421-5ce2") is None, "a number of no kind is nobody's"
    assert given_in("article/2026-0000-5ce2") is None, "counting begins with one"


def test_the_ten_thousandth_of_a_year_gets_five_digits() -> None:
    assert [Given("article", 2026, count).number for count in (1, 9_999, 10_000)] == [
        "2026-0001",
        "2026-9999",
        "2026-10000",
    ]


def test_a_forged_name_does_not_use_the_numbers_up() -> None:
    """Whoever can start a workflow can call it as they like."""
    proven = (Given("article", 2026, 421), Given("article", 2025, 9_000))
    names = ["article/2026-0425-5ce2", "article/2026-999999-0000", "article/2027-0001-0000", "article/5f0c2a9b7e31"]
    assert credible([*names, "meeting/2026-0002-b1f0"], proven, 2026) == (
        Given("article", 2026, 425),
        Given("meeting", 2026, 2),
    )
