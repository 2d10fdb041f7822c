"""A manuscript as its reader leaves it: blocks in reading order, pictures, and what could not be carried over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from desk.manuscript.markup import Node
from newsroom.checklist.points import Point

EMBEDDED: Final = "embedded:"
"""Addresses of pictures that stand in the manuscript's own file begin so."""


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
