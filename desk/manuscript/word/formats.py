"""Numbers as the labels of a list write them."""

from collections.abc import Callable
from typing import Final

_ROMAN: Final = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL")),
    *((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
_ALPHABET: Final = 26
_TEENS: Final = range(11, 14)


def roman(count: int) -> str:
    """Roman numeral; nothing for zero."""
    written = ""
    for worth, sign in _ROMAN:
        written += sign * (count // worth)
        count %= worth
    return written


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
