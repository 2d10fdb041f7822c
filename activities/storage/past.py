"""What was in force at an instant, as it was known then: the notice and the roster; reads only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from activities.storage.boards import BoardStore
from activities.storage.database import Database
from activities.storage.rows import BoardVersion
from newsroom.roster import Roster

LATELY: Final = timedelta(days=30)
"""What ended less than this before an instant is still named there, so that people see why it no longer counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """What held at an instant. Shape: `roster` also has what had ended lately; its questions all take the instant."""

    at: datetime
    version: BoardVersion
    roster: Roster


class PastStore:
    """Any moment of the newsroom, past ones included."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def then(self, at: datetime) -> Then:
        """What held at an instant. Errors: NoBoard, when no notice was in force."""
        async with (
            self._database.reading() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            version = await self._boards.within(connection, at)
            return Then(at=at, version=version, roster=await self._boards.known_at(connection, at, at - LATELY))
