"""What lies beside every backup: what it must hold, so that a restore can tell whether it is all there."""

import asyncio
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import TypeAdapter, ValidationError

from activities.storage.upkeep.whole import Contents
from newsroom.working_time import local
from workers.upkeep.errors import BackupDamaged

_ONLY_OURS: Final = 0o600


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One backup. Shape: `made_at` is the instant of the snapshot; `sha256` is of the dump beside the manifest."""

    made_at: datetime
    postgres_major: int
    contents: Contents
    sha256: str

    @property
    def name(self) -> str:
        """The name that tells the hour (of Việt Nam) and the end of the ledger."""
        head = self.contents.head
        return f"toasoan-{local(self.made_at):%Y%m%d-%H%M%S}-dong{head.seq}-{head.hash[:8]}"


_READ: Final = TypeAdapter(Manifest)


def manifest_of(dump: Path) -> Path:
    """Where the manifest of a dump lies."""
    return dump.with_suffix(".json")


def written(manifest: Manifest, partial: Path) -> Path:
    """The dump in its place with its manifest beside it.

    Shape: the manifest comes last, so a dump without one was never finished. Readable for the owner only.
    """
    dump = partial.with_name(f"{manifest.name}.dump")
    fresh = partial.with_suffix(".manifest")
    text = json.dumps(asdict(manifest), default=datetime.isoformat, ensure_ascii=False, indent=2)
    with os.fdopen(only_ours(fresh), "w", encoding="utf-8") as file:
        file.write(f"{text}\n")
    partial.rename(dump)
    fresh.rename(manifest_of(dump))
    return dump


async def trusted(dump: Path) -> Manifest:
    """The manifest of a dump that is byte for byte what was written. Errors: BackupDamaged."""
    try:
        manifest = _READ.validate_json(manifest_of(dump).read_bytes())
        found = await sha256_of(dump)
    except FileNotFoundError as missing:
        raise BackupDamaged(dump, f"thiếu tệp {missing.filename}") from missing
    except (OSError, ValidationError) as wrong:
        raise BackupDamaged(dump, "bản kê không đọc được") from wrong
    if found != manifest.sha256:
        raise BackupDamaged(dump, "nội dung khác với lúc sao lưu (sai mã SHA-256)")
    return manifest


async def sha256_of(file: Path) -> str:
    """The hex SHA-256 of a file of any size."""

    def digest() -> str:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()

    return await asyncio.to_thread(digest)


def only_ours(file: Path) -> int:
    """The descriptor of a new file that nobody else may read: a backup holds texts and sealed tokens."""
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _ONLY_OURS)
