"""A picture of a manuscript and the words that belong to it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from desk.manuscript.blocks import pictures
from desk.manuscript.markup import Node, text_of, walk
from newsroom.text import plain

_CREDIT: Final = re.compile(r"(?:^|[\s.,;(\[–—-])\s*Ảnh\s*:\s*(?P<who>[^()\[\]]+?)[\s.)\]]*$")
_LONGEST_LINE: Final = 500


@dataclass(slots=True, kw_only=True)
class Picture:
    """A picture placed in the text, and the words found around it."""

    node: Node
    name: str
    place: str
    caption: str = ""
    credit: str = ""
    alt: str = ""


def caption_and_credit(text: str) -> tuple[str, str]:
    """Caption and the photographer or source that stands after "Ảnh:" at its end."""
    found = _CREDIT.search(text[-_LONGEST_LINE:])
    if found is None:
        return text, ""
    at = len(text[:-_LONGEST_LINE]) + found.start()
    before = text[:at].rstrip(" ,;([–—-")
    return before + "." * (text[at] == "."), plain(found["who"])


def uncovered(blocks: list[Node]) -> Iterator[Node]:
    """Blocks, each picture apart from its caption: tables that only set pictures side by side and frames dissolve."""
    for block in blocks:
        rows = _rows(block) if block.tag == "table" else []
        if block.tag == "figcaption" and pictures(block) and text_of(block):
            yield from _split(block)
        elif _only_sets_pictures(rows):
            for row, below in zip(rows, [*rows[1:], []], strict=True):
                yield from _in_pairs(row, below)
        else:
            yield block


def _split(frame: Node) -> Iterator[Node]:
    yield from (Node("p", {}, [picture], frame.line) for picture in pictures(frame))
    yield _without_pictures(frame)


def _without_pictures(node: Node) -> Node:
    kept = [_without_pictures(child) if isinstance(child, Node) else child for child in node.children]
    return replace(node, children=[child for child in kept if isinstance(child, str) or child.tag != "img"])


def _rows(table: Node) -> list[list[Node]]:
    rows = [inner for inner in walk(table) if inner.tag == "tr"]
    return [[cell for cell in row.children if isinstance(cell, Node) and cell.tag in {"td", "th"}] for row in rows]


def _only_sets_pictures(rows: list[list[Node]]) -> bool:
    """Whether each row shows pictures in all its cells, or stands as one line of words under each of them."""
    shows = [all(pictures(cell) or not text_of(cell) for cell in row) for row in rows]
    short = all(len(text_of(cell)) <= _LONGEST_LINE for row in rows for cell in row)
    pictured = [any(map(pictures, row)) for row in rows]
    return (
        any(pictured)
        and short
        and all(
            show if has else at > 0 and pictured[at - 1] and _are_captions(row, rows[at - 1])
            for at, (row, show, has) in enumerate(zip(rows, shows, pictured, strict=True))
        )
    )


def _are_captions(row: list[Node], above: list[Node]) -> bool:
    nested = any(inner.tag == "table" for cell in row for inner in walk(cell))
    return len(row) in {1, len(above)} and not nested


def _in_pairs(row: list[Node], below: list[Node]) -> Iterator[Node]:
    shown = [picture for cell in row for picture in pictures(cell)]
    words = [] if any(map(pictures, below)) else below
    if shown and len(words) == 1 < len(row):
        yield Node("p", {}, [*shown], row[0].line)
        yield from (caption for cell in (*row, *words) for caption in _caption(cell))
        return
    for at, cell in enumerate(row if shown else ()):
        yield from (Node("p", {}, [picture], cell.line) for picture in pictures(cell))
        yield from _caption(cell)
        yield from _caption(words[at]) if words else ()


def _caption(cell: Node) -> Iterator[Node]:
    if text_of(cell):
        yield replace(_without_pictures(cell), tag="figcaption")
