"""A reading as lines, as a person would read them out."""

from collections.abc import Iterator
from typing import Final

from desk.manuscript.markup import Node

_HOLDING: Final = frozenset({"", "ul", "blockquote", "table", "tr", "td", "th"})
_KEPT: Final = frozenset({"sup", "sub", "s"})


def flat(blocks: list[Node]) -> list[str]:
    """Each block or item as a line; marks that change what it says stand in it."""
    return [line for line in (" ".join(line.split()) for line in _lines(Node("", {}, [*blocks]))) if line]


def _lines(node: Node) -> Iterator[str]:
    if node.tag == "li":
        nested = [child for child in node.children if isinstance(child, Node) and child.tag == "ul"]
        yield f"- {''.join(_inline(child) for child in node.children if child not in nested)}"
        for inner in nested:
            yield from _lines(inner)
    elif node.tag in _HOLDING:
        for child in node.children:
            if isinstance(child, Node):
                yield from _lines(child)
    else:
        yield from "".join(map(_inline, node.children)).splitlines()


def _inline(node: Node | str) -> str:
    if isinstance(node, str):
        return node
    inside = "".join(map(_inline, node.children))
    known = {"br": "\n", "img": "[ảnh]"}
    return f"<{node.tag}>{inside}</{node.tag}>" if node.tag in _KEPT else known.get(node.tag, inside)
