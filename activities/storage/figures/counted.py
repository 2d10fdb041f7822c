"""Numbers of the newsroom, counted from the rows when somebody asks: a handful of statements over one connection."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import asyncpg

from activities.storage.boards import BoardStore, NoBoard
from activities.storage.database import Connection, Database, StorageUnreachable, now
from activities.storage.figures.articles import ArticleFigures, article_figures
from activities.storage.figures.channels import ChannelFigures, channel_figures
from activities.storage.figures.ledger import Deeds, LedgerTally
from activities.storage.figures.promises import PromiseFigures, promise_figures
from activities.storage.figures.upkeep import HouseFigures, house_figures
from newsroom.sla import silent_since


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The newsroom at one moment. Shape: `deeds` is None while a new process still reads the ledger's past."""

    articles: ArticleFigures
    promises: PromiseFigures
    channels: ChannelFigures
    house: HouseFigures
    deeds: Deeds | None


class FigureStore:
    """Counts articles, promises, channels and what the ledger holds.

    It remembers how far it has read the ledger, so an entry is read once in a process.
    """

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards
        self._tally = LedgerTally()

    async def now(self) -> Figures:
        """The figures of this moment. Errors: StorageUnreachable, also when the storage cannot answer as it should."""
        try:
            async with self._database.reading() as connection:
                return await self._counted(connection, now())
        except asyncpg.PostgresError as wrong:
            raise StorageUnreachable from wrong

    async def _counted(self, connection: Connection, at: datetime) -> Figures:
        house = await house_figures(connection, at)
        return Figures(
            articles=await article_figures(connection, at, await self._silent_since(connection, at)),
            promises=await promise_figures(connection, at),
            channels=await channel_figures(connection, at),
            house=house,
            deeds=await self._tally.upto(connection, house.ledger_entries),
        )

    async def _silent_since(self, connection: Connection, at: datetime) -> datetime:
        try:
            board = (await self._boards.within(connection, at)).board
        except NoBoard:
            # Nobody can be silent before there is a notice that asks anybody.
            return at - timedelta(days=36_500)
        return silent_since(board.sla, at)
