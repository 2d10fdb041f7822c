"""The door to Postgres: one pool, and the translation of its errors into three of ours."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from functools import partial
from typing import Any, ClassVar, Final

import asyncpg

from activities import clock
from activities.silence import until_it_answers, watched_over
from activities.storage.timeouts import (
    BETWEEN_PROBES,
    CONNECTS_WITHIN,
    DESK,
    GIVEN_UP_AFTER,
    IDLE_BEFORE_PROBE,
    OLDEST_SERVER,
    PROBES,
    TimeOuts,
)

_APART_AT_ONCE: Final = 2
_CLOSED_WITHIN: Final = timedelta(seconds=2)


class StorageUnreachable(Exception):
    """Kho dữ liệu (PostgreSQL) đang không liên lạc được. Hãy xem lại sau ít phút; việc chưa thấy ghi thì làm lại."""

    code: ClassVar[str] = "storage_unreachable"

    def __init__(self, said: str = "") -> None:
        super().__init__(said or (type(self).__doc__ or "").strip())


class StorageBusy(StorageUnreachable):
    """Kho dữ liệu đang bận, việc này phải chờ quá lâu nên chưa được ghi. Hãy thử lại sau ít phút."""

    code = "storage_busy"


class StorageTooOld(Exception):
    """Máy chủ PostgreSQL cũ hơn bản 17 nên không dùng được; chưa có gì bị thay đổi.

    Hãy nâng máy chủ lên bản 17 trở lên rồi chạy lại.
    """

    def __init__(self) -> None:
        super().__init__(" ".join((type(self).__doc__ or "").split()))


class Database:
    """A pool of connections to the newsroom's database.

    Shape: JSON columns come and go as Python values; `time_outs` hold for every connection of the pool.
    Errors: StorageUnreachable when Postgres cannot be reached, StorageBusy when it lets us wait too long.
    """

    def __init__(self, dsn: str, *, max_size: int = 10, time_outs: TimeOuts = DESK) -> None:
        self._dsn = dsn
        self._max_size = max_size
        self._time_outs = time_outs
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._places_apart = asyncio.Semaphore(_APART_AT_ONCE)
        self._away: asyncio.Task[None] | None = None

    async def open(self) -> "Database":
        """Open the pool, whether Postgres is there or not. Errors: StorageTooOld."""
        self._pool = await asyncpg.create_pool(
            self._dsn, min_size=0, max_size=self._max_size, connect=self._connected, reset=_leave_as_is
        )
        with suppress(StorageUnreachable, asyncpg.PostgresError):
            async with self.reading():
                pass
        return self

    async def close(self) -> None:
        """Close the pool; connections in use are waited for, a server that no longer answers is not."""
        if self._away is not None:
            self._away.cancel()
        if self._pool is not None:
            # The driver cuts the connections when the time is over.
            with suppress(TimeoutError):
                async with asyncio.timeout(_CLOSED_WITHIN.total_seconds()):
                    await self._pool.close()
            self._pool = None

    @asynccontextmanager
    async def reading(self) -> AsyncIterator["Connection"]:
        """A connection outside a transaction, for reads and for single statements."""
        async with _translated(), self._place() as connection:
            await _hear_if_stale(connection)
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator["Connection"]:
        """A connection inside one transaction: all of it happens or none."""
        async with _translated(), self._place() as connection:
            await _hear_if_stale(connection)
            async with connection.transaction():
                yield connection

    @asynccontextmanager
    async def _place(self) -> AsyncIterator["Connection"]:
        """A connection of the pool.

        Errors: StorageBusy when none is free for as long as a statement may take; StorageUnreachable at once while the
        server is known to answer nobody.
        """
        pool = self._opened()
        if self._away is not None and not self._away.done():
            raise StorageUnreachable
        try:
            connection = await pool.acquire(timeout=self._time_outs.command.total_seconds())
        except TimeoutError as waited:
            if pool.get_size() == self._max_size and pool.get_idle_size() == 0:
                raise StorageBusy from waited
            self._note_away()
            raise
        except asyncpg.InterfaceError as refused:
            # Else it is an address that is none, or another mistake of ours: nothing that a later try would mend.
            if pool.is_closing():
                raise StorageUnreachable from refused
            raise
        try:
            async with watched_over(self._knock, partial(self._break, pool, connection)):
                yield connection
        except (asyncpg.InterfaceError, asyncpg.InternalClientError) as wrong:
            # The driver names a broken line and an error of ours alike; only the line tells them apart.
            if _is_lost(connection):
                raise StorageUnreachable from wrong
            raise
        finally:
            await pool.release(connection)

    @asynccontextmanager
    async def apart(self, time_outs: TimeOuts) -> AsyncIterator["Connection"]:
        """A connection outside the pool for a long job, outside a transaction: the pool's time-outs would cut it."""
        self._opened()
        async with self._places_apart, _translated():
            connection = await connected(time_outs, self._dsn)
            try:
                yield connection
            except (asyncpg.InterfaceError, asyncpg.InternalClientError) as wrong:
                if _is_lost(connection):
                    raise StorageUnreachable from wrong
                raise
            finally:
                await connection.close(timeout=CONNECTS_WITHIN.total_seconds())

    async def _connected(self, *addresses: Any, **options: Any) -> "Connection":
        return await connected(self._time_outs, *addresses, **options)

    async def _knock(self) -> bool:
        """Whether the server answers on a new line, if only to say that it has no place."""
        try:
            async with asyncio.timeout(CONNECTS_WITHIN.total_seconds()):
                await (await self._connected(self._dsn)).close()
        except (OSError, TimeoutError, asyncpg.PostgresConnectionError):
            return False
        except asyncpg.PostgresError:
            return True
        return True

    async def _break(self, pool: "asyncpg.Pool[asyncpg.Record]", connection: "Connection") -> None:
        """Break a line that nothing comes back on; the others of the pool are no better."""
        self._note_away()
        await pool.expire_connections()
        connection.terminate()

    def _note_away(self) -> None:
        """Turn everybody away at once until the server answers; each would wait as long as this one has."""
        if self._away is None or self._away.done():
            self._away = asyncio.create_task(until_it_answers(self._knock))

    def _opened(self) -> "asyncpg.Pool[asyncpg.Record]":
        if self._pool is None:
            raise StorageUnreachable
        return self._pool


