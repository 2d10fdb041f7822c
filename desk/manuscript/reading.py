"""A manuscript as its reader leaves it: blocks in reading order, pictures, and what could not be carried over."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desk.manuscript.markup import Node
from newsroom.checklist.points import Point

EMBEDDED: Final = "embedded:"
"""Addresses of pictures that stand in the manuscript's own file begin so."""
Where = Callable[[str, int], str]
"""Place of a piece of text, from the text itself and its line in the markup, for a message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Blocks of one file, whatever its form.

    Shape:  `pictures` are the bytes of embedded pictures by the address that an `img` node's `src` gives them;
            `points` in reading order; `notes` are sentences for the author that stop nothing.
    """

    blocks: list[Node]
    pictures: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    points: tuple[Point, ...] = ()
    notes: tuple[str, ...] = ()


def on_line(_text: str, line: int) -> str:
    """The plain answer to `Where`: the line in the markup as written."""
    return f"dòng {line}" if line else "trong bài"
