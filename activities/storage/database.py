"""The door to Postgres: one pool, and the translation of its errors into one of ours."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

import asyncpg


class StorageUnreachable(Exception):
    """Kho dữ liệu đang không liên lạc được; chưa có gì được ghi. Hãy thử lại sau ít phút."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


class Database:
    """A pool of connections to the newsroom's database.

    Shape: JSON columns come and go as Python values. Errors: StorageUnreachable when Postgres cannot be reached.
    """

    def __init__(self, dsn: str, *, max_size: int = 10) -> None:
        self._dsn = dsn
        self._max_size = max_size
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None

    async def open(self) -> "Database":
        """Open the pool."""
        async with _translated():
            self._pool = await asyncpg.create_pool(
                self._dsn, min_size=0, max_size=self._max_size, init=_prepare, reset=_leave_as_is
            )
        return self

    async def close(self) -> None:
        """Close the pool; connections in use are waited for."""
        if self._pool is not None:
            await self._pool.close()
            self._pool = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["Connection"]:
        """A connection outside a transaction, for reads and for single statements."""
        async with _translated(), self._opened().acquire() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator["Connection"]:
        """A connection inside one transaction: all of it happens or none."""
        async with _translated(), self._opened().acquire() as connection, connection.transaction():
            yield connection

    def _opened(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise StorageUnreachable
        return self._pool


Connection = Any
"""A pooled asyncpg connection; asyncpg never leaves this folder, so neither does its type."""


_clock: Callable[[], datetime] = partial(datetime.now, UTC)


def now() -> datetime:
    """The present, in UTC: storage stamps rows with it and hands it to the rules."""
    return _clock()


async def _prepare(connection: Connection) -> None:
    await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")


async def _leave_as_is(_connection: Connection) -> None:
    """Nothing: we set nothing on a session that would need resetting, and a question to the server costs time."""


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except (
        OSError,
        TimeoutError,
        asyncpg.PostgresConnectionError,
        # Shut down, crashed, starting up; too many clients, no disk, no memory.
        asyncpg.OperatorInterventionError,
        asyncpg.InsufficientResourcesError,
        asyncpg.InterfaceError,
    ) as lost:
        raise StorageUnreachable from lost
