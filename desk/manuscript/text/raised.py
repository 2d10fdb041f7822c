"""Raised and lowered letters where no marks can stand: titles, sapo and captions are one plain line."""

from collections.abc import Iterator
from typing import Final

from desk.manuscript.markup import Node

_SIGNS: Final = "0123456789+-=()"
_LETTERS: Final = {
    "sup": str.maketrans(_SIGNS + "ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ"),
    "sub": str.maketrans(_SIGNS, "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎"),
}
_BEFORE: Final = {"sup": "^", "sub": "_"}


def raised(node: Node) -> str:
    """Text of a node: small digits have letters of their own, of other words `^` or `_` says where they stand."""
    return "".join(_pieces(node))


def _pieces(node: Node | str) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif node.tag in {"br", "img"}:
        yield " "
    elif node.tag in _LETTERS:
        text = "".join(piece for child in node.children for piece in _pieces(child))
        small = text.translate(_LETTERS[node.tag])
        own = all(ord(letter) in _LETTERS[node.tag] for letter in text)
        yield small if own else f"{_BEFORE[node.tag]}({text})"
    else:
        for child in node.children:
            yield from _pieces(child)
