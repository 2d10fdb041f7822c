"""The promises that press: overdue, or with little of their time left."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from activities.storage.articles.reading import Card, card_from
from activities.storage.database import Database
from newsroom.sla import Promise

_PRESSING: Final = (
    "SELECT articles.*, promise, channel, started_at, due_at FROM obligations "
    "JOIN articles ON articles.id = article_id WHERE met_at IS NULL AND dropped_at IS NULL "
    "AND due_at - (due_at - started_at) / 4 <= $1 ORDER BY due_at, articles.id, channel LIMIT $2"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressing:
    """A promise that is overdue or about to be. Shape: `channel` is empty but for the promise to publish."""

    card: Card
    promise: Promise
    channel: str
    due_at: datetime


class PressingStore:
    """Reads what presses."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pressing(self, at: datetime, limit: int) -> tuple[Pressing, ...]:
        """The open promises of which three quarters of the time are gone at an instant, the first due first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(_PRESSING, at, limit)
        return tuple(
            Pressing(card=card_from(row), promise=Promise(row["promise"]), channel=row["channel"], due_at=row["due_at"])
            for row in rows
        )
