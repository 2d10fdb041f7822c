"""Backups on a real server, by PostgreSQL's own programs: made, proven, refused, and brought back."""

import asyncio
import contextlib
import itertools
import json
import stat
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio
from pydantic import SecretStr

from activities.storage.migrate import app_dsn
from activities.storage.upkeep import whole
from newsroom.stages import Act
from tests.support.storages import PRIVILEGES, Building, Storage
from workers.upkeep.backup import backup
from workers.upkeep.errors import (
    BackupDamaged,
    BackupTooNew,
    ProgramFailed,
    ProgramsMissing,
    RestoredDiffers,
    TargetInUse,
    TargetNotEmpty,
    UpkeepTrouble,
)
from workers.upkeep.manifest import Manifest, manifest_of
from workers.upkeep.restore import drill, restore
from workers.wiring.stores import opened_stores

_NAMES: Iterator[str] = (f"restored_{n}" for n in itertools.count(1))


@pytest_asyncio.fixture(loop_scope="session")
async def target(building: Building) -> AsyncIterator[str]:
    """The address of a database that is not there yet; whatever came of it is gone in the end."""
    name = next(_NAMES)
    yield building.dsn(name)
    for left in [found for found in await databases(building) if name in found]:
        await asyncio.to_thread(whole.drop, building.dsn(left))


async def databases(building: Building) -> set[str]:
    server = await asyncpg.connect(building.admin_dsn)
    try:
        return {row[0] for row in await server.fetch("SELECT datname FROM pg_database")}
    finally:
        await server.close()


async def saved(storage: Storage, folder: Path) -> tuple[Path, Manifest]:
    """A backup of a room with an approved article."""
    await storage.approved()
    return await backup(storage.settings, storage.dsn, folder)


@contextlib.asynccontextmanager
async def _moved(storage: Storage, dsn: str) -> AsyncIterator[Storage]:
    """The same room in another database."""
    address = SecretStr(app_dsn(dsn, storage.settings.app_database_password.get_secret_value()))
    settings = storage.settings.model_copy(update={"database_url": address})
    async with opened_stores(settings) as stores:
        yield replace(storage, settings=settings, dsn=dsn, stores=stores)


def rewritten(dump: Path, **changed: object) -> None:
    """The manifest of a dump, saying something else."""
    said = json.loads(manifest_of(dump).read_text(encoding="utf-8"))
    said["contents"] |= changed
    manifest_of(dump).write_text(json.dumps(said), encoding="utf-8")


async def test_what_was_saved_comes_back_with_its_ledger_and_its_rights(
    own_storage: Storage, target: str, tmp_path: Path
) -> None:
    """A backup that loses a row, a chain or a right is worse than none: people rely on it."""
    dump, manifest = await saved(own_storage, tmp_path)
    restored = await restore(own_storage.settings, target, dump)
    assert (restored.manifest, restored.aside, restored.migrated) == (manifest, "", ())
    found = await asyncio.to_thread(whole.contents, target)
    # The backup itself is noted in `checks` after its snapshot.
    counts = manifest.contents.counts
    # The line that tells of the restore, and who is asked to let the article go on.
    more = {"intents": 3, "ledger": counts["ledger"] + 1}
    more |= {table: counts[table] + 1 for table in ("notifications", "deliveries")}
    # No database before this one to ask which numbers were given since.
    more["numbers_unsure"] = 1
    assert found.counts == {**counts, **more}
    assert found.head.seq == (await own_storage.stores.ledger.head()).seq + 1
    connection = await asyncpg.connect(target)
    try:
        granted = await connection.fetch(
            "SELECT table_name, string_agg(privilege_type, ',' ORDER BY privilege_type) FROM "
            "information_schema.role_table_grants WHERE grantee = 'toasoan_app' GROUP BY table_name"
        )
        owner = await connection.fetchval("SELECT tableowner FROM pg_tables WHERE tablename = 'ledger'")
    finally:
        await connection.close()
    assert {row[0]: row[1] for row in granted} == PRIVILEGES
    assert owner == "toasoan_ledger"


