"""Time-outs on the real server: what each connection is told, and that whoever has vanished frees what he held."""

import asyncio
import contextlib
import os
import signal
import socket
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from activities.storage import administrator, database
from activities.storage.administrator import connected
from activities.storage.database import Database, StorageBusy, StorageTooOld, StorageUnreachable
from activities.storage.ledger import append
from activities.storage.migrate import migrate
from activities.storage.timeouts import DESK, GIVEN_UP_AFTER, PROFILES, TimeOuts
from newsroom.ledger.matter_acts import BoardAdopted
from newsroom.stages import Act
from tests.storage.held import LONG, MATTER_ACTS, SHORT, held, opened
from tests.support.samples import NOW
from tests.support.storages import Storage
from workers.commands.carrying_out import told
from workers.embedded.postgres import EmbeddedPostgres

SETTINGS = tuple(DESK.settings())


async def _said(dsn: str, profile: TimeOuts, *, by: str) -> dict[str, str]:
    query = "SELECT name, setting FROM pg_settings WHERE name = ANY({})"
    if by == "libpq":
        with connected(dsn, profile) as session:
            return dict(session.execute(query.format("%s"), (list(SETTINGS),)).fetchall())
    async with opened(dsn, profile) as pool:
        way = pool.apart(profile) if by == "apart" else pool.reading()
        async with way as connection:
            return dict(await connection.fetch(query.format("$1"), SETTINGS))


@pytest.mark.parametrize("by", ["pool", "apart", "libpq"])
@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.name)
async def test_every_connection_is_told_its_time_outs(storage: Storage, profile: TimeOuts, by: str) -> None:
    """One way in without them, and one vanished client stops the newsroom for two hours."""
    assert await _said(storage.dsn, profile, by=by) == profile.settings()
    assert all(int(value) > 0 for name, value in profile.settings().items() if name != "application_name")


def test_each_profile_gives_up_in_the_order_that_names_the_cause() -> None:
    """The server speaks first: it knows whether it was a lock, a statement or a transaction."""
    for profile in PROFILES:
        assert profile.lock < profile.statement <= profile.transaction
        assert profile.statement <= profile.command
    assert len({profile.name for profile in PROFILES}) == len(PROFILES)


async def test_our_side_of_the_line_finds_out_too(storage: Storage) -> None:
    """A server that vanished would be waited for until the system's two hours are over."""
    async with storage.stores.database.reading() as connection:
        line = connection._con._transport.get_extra_info("socket")
        assert line.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        kept = [line.getsockopt(socket.IPPROTO_TCP, each) for each in (socket.TCP_KEEPIDLE, socket.TCP_USER_TIMEOUT)]
    assert kept == [10, GIVEN_UP_AFTER.seconds * 1000]


async def _take_the_head(connection: Any) -> None:
    await append(connection, BoardAdopted(at=NOW, by="", version=1, digest=""))


@pytest.mark.parametrize("what", ["deeds", "article", "head"])
async def test_what_a_vanished_client_holds_is_freed_and_the_next_act_succeeds(storage: Storage, what: str) -> None:
    """The newsroom stood still until an engineer ended the session by hand."""
    article_id = await storage.submit()
    holds = {
        "deeds": MATTER_ACTS,
        "article": f"SELECT FROM articles WHERE id = '{article_id}' FOR UPDATE",
        "head": _take_the_head,
    }
    before = await storage.stores.ledger.head()
    idle = replace(SHORT, transaction=timedelta(minutes=1))
    async with opened(storage.app_dsn, idle) as vanished, held(vanished, holds[what]), asyncio.timeout(8):
        if what == "deeds":
            await storage.stores.moves.move("test")
        else:
            await storage.done(Act.FINISH_EDIT, article_id)
    # What the vanished one had begun is undone.
    assert (await storage.stores.ledger.head()).seq == before.seq + (what != "deeds")


async def test_a_transaction_that_never_ends_is_ended(storage: Storage) -> None:
    """A client that says something now and then is never idle."""

    async def never_done(pool: Database) -> None:
        async with pool.writing() as connection:
            await connection.execute("INSERT INTO board_drafts VALUES ('never', '', now())")
            while True:
                await connection.execute("SELECT 1")
                await asyncio.sleep(0.05)

    async with opened(storage.app_dsn, SHORT) as pool, asyncio.timeout(8):
        with pytest.raises(StorageUnreachable):
            await never_done(pool)
        async with pool.reading() as connection:
            assert await connection.fetchval("SELECT count(*) FROM board_drafts WHERE digest = 'never'") == 0


async def test_who_waits_too_long_for_a_lock_hears_that_the_storage_is_busy(storage: Storage) -> None:
    """Told that the storage cannot be reached, the engineer goes to a server that is well."""
    article_id = await storage.submit()
    async with opened(storage.app_dsn, LONG) as other, opened(storage.app_dsn, SHORT) as pool:
        row = f"SELECT FROM articles WHERE id = '{article_id}' FOR UPDATE"
        async with held(other, row):
            with pytest.raises(StorageBusy, match="đang bận"):
                async with pool.writing() as connection:
                    await connection.execute(row)
        async with pool.writing() as connection:
            await connection.execute(row)


