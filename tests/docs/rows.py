"""The lines of docs/notice.md and docs/ambiguities.md, as tests read them."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from tests.support.pages import tables

NOWHERE: Final = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of notice.md or ambiguities.md: its key, its other cells, its state with words, the places it names."""

    key: str
    cells: tuple[str, ...]
    state: str
    words: str
    where: tuple[str, ...]

    @property
    def in_code(self) -> bool:
        return NOWHERE not in self.where


def _places(cell: str) -> tuple[str, ...]:
    return tuple(re.findall(r"`([^`]+)`", cell)) or (cell,)


@cache
def rows_of(page: str) -> tuple[Row, ...]:
    return tuple(_row(cells) for _, cells in tables(page))


def _row(cells: tuple[str, ...]) -> Row:
    state, _, words = cells[-2].partition(": ")
    return Row(key=cells[0], cells=cells[1:-2], state=state, words=words, where=_places(cells[-1]))
