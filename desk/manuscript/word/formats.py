"""Numbers as the labels of a list write them."""

from collections.abc import Callable
from typing import Final

from desk.manuscript.numerals import roman

_ALPHABET: Final = 26
_TEENS: Final = range(11, 14)


def letters(count: int) -> str:
    """A to Z, then AA, BB and so on; nothing for zero."""
    return "" if count < 1 else chr(ord("A") + (count - 1) % _ALPHABET) * ((count - 1) // _ALPHABET + 1)


def ordinal(count: int) -> str:
    """1st, 2nd, 3rd."""
    ending = "th" if count % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(count % 10, "th")
    return f"{count}{ending}"


FORMATS: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": "{:02d}".format,
    "upperRoman": roman,
    "lowerRoman": lambda count: roman(count).lower(),
    "upperLetter": letters,
    "lowerLetter": lambda count: letters(count).lower(),
    "ordinal": ordinal,
    "numberInDash": "- {} -".format,
    "decimalEnclosedParen": "({})".format,
    "decimalEnclosedFullstop": "{}.".format,
    "none": lambda _: "",
}
"""What is not here is written as a plain number and named."""