async def test_every_open_text_is_looked_for_before_it_is_sent_again(
    own_storage: Storage, target: str, tmp_path: Path
) -> None:
    """Between the backup and the accident a text may have been posted: sending it blindly would show it twice."""
    dump, manifest = await saved(own_storage, tmp_path)
    restored = await restore(own_storage.settings, target, dump)
    connection = await asyncpg.connect(target)
    try:
        rows = await connection.fetch("SELECT state, attempt_started_at, amendment FROM intents")
    finally:
        await connection.close()
    assert restored.doubted == 3
    assert [tuple(row) for row in rows] == [("sending", manifest.made_at, "")] * 3


async def test_a_backup_is_private_and_is_noted(own_storage: Storage, tmp_path: Path) -> None:
    """It holds texts before publication; and the watch must know that it was made."""
    dump, manifest = await saved(own_storage, tmp_path / "backup")
    assert {file.name for file in dump.parent.iterdir()} == {dump.name, manifest_of(dump).name}
    for path in (dump, manifest_of(dump)):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(dump.parent.stat().st_mode) == 0o700
    check = (await own_storage.stores.checks.latest())["backup"]
    assert (check.ok, check.at) == (True, manifest.made_at)
    assert f"dòng {manifest.contents.head.seq}" in check.note


async def test_the_manifest_tells_of_the_instant_of_the_dump(own_storage: Storage, target: str, tmp_path: Path) -> None:
    """While a backup is made the newsroom goes on: what comes after the snapshot is in neither of the two."""
    await own_storage.submit()
    busy = asyncio.create_task(_submitting(own_storage))
    dump, manifest = await backup(own_storage.settings, own_storage.dsn, tmp_path)
    busy.cancel()
    assert (await restore(own_storage.settings, target, dump)).manifest == manifest


async def _submitting(storage: Storage) -> None:
    while True:
        await storage.submit()


async def test_a_drill_proves_the_backup_and_leaves_nothing(
    own_storage: Storage, building: Building, tmp_path: Path
) -> None:
    """It is run every week on the server in use: it must not fill it, nor change what is in use."""
    dump, manifest = await saved(own_storage, tmp_path)
    before, rows = await databases(building), await own_storage.everything()
    assert (await drill(own_storage.settings, own_storage.dsn, dump)).manifest == manifest
    assert await databases(building) == before
    assert await own_storage.everything() == rows