async def test_a_statement_without_end_is_cut(storage: Storage) -> None:
    """One query over all that ever was keeps a connection, and a person, for ever."""
    async with opened(storage.app_dsn, SHORT) as pool:
        with pytest.raises(StorageBusy):
            async with pool.reading() as connection:
                await connection.execute("SELECT pg_sleep(60)")
        async with pool.reading() as connection:
            assert await connection.fetchval("SELECT 1") == 1


async def test_deadlocked_acts_are_tried_again(storage: Storage) -> None:
    """The one that Postgres picks as the victim was told of an unforeseen error."""
    first, second = await storage.submit(), await storage.submit()
    met = asyncio.Barrier(2)

    async def lock(*ids: str) -> None:
        async with storage.stores.database.writing() as connection:
            for article_id in ids:
                await connection.execute("SELECT FROM articles WHERE id = $1 FOR UPDATE", article_id)
                if article_id == ids[0]:
                    await met.wait()

    ended = await asyncio.gather(lock(first, second), lock(second, first), return_exceptions=True)
    assert [type(each) for each in ended if each] == [StorageBusy]


async def _frozen(pool: Database, postmaster: int, thawed: contextlib.ExitStack) -> None:
    async with asyncio.timeout(20), pool.writing() as connection:
        for process in (postmaster, connection.get_server_pid()):
            os.kill(process, signal.SIGSTOP)
            thawed.callback(os.kill, process, signal.SIGCONT)
        await connection.fetchval("SELECT 1")


async def test_a_server_that_says_nothing_more_is_given_up(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No time-out of a server that is frozen, or whose host is gone, can help: ours must."""
    async with EmbeddedPostgres(Path(tmp_path_factory.mktemp("silent")), durable=False) as server:
        assert server.pid
        async with opened(server.admin_dsn, SHORT) as pool:
            with contextlib.ExitStack() as thawed, pytest.raises(StorageUnreachable):
                await _frozen(pool, server.pid, thawed)
            async with pool.writing() as connection:
                assert await connection.fetchval("SELECT 1") == 1


@pytest.mark.parametrize("way", ["version", "refusal"])
async def test_a_server_that_is_too_old_is_refused_in_words(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """A server of before 17 refuses the connection in English, or lets transactions live for ever."""
    profile: TimeOuts = DESK
    if way == "version":
        monkeypatch.setattr(database, "OLDEST_SERVER", 99)
        monkeypatch.setattr(administrator, "OLDEST_SERVER", 99)
    else:
        profile = _Unheard(**{name: getattr(DESK, name) for name in DESK.__slots__})
    with pytest.raises(StorageTooOld, match="bản 17") as refused:
        await Database(storage.app_dsn, time_outs=profile).open()
    assert told(refused.value) == 1
    with pytest.raises(StorageTooOld), connected(storage.dsn, profile):
        pass
    if way == "version":
        with pytest.raises(StorageTooOld):
            await asyncio.to_thread(migrate, storage.dsn, app_password=None)


class _Unheard(TimeOuts):
    """Asks for a setting that this server does not know, as an older one does not know the transaction's."""

    __slots__ = ()

    def settings(self) -> dict[str, str]:
        return {**TimeOuts.settings(self), "transaction_timeout_unheard": "1"}


async def test_a_frozen_client_hears_that_it_was_too_slow(storage: Storage) -> None:
    """It must not believe that its transaction still stands."""

    async def too_slow(pool: Database) -> None:
        async with pool.writing() as connection:
            await connection.execute(MATTER_ACTS)
            await asyncio.sleep(0.8)
            await connection.execute("SELECT 1")

    async with opened(storage.app_dsn, SHORT) as pool:
        with pytest.raises(StorageUnreachable):
            await too_slow(pool)
        async with pool.writing() as connection:
            assert await connection.fetchval("SELECT 1") == 1


async def test_all_of_it_costs_a_statement_nothing(storage: Storage) -> None:
    """Settings at each use would be a question to the server more for each act."""
    async with storage.stores.database.reading() as connection:
        queries = connection._con
        assert isinstance(queries, asyncpg.Connection)
        first = connection.get_server_pid()
    asked: list[str] = []
    queries.add_query_logger(lambda record: asked.append(record.query))
    async with storage.stores.database.reading() as connection:
        assert connection.get_server_pid() == first
        await connection.fetchval("SELECT 1")
    assert asked == ["SELECT 1"]


async def test_whoever_finds_no_free_connection_is_told_so_in_time(storage: Storage) -> None:
    """A pool that others hold was waited for without an end."""
    async with (
        opened(storage.dsn, replace(LONG, command=timedelta(seconds=1))) as pool,
        contextlib.AsyncExitStack() as all_of_it,
    ):
        for _ in range(3):
            await all_of_it.enter_async_context(pool.reading())
        with pytest.raises(StorageBusy):
            async with asyncio.timeout(10), pool.reading():
                pass
        await all_of_it.aclose()
        async with pool.reading() as connection:
            assert await connection.fetchval("SELECT 1") == 1
