"""The drill by the clock: the newest backup, in a scratch database, held against the ledger in use."""

import asyncio
from pathlib import Path

import pytest

from activities.storage.checks import CheckName
from newsroom.stages import Act
from tests.support.storages import Storage
from workers.upkeep.backup import backup
from workers.upkeep.drilling import drill_newest, newest
from workers.upkeep.errors import BackupDamaged, BackupStray, NoBackup

pytestmark = pytest.mark.trust


async def noted(storage: Storage) -> tuple[bool, str]:
    check = (await storage.stores.checks.latest())[CheckName.DRILL]
    return check.ok, check.note


async def test_the_newest_backup_is_brought_back_and_nothing_is_left(own_storage: Storage, tmp_path: Path) -> None:
    await own_storage.submit()
    await backup(own_storage.settings, own_storage.dsn, tmp_path)
    await asyncio.sleep(1.1)  # the name of a backup tells its second
    article_id = await own_storage.submit()
    latest, _ = await backup(own_storage.settings, own_storage.dsn, tmp_path)
    await own_storage.done(Act.FINISH_EDIT, article_id)
    dump, restored = await drill_newest(own_storage.settings, own_storage.dsn, tmp_path)
    assert dump == latest
    assert restored.manifest.contents.head.seq == (await own_storage.stores.ledger.head()).seq - 1
    assert (await noted(own_storage))[0]
    left = await own_storage.rows("SELECT FROM pg_database WHERE datname LIKE 'toasoan\\_thu\\_%'")
    assert left == []


async def test_a_bad_drill_is_noted_for_the_watch(own_storage: Storage, tmp_path: Path) -> None:
    """Nothing to try, a damaged file, and a whole backup of another ledger."""
    with pytest.raises(NoBackup):
        await drill_newest(own_storage.settings, own_storage.dsn, tmp_path)
    assert not (await noted(own_storage))[0]
    await own_storage.submit()
    dump, _ = await backup(own_storage.settings, own_storage.dsn, tmp_path)
    (tmp_path / "toasoan-dở.dump").write_bytes(b"")
    assert newest(tmp_path) == dump, "one without a manifest was never finished"
    await own_storage.admin.execute("UPDATE ledger SET hash = repeat('0', 64)")
    with pytest.raises(BackupStray):
        await drill_newest(own_storage.settings, own_storage.dsn, tmp_path)
    dump.write_bytes(b"x")
    with pytest.raises(BackupDamaged):
        await drill_newest(own_storage.settings, own_storage.dsn, tmp_path)
    ok, note = await noted(own_storage)
    assert not ok
    assert "SHA-256" in note
