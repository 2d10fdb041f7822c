"""An article as whoever starts its workflow, or sends an act to it, finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from activities.contracts import Agenda
from activities.storage.rows import standing_from
from newsroom.board import Board, Office
from newsroom.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a workflow needs to begin.

    Shape: `asked` is the office that sees to a channel that has stopped; `records_here` once no worker of a build is
    left that would have each act recorded by another worker.
    """

    standing: Standing
    agenda: Agenda
    title: str
    board: Board
    asked: Office
    records_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """An article as whoever sends an act to it finds it.

    Shape: `has_workflow` once the server has confirmed it; `moves` counts every accepted act and every move from
    outside, of which the workflow may not know all while it `is_untold`.
    """

    standing: Standing
    has_workflow: bool
    moves: int
    is_untold: bool


def known_of(row: Mapping[str, Any]) -> Known:
    """What whoever sends an act to an article must know of it, by its row."""
    return Known(
        standing=standing_from(row),
        has_workflow=row["workflow_started_at"] is not None,
        moves=row["seat_version"],
        is_untold=row["told_version"] < row["seat_version"],
    )
