"""The door to Postgres: what the others hear when it is away, and that they need not be restarted when it is back."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from activities.storage.database import Database, StorageUnreachable
from tests.support.storages import Storage
from workers.embedded.postgres import EmbeddedPostgres

CLEAR = r"Kho dữ liệu \(PostgreSQL\) đang không liên lạc được"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[EmbeddedPostgres]:
    """A server that may be stopped without harm to other tests."""
    postgres = EmbeddedPostgres(Path(tmp_path_factory.mktemp("postgres")), durable=False)
    await postgres.start()
    yield postgres
    await postgres.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def database(server: EmbeddedPostgres) -> AsyncIterator[Database]:
    opened = await Database(server.admin_dsn, max_size=3).open()
    yield opened
    await opened.close()


async def answers(database: Database) -> int:
    async with database.writing() as connection:
        return int(await connection.fetchval("SELECT 1"))


async def back(database: Database) -> None:
    """The same pool answers again, soon."""
    async with asyncio.timeout(10):
        while True:
            try:
                assert await answers(database) == 1
            except StorageUnreachable:
                await asyncio.sleep(0.05)
            else:
                return


@pytest.mark.parametrize("suddenly", [False, True], ids=["stopped", "killed"])
async def test_it_works_again_when_the_server_is_back(
    server: EmbeddedPostgres, database: Database, *, suddenly: bool
) -> None:
    """A restart of Postgres would need a restart of every worker and desk, also of those that began without it."""
    await asyncio.gather(*(answers(database) for _ in range(3)))
    await (server.kill() if suddenly else server.stop())
    try:
        for _ in range(4):
            with pytest.raises(StorageUnreachable, match=CLEAR):
                await answers(database)
        newcomer = await Database(server.admin_dsn).open()
        with pytest.raises(StorageUnreachable, match=CLEAR):
            await answers(newcomer)
    finally:
        await server.start()
    await back(database)
    await back(newcomer)
    await newcomer.close()
    await asyncio.gather(*(answers(database) for _ in range(6)))


async def test_a_transaction_cut_off_by_a_stop_is_said_clearly_and_rolled_back(
    server: EmbeddedPostgres, database: Database
) -> None:
    """The desk would show a driver's English error, and half the work would stay."""
    async with database.reading() as connection:
        await connection.execute("CREATE TABLE IF NOT EXISTS kept (word text); TRUNCATE kept")

    async def cut_off() -> None:
        async with database.writing() as connection:
            await connection.execute("INSERT INTO kept VALUES ('nửa chừng')")
            await server.stop()
            await connection.execute("INSERT INTO kept VALUES ('không tới')")

    with pytest.raises(StorageUnreachable, match=CLEAR):
        await cut_off()
    await server.start()
    await back(database)
    async with database.reading() as connection:
        assert await connection.fetchval("SELECT count(*) FROM kept") == 0


async def test_the_crash_of_another_connection_is_said_clearly(server: EmbeddedPostgres, database: Database) -> None:
    """One backend killed by the system's memory guard ends all others: they got an error nobody translated."""
    victim = await asyncpg.connect(server.admin_dsn)

    async def interrupted() -> None:
        async with database.reading() as connection:
            await connection.execute("SELECT pg_sleep(20)")

    waiting = asyncio.create_task(interrupted())
    await asyncio.sleep(0.2)
    os.kill(victim.get_server_pid(), signal.SIGKILL)
    with pytest.raises(StorageUnreachable, match=CLEAR):
        await waiting
    await back(database)
    victim.terminate()


async def test_an_address_that_is_none_is_no_outage() -> None:
    """Somebody would wait for a server to come back that a wrong setting never named."""
    with pytest.raises(asyncpg.ClientConfigurationError):
        await Database("kho: không phải địa chỉ").open()


async def test_a_pool_that_closes_is_no_mistake_of_whoever_comes_late(server: EmbeddedPostgres) -> None:
    """A worker that ends while a step is under way: another worker goes on with the step, as after an outage."""
    closing = await Database(server.admin_dsn, max_size=1).open()
    async with closing.reading():
        ends = asyncio.create_task(closing.close())
        await asyncio.sleep(0)
        with pytest.raises(StorageUnreachable, match=CLEAR):
            await answers(closing)
    await ends


async def test_a_server_with_no_place_left_is_said_clearly(storage: Storage) -> None:
    """Too many processes at once: the newcomer must hear "try again", not a driver's error."""
    name = storage.dsn.rsplit("/", 1)[1]
    await storage.admin.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 0")
    newcomer = await Database(storage.app_dsn).open()
    try:
        with pytest.raises(StorageUnreachable, match=CLEAR):
            await answers(newcomer)
    finally:
        await storage.admin.execute(f"ALTER DATABASE {name} CONNECTION LIMIT -1")
    await back(newcomer)
    await newcomer.close()


async def test_before_it_is_opened_it_is_unreachable(server: EmbeddedPostgres) -> None:
    """A part built in the wrong order must say so in the same words."""
    with pytest.raises(StorageUnreachable, match=CLEAR):
        await answers(Database(server.admin_dsn))


async def test_our_own_mistakes_are_not_called_an_outage(database: Database) -> None:
    """A wrong statement that is "tried again" for ever hides the mistake."""
    with pytest.raises(asyncpg.PostgresError):
        async with database.reading() as connection:
            await connection.fetchval("SELECT * FROM no_such_table")
    assert await answers(database) == 1
