"""An article as whoever starts its workflow, or sends an act to it, finds it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from activities.contracts import Agenda
from activities.storage import obligations
from activities.storage.articles.rows import unknown_article
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, now
from activities.storage.rows import standing_from
from newsroom.board import Board, Office
from newsroom.entitlement.posting import poster
from newsroom.standing import Standing

_OPENING: Final = (
    "SELECT articles.*, EXISTS (SELECT FROM upgrades WHERE name = 'records-here') AS records_here "
    "FROM articles WHERE id = $1"
)


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


async def opening_of(connection: Connection, boards: BoardStore, article_id: str) -> Opening:
    """What the workflow of an article begins with. Errors: Refused (unknown_article)."""
    row = await connection.fetchrow(_OPENING, article_id)
    if row is None:
        raise unknown_article(article_id)
    standing, at = standing_from(row), now()
    there = await boards.presence(connection, at)
    return Opening(
        standing=standing,
        agenda=await obligations.agenda(connection, there.board.sla, standing, at),
        title=row["title"],
        board=there.board,
        asked=poster(there),
        records_here=row["records_here"],
    )


def known_of(row: Mapping[str, Any]) -> Known:
    """What whoever sends an act to an article must know of it, by its row."""
    return Known(
        standing=standing_from(row),
        has_workflow=row["workflow_started_at"] is not None,
        moves=row["seat_version"],
        is_untold=row["told_version"] < row["seat_version"],
    )