async def test_a_dump_that_was_touched_is_refused(own_storage: Storage, target: str, tmp_path: Path) -> None:
    """One flipped bit may be a changed decision."""
    dump, _ = await saved(own_storage, tmp_path)
    data = bytearray(dump.read_bytes())
    data[len(data) // 2] ^= 1
    dump.write_bytes(data)
    with pytest.raises(BackupDamaged, match="SHA-256"):
        await restore(own_storage.settings, target, dump)
    manifest_of(dump).unlink()
    with pytest.raises(BackupDamaged, match=r"thiếu tệp .*\.json"):
        await drill(own_storage.settings, target, dump)
    assert await asyncio.to_thread(whole.is_empty, target)


@pytest.mark.parametrize(
    "lie", [{"counts": {"articles": 7}}, {"head": {"seq": 99, "hash": "f" * 64}}], ids=["a count", "the ledger's end"]
)
async def test_what_differs_from_the_manifest_is_never_put_in_use(
    own_storage: Storage, building: Building, tmp_path: Path, lie: dict[str, object]
) -> None:
    """The file is whole, and still is not what was saved: the database in use stays, the attempt is cleared away."""
    dump, _ = await saved(own_storage, tmp_path)
    rewritten(dump, **lie)
    before = await databases(building)
    with pytest.raises(RestoredDiffers):
        await drill(own_storage.settings, own_storage.dsn, dump)
    assert await databases(building) == before


async def test_a_ledger_broken_before_the_backup_is_found(own_storage: Storage, tmp_path: Path) -> None:
    """A faithful copy of a forged ledger is still a forged ledger."""
    await own_storage.approved()
    await own_storage.admin.execute("UPDATE ledger SET body = replace(body, 'accepted', 'refused') WHERE seq = 3")
    dump, _ = await backup(own_storage.settings, own_storage.dsn, tmp_path)
    with pytest.raises(RestoredDiffers, match="3"):
        await drill(own_storage.settings, own_storage.dsn, dump)


async def test_a_backup_of_a_later_version_is_refused(own_storage: Storage, tmp_path: Path) -> None:
    """An old program over a new database would write what the new one does not expect."""
    dump, manifest = await saved(own_storage, tmp_path)
    rewritten(dump, migrations=[*manifest.contents.migrations, "9999-later"])
    with pytest.raises(BackupTooNew, match="9999-later"):
        await drill(own_storage.settings, own_storage.dsn, dump)


async def test_a_database_in_use_or_with_data_is_not_overwritten(
    own_storage: Storage, building: Building, target: str, tmp_path: Path
) -> None:
    """A slip of the hand on the wrong server must not cost a newsroom; and what is replaced is kept."""
    dump, _ = await saved(own_storage, tmp_path)
    await restore(own_storage.settings, target, dump)
    with pytest.raises(TargetNotEmpty, match="--replace"):
        await restore(own_storage.settings, target, dump)
    session = await asyncpg.connect(target)
    try:
        await session.execute("UPDATE articles SET title = 'sau khi phục hồi'")
        with pytest.raises(TargetInUse, match="1 kết nối"):
            await restore(own_storage.settings, target, dump, replace=True)
    finally:
        await session.close()
    again = await restore(own_storage.settings, target, dump, replace=True)
    aside = await asyncpg.connect(building.dsn(again.aside))
    try:
        assert await aside.fetchval("SELECT title FROM articles") == "sau khi phục hồi"
    finally:
        await aside.close()


async def test_somebody_who_comes_in_at_the_last_moment_stops_the_change(
    own_storage: Storage, building: Building
) -> None:
    """Half of two renames would leave the newsroom without a database."""
    fresh = building.dsn(next(_NAMES))
    await asyncio.to_thread(whole.make_fresh, fresh)
    try:
        before = await databases(building)
        assert not await asyncio.to_thread(
            whole.put_in_place, own_storage.dsn, whole.database_of(fresh), "restored_aside"
        )
        assert await databases(building) == before
        session = await asyncpg.connect(fresh)
        try:
            nowhere = building.dsn(next(_NAMES))
            assert not await asyncio.to_thread(whole.put_in_place, nowhere, whole.database_of(fresh), "restored_aside")
        finally:
            await session.close()
    finally:
        await asyncio.to_thread(whole.drop, fresh)


async def test_an_article_goes_on_after_a_restore(own_storage: Storage, target: str, tmp_path: Path) -> None:
    """The application writes its ledger on where the backup ended, under its own role."""
    article_id = await own_storage.submit()
    dump, manifest = await backup(own_storage.settings, own_storage.dsn, tmp_path)
    await restore(own_storage.settings, target, dump)
    async with _moved(own_storage, target) as storage:
        await storage.done(Act.FINISH_EDIT, article_id)
        assert (await storage.stores.ledger.head()).seq == manifest.contents.head.seq + 2
        assert await storage.stores.ledger.faults() == ()


@pytest.mark.parametrize("said", ["pg_dump (PostgreSQL) 9.6.24", "nothing of the kind"])
async def test_programs_that_are_too_old_are_named(own_storage: Storage, tmp_path: Path, said: str) -> None:
    """An old pg_dump fails half-way with English words; it is told before anything begins."""
    _program(tmp_path, f'echo "{said}"')
    settings = own_storage.settings.model_copy(update={"pg_bin": tmp_path})
    with pytest.raises(ProgramsMissing, match="Cần pg_dump bản 18 trở lên"):
        await backup(settings, own_storage.dsn, tmp_path / "backup")


async def test_a_dump_that_fails_leaves_nothing_and_notes_nothing(own_storage: Storage, tmp_path: Path) -> None:
    """Half a backup under a good name, or a note of one that failed, is found out on the day it is needed."""
    _program(
        tmp_path, 'case "$1" in --version) echo "pg_dump (PostgreSQL) 18.1";; *) echo "disk full" >&2; exit 1;; esac'
    )
    settings = own_storage.settings.model_copy(update={"pg_bin": tmp_path})
    with pytest.raises(ProgramFailed, match="disk full") as failed:
        await backup(settings, own_storage.dsn, tmp_path / "backup")
    assert isinstance(failed.value, UpkeepTrouble)
    assert list((tmp_path / "backup").iterdir()) == []
    assert "backup" not in await own_storage.stores.checks.latest()


def _program(folder: Path, body: str) -> None:
    program = folder / "pg_dump"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
