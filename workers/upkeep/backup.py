"""Making a backup: one snapshot, dumped by PostgreSQL's own program, with a manifest beside it."""

import asyncio
import os
import uuid
from datetime import datetime
from pathlib import Path
from typing import Final

from activities.storage.checks import CheckName, CheckStore
from activities.storage.database import Database
from activities.storage.timeouts import BACKUP
from activities.storage.upkeep.whole import Contents, server_major, snapshot
from workers.settings import Settings
from workers.upkeep.manifest import Manifest, only_ours, sha256_of, written
from workers.upkeep.programs import program, run_program

_FOLDER_ONLY_OURS: Final = 0o700


async def backup(settings: Settings, dsn: str, folder: Path) -> tuple[Path, Manifest]:
    """The dump that was made, with its manifest.

    Shape: `dsn` is the administrator's; whatever is written meanwhile is wholly outside; a dump that fails leaves
    nothing behind.
    Errors: CareTrouble.
    """
    major = await asyncio.to_thread(server_major, dsn)
    pg_dump = await program(settings, "pg_dump", major)
    folder.mkdir(mode=_FOLDER_ONLY_OURS, parents=True, exist_ok=True)
    partial = folder / f".{uuid.uuid4().hex}.partial"
    os.close(only_ours(partial))
    try:
        at, contents = await _dumped(pg_dump, dsn, partial)
        manifest = Manifest(made_at=at, postgres_major=major, contents=contents, sha256=await sha256_of(partial))
        dump = written(manifest, partial)
    finally:
        partial.unlink(missing_ok=True)
    await _recorded(dsn, manifest, dump)
    return dump, manifest


async def _dumped(pg_dump: Path, dsn: str, partial: Path) -> tuple[datetime, Contents]:
    # The snapshot stays open while the dump is made, so that manifest and dump tell of the same instant.
    opened = snapshot(dsn)
    name, at, contents = await asyncio.to_thread(opened.__enter__)
    try:
        # pg_dump lifts all time-outs of its session; this is how it is told to wait for no table for ever.
        waits = f"--lock-wait-timeout={round(BACKUP.lock.total_seconds())}s"
        options = ("--format=custom", waits, f"--snapshot={name}", f"--file={partial}")
        await run_program(pg_dump, BACKUP.on(dsn), *options)
    finally:
        await asyncio.to_thread(opened.__exit__, None, None, None)
    return at, contents


async def _recorded(dsn: str, manifest: Manifest, dump: Path) -> None:
    head = manifest.contents.head
    note = f"{dump.name}: sổ ghi đến dòng {head.seq}, {dump.stat().st_size} byte."
    database = await Database(dsn, max_size=1, time_outs=BACKUP).open()
    try:
        await CheckStore(database).record(CheckName.BACKUP, True, note, manifest.made_at)
    finally:
        await database.close()
