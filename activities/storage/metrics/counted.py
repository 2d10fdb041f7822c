"""Numbers of the newsroom, counted from the rows when somebody asks: a handful of statements over one connection."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from activities.storage.boards import BoardStore, NoBoard
from activities.storage.database import Connection, Database, StorageUnreachable, now
from activities.storage.metrics.articles import ArticleMetrics, article_metrics
from activities.storage.metrics.channels import ChannelMetrics, channel_metrics
from activities.storage.metrics.ledger import Counts, entry_counts
from activities.storage.metrics.promises import PromiseMetrics, promise_metrics
from activities.storage.metrics.upkeep import UpkeepMetrics, upkeep_metrics
from newsroom.sla import silent_since


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """The newsroom at one moment. Shape: `matter_acts` is None while too much of the ledger is not yet added up."""

    articles: ArticleMetrics
    promises: PromiseMetrics
    channels: ChannelMetrics
    matters: UpkeepMetrics
    matter_acts: Counts | None


class MetricStore:
    """Counts articles, promises, channels and what the ledger holds.

    What is over was added up before (`TallyStore`): a look reads what is open, and what is new.
    """

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def now(self) -> Metrics:
        """The numbers of this moment. Errors: StorageUnreachable, also when the storage cannot answer as it should."""
        try:
            async with self._database.reading() as connection:
                return await self._counted(connection, now())
        except asyncpg.PostgresError as wrong:
            raise StorageUnreachable from wrong

    async def _counted(self, connection: Connection, at: datetime) -> Metrics:
        matters = await upkeep_metrics(connection, at)
        return Metrics(
            articles=await article_metrics(connection, at, await self._silent_since(connection, at)),
            promises=await promise_metrics(connection, at),
            channels=await channel_metrics(connection, at),
            matters=matters,
            matter_acts=await entry_counts(connection, matters.ledger_entries),
        )

    async def _silent_since(self, connection: Connection, at: datetime) -> datetime:
        try:
            board = (await self._boards.within(connection, at)).board
        except NoBoard:
            # Nobody can be silent before there is a notice that asks anybody.
            return at - timedelta(days=36_500)
        return silent_since(board.sla, at)
