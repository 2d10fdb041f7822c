"""A server that is gone without a word is found out soon; one that is only slow is waited for."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import pytest_asyncio

from activities import silence
from activities.storage import database
from activities.storage.database import Database, StorageUnreachable
from activities.storage.timeouts import WORKER
from tests.storage.held import opened
from tests.support.live import eventually
from tests.support.storages import Storage
from tests.support.tcp_gate import Line, TcpGate, opened_gate

pytestmark = pytest.mark.trust

LINES = [Line.FROZEN, Line.HALF_OPEN, Line.CUT]
SOON = 10
AT_ONCE = 0.5


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "ASKED_AFTER", timedelta(seconds=0.3))
    monkeypatch.setattr(database, "CONNECTS_WITHIN", timedelta(seconds=1))


@pytest_asyncio.fixture(loop_scope="session")
async def gate(storage: Storage) -> AsyncIterator[TcpGate]:
    server = urlsplit(storage.dsn)
    async with opened_gate(str(server.hostname), server.port or 0) as gate:
        yield gate


@pytest_asyncio.fixture(loop_scope="session")
async def behind(storage: Storage, gate: TcpGate) -> AsyncIterator[Database]:
    """A pool of which two connections stand already, on the time-outs of the workers."""
    server = urlsplit(storage.dsn)
    dsn = server._replace(netloc=f"{server.netloc.rsplit(':', 1)[0]}:{gate.port}").geturl()
    async with opened(dsn, WORKER) as pool:
        async with pool.reading(), pool.reading():
            pass
        yield pool


@pytest.mark.parametrize("line", LINES)
async def test_whoever_waits_for_a_silent_server_is_told_long_before_a_statement_may_end(
    behind: Database, gate: TcpGate, line: Line
) -> None:
    """Every old connection of a worker took an act for twenty-five seconds, one after the other."""
    loop = asyncio.get_running_loop()
    async with behind.reading():
        gate.turn(line)
        since = loop.time()
        with pytest.raises(StorageUnreachable):
            async with behind.writing() as connection:
                await connection.fetchval("SELECT 1")
        assert loop.time() - since < SOON < WORKER.command.total_seconds()
        since = loop.time()
        with pytest.raises(StorageUnreachable):
            async with behind.reading() as fresh:
                await fresh.fetchval("SELECT 1")
        assert loop.time() - since < AT_ONCE
    gate.turn(Line.OPEN)

    async def back() -> bool:
        try:
            async with behind.reading() as anew:
                return bool(await anew.fetchval("SELECT true"))
        except StorageUnreachable:
            return False

    await eventually(back, seconds=SOON)


async def test_a_slow_answer_is_waited_for(behind: Database) -> None:
    """Somebody who is long about his work must not be taken for dead."""
    async with behind.writing() as connection:
        assert await connection.fetchval("SELECT 1 FROM pg_sleep(2)") == 1


async def test_a_server_that_turns_everybody_away_is_no_silent_one(behind: Database) -> None:
    """All its places may be taken: what has one goes on."""
    async with behind.writing() as connection:
        await connection.execute("SELECT 1")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(behind, "_dsn", behind._dsn.rsplit("/", 1)[0] + "/there-is-none")
            assert await connection.fetchval("SELECT 1 FROM pg_sleep(2)") == 1
