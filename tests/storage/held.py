"""Short time-outs for tests, and transactions that hold on to what they have."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from activities.storage.database import Database
from activities.storage.timeouts import RESTORE, TimeOuts

SHORT = TimeOuts(
    name="short",
    idle_in_transaction=timedelta(milliseconds=400),
    lock=timedelta(milliseconds=300),
    statement=timedelta(milliseconds=500),
    transaction=timedelta(milliseconds=800),
    command=timedelta(seconds=1),
)
LONG = replace(RESTORE, name="long")
MATTER_ACTS = "SELECT pg_advisory_xact_lock(hashtext('deeds'))"


@contextlib.asynccontextmanager
async def opened(dsn: str, time_outs: TimeOuts) -> AsyncIterator[Database]:
    pool = await Database(dsn, max_size=3, time_outs=time_outs).open()
    try:
        yield pool
    finally:
        await pool.close()


@contextlib.asynccontextmanager
async def held(pool: Database, *statements: Any) -> AsyncIterator[None]:
    """A transaction that has done this and says nothing more, as that of a client which has vanished."""
    holding, gone = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with pool.writing() as connection:
            for statement in statements:
                await (statement(connection) if callable(statement) else connection.execute(statement))
            holding.set()
            await gone.wait()

    holder = asyncio.create_task(hold())
    await asyncio.wait({holder, asyncio.create_task(holding.wait())}, return_when=asyncio.FIRST_COMPLETED)
    assert holding.is_set(), holder.exception()
    try:
        yield
    finally:
        gone.set()
        # Its own end is another test's matter.
        await asyncio.gather(holder, return_exceptions=True)
