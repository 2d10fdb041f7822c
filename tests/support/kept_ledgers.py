"""What the code before the typed ledger has written: a whole ledger, packs of evidence, and what it made of them.

The files were made by that code and are never made anew; members of the board are named by their ids.
"""

import json
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final

from newsroom.board import Board
from newsroom.ledger.chain import Head, Link
from newsroom.ledger.entries import Line, entry_from
from tests.support.samples import board

PLACE: Final = Path(__file__).parent / "ledgers"
PACKS: Final = ("acts", "corrected", "lent", "published", "taken_down")
LIVES: Final = (
    *("acts", "board_reject", "board_return", "corrected", "from_edit", "lent", "ordered_down", "published"),
    "taken_down",
)


def load(name: str) -> Any:
    """A file as it was written."""
    return json.loads((PLACE / f"{name}.json").read_text(encoding="utf-8"))


@cache
def rows() -> tuple[dict[str, Any], ...]:
    """The rows of the ledger."""
    return tuple(load("ledger")["rows"])


def links() -> tuple[Link, ...]:
    """The rows as they are chained."""
    return tuple(Link(**{name: row[name] for name in ("seq", "body", "prev_hash", "hash")}) for row in rows())


def head() -> Head:
    """The ledger's head."""
    return Head(**load("ledger")["head"])


@cache
def lives() -> dict[str, Any]:
    """What the old code remembered of each article after each of its lines, and how it told them."""
    found: dict[str, Any] = load("lives")
    return found


def lines(article_id: str) -> tuple[Line, ...]:
    """What the ledger says of an article."""
    return tuple(
        Line(seq=row["seq"], entry=entry_from(row["body"])) for row in rows() if row["article_id"] == article_id
    )


def by_id() -> Board:
    """The board, members of it named by their ids."""
    members = tuple(
        m if m.name.startswith(("Phóng viên", "Cộng tác viên")) else replace(m, name=m.id) for m in board().members
    )
    return replace(board(), members=members)
