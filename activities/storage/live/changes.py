"""What Postgres tells of by itself: one line for a whole process, made anew whenever it is lost."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Final

import asyncpg

from activities.storage.database import Connection, StorageTooOld, connected
from activities.storage.timeouts import CONNECTS_WITHIN, DESK

CHANNEL: Final = "desk"
"""What the triggers of the storage notify on."""
EVERYTHING: Final = ""
"""Heard whenever a line begins: whatever was told before it was not heard."""

_FIRST_WAIT: Final = timedelta(milliseconds=200)
_LONGEST_WAIT: Final = timedelta(seconds=5)


class Changes:
    """What changes in the newsroom, as it is told. Shape: `article ID`, `member ID` or `rights`."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def heard_by(self, hear: Callable[[str], None]) -> None:
        """Tell `hear` of every change until cancelled, through every loss of the line; Postgres is asked nothing."""
        wait = _FIRST_WAIT
        while True:
            with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, StorageTooOld):
                connection = await connected(DESK, self._dsn)
                wait = _FIRST_WAIT
                await _listen(connection, hear)
            await asyncio.sleep(wait.total_seconds())
            wait = min(2 * wait, _LONGEST_WAIT)


async def _listen(connection: Connection, hear: Callable[[str], None]) -> None:
    """Hear until the line is lost."""
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _connection: lost.set())
    try:
        await connection.add_listener(CHANNEL, lambda _connection, _pid, _channel, said: hear(said))
        hear(EVERYTHING)
        await lost.wait()
    finally:
        with suppress(OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
            await connection.close(timeout=CONNECTS_WITHIN.total_seconds())
