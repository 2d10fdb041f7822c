"""Pieces of a line put into the tree of a manuscript: marks nested, texts joined, blanks folded."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import Final

from desk.letters import tidy, without_loose_accents
from desk.manuscript.markup import Node
from desk.manuscript.word.pieces import Piece, settled

_BLANKS: Final = re.compile(r"\s+")


def children_of(pieces: list[Piece]) -> list[Node | str]:
    """A line as the children of its block."""
    found: list[Node | str] = []
    for link, group in groupby(settled(pieces), key=lambda piece: piece.link):
        inner = _nested([(piece, piece.marks) for piece in group])
        found += [Node("a", {"href": link}, inner)] if link else inner
    return _trimmed(found)


def _nested(pieces: list[tuple[Piece, tuple[str, ...]]]) -> list[Node | str]:
    found: list[Node | str] = []
    for mark, group in groupby(pieces, key=lambda one: one[1][:1]):
        if mark:
            found.append(Node(mark[0], {}, _nested([(piece, marks[1:]) for piece, marks in group])))
        else:
            found += [_leaf(piece) for piece, _ in group]
    return found


def _leaf(piece: Piece) -> Node | str:
    match piece.tag:
        case "img":
            return Node("img", {"src": piece.text, **({"alt": piece.alt} if piece.alt else {})})
        case "":
            return without_loose_accents(_BLANKS.sub(" ", tidy(piece.text)))
        case _:
            return Node(piece.tag)


def _trimmed(children: list[Node | str]) -> list[Node | str]:
    if children and isinstance(children[0], str):
        children[0] = children[0].lstrip()
    if children and isinstance(children[-1], str):
        children[-1] = children[-1].rstrip()
    return [child for child in children if child != ""]


def block(tag: str, pieces: list[Piece]) -> Node:
    """A block of one line."""
    return Node(tag, {}, children_of(pieces))


def nested_list(items: Iterable[tuple[int, Node]]) -> Node:
    """Items of a bulleted list, each with its level, as lists within lists; a level never jumps by more than one."""
    stack = [Node("ul")]
    for level, item in items:
        del stack[max(level, 0) + 1 :]
        if level >= len(stack):
            deeper, items_above = Node("ul"), stack[-1].children
            if items_above and isinstance(items_above[-1], Node):
                items_above[-1].children.append(deeper)
                stack.append(deeper)
        stack[-1].children.append(item)
    return stack[0]
