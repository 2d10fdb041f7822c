"""Hearing of new messages in the moment in which they are written."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

from activities.storage.database import Database, StorageUnreachable
from activities.storage.timeouts import WORKER

_CHANNEL: Final = "deliveries"
_LISTEN_AGAIN_AFTER: Final = timedelta(seconds=2)
_PROVEN_EVERY: Final = timedelta(seconds=30)


class Waking:
    """One line of a process on which Postgres tells it of new deliveries; a lost one is opened again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep_listening(self, heard: Callable[[], None]) -> None:
        """Call back for ever, whenever something may have come; also after each gap in the listening."""
        while True:
            try:
                await self._listen(heard)
            except StorageUnreachable:
                await asyncio.sleep(_LISTEN_AGAIN_AFTER.total_seconds())

    async def _listen(self, heard: Callable[[], None]) -> None:
        def told(*_: Any) -> None:
            heard()

        async with self._database.apart(WORKER) as connection:
            await connection.add_listener(_CHANNEL, told)
            heard()
            while True:
                await asyncio.sleep(_PROVEN_EVERY.total_seconds())
                # A line that is half open tells nothing and asks for nothing.
                await connection.execute("SELECT 1")
