"""Labels of list items as a browser shows them, put into the text: a reader of any channel sees the same."""

from collections.abc import Iterator
from typing import Final

from desk.manuscript.markup import Node, is_block, is_box
from desk.manuscript.numerals import roman

_BULLETS: Final = frozenset({"disc", "circle", "square", "none", "disclosure-open", "disclosure-closed", ""})
_COUNTERS: Final = frozenset(
    {"decimal", "decimal-leading-zero", "lower-alpha", "lower-latin", "upper-alpha", "upper-latin", "lower-greek"}
    | {"lower-roman", "upper-roman"},
)
_MOST_ROMAN: Final = 3_999
_LARGEST: Final = 2**31 - 1
_LATIN: Final = "abcdefghijklmnopqrstuvwxyz"
_GREEK: Final = "αβγδεζηθικλμνξοπρστυφχψω"


def is_bullet(style: str) -> bool:
    """Whether a list of that CSS style shows a sign and no number."""
    return style in _BULLETS or style[0] in "\"'"


def is_known(style: str) -> bool:
    """Whether that CSS style is shown here as a browser does."""
    return is_bullet(style) or style in _COUNTERS


def counted(items: list[Node], list_node: Node) -> Iterator[tuple[Node, int]]:
    """Items of a list, each with its number: by `start`, `reversed` and the items' own `value`."""
    backwards = "reversed" in list_node.attributes
    number = _whole(list_node.attributes.get("start", ""), len(items) if backwards else 1)
    for item in items:
        number = _whole(item.attributes.get("value", ""), number)
        yield item, number
        number += -1 if backwards else 1


def _whole(typed: str, otherwise: int) -> int:
    typed = typed.strip()
    digits = typed.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= len(str(_LARGEST))):
        return otherwise
    return max(-_LARGEST, min(_LARGEST, int(typed)))


def label(number: int, style: str, closed_by: str = ".") -> str:
    """What stands before an item of that number in a list of that CSS style."""
    match style:
        case "lower-alpha" | "lower-latin" if number > 0:
            shown = _lettered(number, _LATIN)
        case "upper-alpha" | "upper-latin" if number > 0:
            shown = _lettered(number, _LATIN).upper()
        case "lower-greek" if number > 0:
            shown = _lettered(number, _GREEK)
        case "lower-roman" if 0 < number <= _MOST_ROMAN:
            shown = roman(number).lower()
        case "upper-roman" if 0 < number <= _MOST_ROMAN:
            shown = roman(number)
        case "decimal-leading-zero":
            shown = f"{number:03d}" if number < 0 else f"{number:02d}"
        case _:
            shown = str(number)
    return f"{shown}{closed_by} "


def _lettered(number: int, letters: str) -> str:
    shown = ""
    while number:
        number, at = divmod(number - 1, len(letters))
        shown = letters[at] + shown
    return shown


def labelled(children: list[Node | str], text: str) -> list[Node | str]:
    """What stands in an item, its label before its first words."""
    for at, child in enumerate(children):
        if isinstance(child, str) and not child.strip():
            continue
        if isinstance(child, Node) and (is_box(child) or child.tag in {"p", "h1", "h2", "h3"}):
            child.children = labelled(child.children, text)
            return children
        apart = isinstance(child, Node) and is_block(child)
        begins = Node("p", {}, [text.strip()]) if apart else text
        return [*children[:at], begins, *([child.lstrip()] if isinstance(child, str) else [child]), *children[at + 1 :]]
    return [*children, Node("p", {}, [text.strip()])]
