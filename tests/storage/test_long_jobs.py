"""Long jobs and starts: not cut by the time-outs of others, and holding nobody up for ever themselves."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from activities.storage.administrator import connected
from activities.storage.audit import chain
from activities.storage.audit.chain import Ledger
from activities.storage.boards import BoardStore
from activities.storage.database import StorageBusy
from activities.storage.migrate import migrate
from activities.storage.timeouts import BACKUP
from activities.storage.upkeep import whole
from newsroom.ledger.chain import faults as chain_faults
from tests.storage.held import LONG, MATTER_ACTS, SHORT, held, opened
from tests.support.live import eventually
from tests.support.storages import Storage
from workers.running.worker import move_at_start
from workers.upkeep import backup as backing_up
from workers.upkeep import programs
from workers.upkeep.backup import backup
from workers.upkeep.errors import ProgramFailed

_WAITS = "SELECT FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE datname = current_database() AND NOT granted"


async def test_a_long_check_of_the_ledger_is_not_cut(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ledger of years takes longer than any act may."""
    await storage.submit()
    checked = chain_faults

    def slowly(*given: Any) -> Any:
        found = checked(*given)
        asyncio.run(asyncio.sleep(1.2))
        return found

    monkeypatch.setattr(chain, "faults", slowly)
    async with opened(storage.app_dsn, SHORT) as pool:
        assert await Ledger(pool).faults() == ()


async def test_a_long_backup_is_not_cut(own_storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The snapshot says nothing while the dump is made: by the time-outs of others it would be ended."""
    name = whole.database_of(own_storage.dsn)
    for setting in ("idle_in_transaction_session_timeout", "statement_timeout", "transaction_timeout"):
        await own_storage.admin.execute(f"ALTER DATABASE {name} SET {setting} = '700ms'")
    run = programs.run_program

    async def slowly(*given: Any) -> None:
        await asyncio.sleep(1.5)
        await run(*given)

    monkeypatch.setattr(backing_up, "run_program", slowly)
    dump, manifest = await backup(own_storage.settings, own_storage.dsn, tmp_path)
    assert dump.exists()
    assert manifest.contents.counts["token_leases"] == 0


async def test_a_backup_waits_for_no_table_for_ever(
    own_storage: Storage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """pg_dump lifts the time-outs of its session, so that the lock's must be told to it alone."""
    run, brief = programs.run_program, replace(BACKUP, lock=timedelta(seconds=1))

    async def waited_for() -> bool:
        # A session of its own: the storage's is the one that waits.
        with connected(own_storage.dsn, SHORT, autocommit=True) as session:
            return session.execute(_WAITS).rowcount > 0

    async def behind_a_change(*given: Any) -> None:
        # It waits for the snapshot, the dump waits for it, and the snapshot stays until the dump is there.
        change = asyncio.create_task(own_storage.admin.execute("ALTER TABLE board_drafts ADD COLUMN late int"))
        await eventually(waited_for)
        try:
            async with asyncio.timeout(15):
                await run(*given)
        finally:
            change.cancel()

    monkeypatch.setattr(backing_up, "run_program", behind_a_change)
    monkeypatch.setattr(backing_up, "BACKUP", brief)
    with pytest.raises(ProgramFailed, match="statement timeout"):
        await backup(own_storage.settings, own_storage.dsn, tmp_path)


async def test_a_migration_behind_a_held_table_gives_up_in_words(own_storage: Storage) -> None:
    """Whoever waits to change a table holds up all who come after him, the whole newsroom."""
    async with opened(own_storage.app_dsn, LONG) as other, held(other, "SELECT FROM articles"):
        with pytest.raises(StorageBusy), connected(own_storage.dsn, SHORT, autocommit=True) as session:
            await asyncio.to_thread(session.execute, "ALTER TABLE articles ADD COLUMN late int")
    assert await asyncio.to_thread(migrate, own_storage.dsn, app_password=None) == ()


async def test_articles_are_moved_at_the_start_as_soon_as_the_storage_lets_us(storage: Storage) -> None:
    """A worker that began behind a held lock never served anything."""
    async with opened(storage.app_dsn, LONG) as other, opened(storage.app_dsn, SHORT) as pool:
        moves = type(storage.stores.moves)(pool, BoardStore(pool, storage.stores.powers))
        async with held(other, MATTER_ACTS):
            moving = asyncio.create_task(move_at_start(moves, timedelta(seconds=0.1)))
            await asyncio.sleep(0.6)
            assert not moving.done()
        async with asyncio.timeout(8):
            await moving
