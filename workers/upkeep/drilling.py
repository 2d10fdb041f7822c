"""The drill: the newest backup brought back into a scratch database, proven, and held against the ledger in use."""

import asyncio
from pathlib import Path

from activities.storage.checks import CheckName, CheckStore
from activities.storage.database import Database, now
from activities.storage.timeouts import RESTORE
from activities.storage.upkeep import whole
from workers.settings import Settings
from workers.upkeep.errors import BackupStray, NoBackup, UpkeepTrouble
from workers.upkeep.manifest import manifest_of
from workers.upkeep.restore import Restored, drill


async def drill_newest(settings: Settings, dsn: str, folder: Path) -> tuple[Path, Restored]:
    """The newest backup of a folder, once it has been brought back into a scratch database and proven.

    Shape: the result is noted as a check, the bad one too, so that the watch tells of it. Only the scratch database is
    ever dropped.
    Errors: UpkeepTrouble.
    """
    try:
        dump = newest(folder)
        restored = await drill(settings, dsn, dump)
        head = restored.manifest.contents.head
        if await asyncio.to_thread(whole.mark_of, dsn, head.seq) != head.hash:
            raise BackupStray(dump, head.seq)
    except UpkeepTrouble as trouble:
        await _noted(dsn, str(trouble), ok=False)
        raise
    await _noted(dsn, f"{dump.name}: sổ ghi đến dòng {head.seq}, khớp bản kê và sổ đang dùng.", ok=True)
    return dump, restored


def newest(folder: Path) -> Path:
    """The newest finished backup of a folder: one without its manifest was never finished. Errors: NoBackup."""
    finished = [dump for dump in folder.glob("*.dump") if manifest_of(dump).exists()]
    if not finished:
        raise NoBackup(folder)
    return max(finished, key=lambda dump: (dump.stat().st_mtime, dump.name))


async def _noted(dsn: str, note: str, *, ok: bool) -> None:
    database = await Database(dsn, max_size=1, time_outs=RESTORE).open()
    try:
        await CheckStore(database).record(CheckName.DRILL, ok, note, now())
    finally:
        await database.close()
