"""PostgreSQL's own programs: which pg_dump and pg_restore to use, and running one."""

import asyncio
import os
import re
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit, urlunsplit

from workers.embedded.errors import ProgramMissing
from workers.embedded.postgres_home import programs_for
from workers.settings import Settings
from workers.upkeep.errors import ProgramFailed, ProgramsMissing

_VERSION: Final = re.compile(r"\) (\d+)")


async def program(settings: Settings, name: str, at_least: int) -> Path:
    """The first program of that name that is new enough: of the setting, of the path, of the embedded server.

    Errors: ProgramsMissing, naming what was found.
    """
    found: dict[Path, int] = {}
    for path in _candidates(settings, name):
        found[path] = await _major(path)
        if found[path] >= at_least:
            return path
    raise ProgramsMissing(name, at_least, found)


async def run_program(path: Path, dsn: str, *arguments: str) -> None:
    """Run a program against a database; the password travels in its environment, where no list of processes shows it.

    Errors: ProgramFailed with what it said.
    """
    parts = urlsplit(dsn)
    shown = urlunsplit(parts._replace(netloc=f"{parts.username}@{parts.hostname}:{parts.port or 5432}"))
    child = await asyncio.create_subprocess_exec(
        path,
        f"--dbname={shown}",
        *arguments,
        env={**os.environ, "PGPASSWORD": unquote(parts.password or ""), "LC_ALL": "C"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        _, said = await child.communicate()
    except asyncio.CancelledError:
        child.kill()
        await child.wait()
        raise
    if child.returncode != 0:
        raise ProgramFailed(path.name, said.decode(errors="replace"))


def _candidates(settings: Settings, name: str) -> list[Path]:
    on_path = [Path(path) for path in (shutil.which(name),) if path and settings.pg_bin is None]
    known = (*on_path, *(folder / name for folder in program_folders(settings)))
    return [path for path in known if path.exists()]


def program_folders(settings: Settings) -> tuple[Path, ...]:
    """Where the programs of PostgreSQL are that are not on the path: those set, else those that came along."""
    if settings.pg_bin is not None:
        return (settings.pg_bin,)
    with suppress(ProgramMissing):
        return (programs_for(None),)
    return ()


async def _major(path: Path) -> int:
    child = await asyncio.create_subprocess_exec(
        path, "--version", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL
    )
    said, _ = await child.communicate()
    read = _VERSION.search(said.decode(errors="replace"))
    return int(read.group(1)) if read else 0
