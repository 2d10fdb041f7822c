"""docs/deaths.md as data: what stands before and after each outgoing call, and which test shows it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from tests.support.pages import tables

PUBLISHING: Final = "One attempt at publishing"
CHANGING: Final = "One attempt at changing a text"
TAKING_DOWN: Final = "One attempt at a take-down"
ATTEMPTS: Final = (PUBLISHING, CHANGING, TAKING_DOWN)
_CODE: Final = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the page. Shape: `calls` and `tests` are the names between backticks in its first and last cell."""

    heading: str
    cells: tuple[str, ...]

    @property
    def calls(self) -> tuple[str, ...]:
        return tuple(_CODE.findall(self.cells[0]))

    @property
    def tests(self) -> tuple[str, ...]:
        return tuple(_CODE.findall(self.cells[-1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call of an attempt, and the state in which the intent is left around it (`none` before there is one)."""

    call: str
    before: str
    after: str
    reply_lost: str


def rows() -> tuple[Row, ...]:
    """Every line of the page."""
    return tuple(Row(heading=heading, cells=cells) for heading, cells in tables("deaths.md"))


def steps(heading: str) -> tuple[Step, ...]:
    """The calls of an attempt in their order."""
    return tuple(
        Step(call=row.calls[0], before=before, after=after, reply_lost=lost)
        for row in rows()
        if row.heading == heading
        for before, after, lost in [[_CODE.findall(cell)[0] for cell in row.cells[1:4]]]
    )


def points(of: tuple[Step, ...]) -> Iterator[str]:
    """The states left by a death before and after each step."""
    for step in of:
        yield from (step.before, step.after)