Connection = Any
"""A pooled asyncpg connection; asyncpg never leaves this folder, so neither does its type."""


def _is_lost(connection: Connection) -> bool:
    """Whether the line is gone; one that the pool has taken back already was lost before."""
    try:
        return bool(connection.is_closed())
    except asyncpg.InterfaceError:
        return True


_clock: Callable[[], datetime] = clock.now


def now() -> datetime:
    """The present, in UTC: storage stamps rows with it and hands it to the rules."""
    return _clock()


async def instant(connection: Connection) -> datetime:
    """The present as the database has it now, after the locks that this transaction holds."""
    await _hear(connection)
    return now()


async def row_at(connection: Connection, query: str, *given: Any) -> tuple[Any, datetime]:
    """The one row of a query whose `at` is the database's clock, and that instant as `instant` gives it."""
    asked = clock.ticks()
    row = await connection.fetchrow(query, *given)
    clock.hear(row["at"], asked, clock.ticks())
    return row, now()


async def _hear_if_stale(connection: Connection) -> None:
    if clock.is_stale():
        await _hear(connection)


async def _hear(connection: Connection) -> None:
    await row_at(connection, "SELECT clock_timestamp() AS at")


def knows_no_time_outs(refusal: Exception) -> bool:
    """Whether a server refused the connection because it has never heard of a transaction's time-out."""
    return '"transaction_timeout' in str(refusal)


async def connected(time_outs: TimeOuts, *addresses: Any, **options: Any) -> Connection:
    """A connection of no pool, whose server is new enough. Errors: StorageTooOld; the driver's own."""
    options |= {"timeout": CONNECTS_WITHIN.total_seconds(), "command_timeout": time_outs.command.total_seconds()}
    try:
        connection: Connection = await asyncpg.connect(*addresses, server_settings=time_outs.settings(), **options)
    except asyncpg.UndefinedObjectError as refusal:
        if knows_no_time_outs(refusal):
            raise StorageTooOld from refusal
        raise
    if connection.get_server_version().major < OLDEST_SERVER:
        await connection.close()
        raise StorageTooOld
    _keep_alive(connection)
    try:
        await connection.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    except asyncpg.InterfaceError as wrong:
        if connection.is_closed():
            raise StorageUnreachable from wrong
        raise
    return connection


def _keep_alive(connection: Connection) -> None:
    """Let the system find out that the server has vanished; asyncpg has no option for it, libpq has."""
    line = connection._transport.get_extra_info("socket")  # noqa: SLF001
    if line.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in {
        "TCP_KEEPIDLE": IDLE_BEFORE_PROBE.seconds,
        "TCP_KEEPINTVL": BETWEEN_PROBES.seconds,
        "TCP_KEEPCNT": PROBES,
        "TCP_USER_TIMEOUT": GIVEN_UP_AFTER.seconds * 1000,
    }.items():
        # Not every system has all of them.
        if hasattr(socket, option):
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)


async def _leave_as_is(_connection: Connection) -> None:
    """Nothing: we set nothing on a session that would need resetting, and a question to the server costs time."""


@asynccontextmanager
async def _translated() -> AsyncIterator[None]:
    try:
        yield
    except (
        asyncpg.QueryCanceledError,
        asyncpg.LockNotAvailableError,
        asyncpg.TransactionRollbackError,
        asyncpg.IdleInTransactionSessionTimeoutError,
        asyncpg.TransactionTimeoutError,
    ) as held:
        raise StorageBusy from held
    except (
        OSError,
        TimeoutError,
        asyncpg.PostgresConnectionError,
        # Shut down, crashed, starting up; too many clients, no disk, no memory.
        asyncpg.OperatorInterventionError,
        asyncpg.InsufficientResourcesError,
    ) as lost:
        raise StorageUnreachable from lost
