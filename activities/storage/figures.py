"""Numbers of the newsroom, counted from the rows when somebody asks."""

from collections.abc import Mapping
from dataclasses import dataclass

from activities.storage.database import Database
from newsroom.article import ChannelName
from newsroom.sla import Promise
from newsroom.stages import Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts at one moment; every stage, promise and channel is present, zero included."""

    articles_by_stage: Mapping[str, int]
    overdue_by_promise: Mapping[str, int]
    stopped_by_channel: Mapping[str, int]
    unstarted: int


class FigureStore:
    """Counts articles and clocks."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def now(self) -> Figures:
        """The counts of this moment."""
        async with self._database.reading() as connection:
            stages = await connection.fetch("SELECT stage AS name, count(*) AS n FROM articles GROUP BY stage")
            overdue = await connection.fetch(
                "SELECT promise AS name, count(*) AS n FROM obligations "
                "WHERE met_at IS NULL AND dropped_at IS NULL AND due_at < now() GROUP BY promise"
            )
            stopped = await connection.fetch(
                "SELECT channel AS name, count(*) AS n FROM intents JOIN articles ON articles.id = article_id "
                "WHERE stage = 'publishing' AND outcome IN ('rejected', 'needs_person') GROUP BY channel"
            )
            unstarted = await connection.fetchval("SELECT count(*) FROM articles WHERE workflow_started_at IS NULL")
        return Figures(
            articles_by_stage=dict.fromkeys(Stage, 0) | {row["name"]: row["n"] for row in stages},
            overdue_by_promise=dict.fromkeys(Promise, 0) | {row["name"]: row["n"] for row in overdue},
            stopped_by_channel=dict.fromkeys(ChannelName, 0) | {row["name"]: row["n"] for row in stopped},
            unstarted=unstarted,
        )
