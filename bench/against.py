"""Another commit in the same rounds: its files and its own environment in a folder, driven by this commit's bench."""

import asyncio
import json
import os
import shutil
import subprocess
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

from bench.laps import Lap, Run
from bench.rig import foreign
from newsroom.errors import InvalidInput

_ROOT: Final = Path(__file__).parent.parent
_BENCH: Final = "bench"
_ENDS_WITHIN: Final = 60.0


@asynccontextmanager
async def driven(commit: str, folder: Path) -> AsyncIterator[Run]:
    """Laps of another commit's article, on servers of its own. Errors: InvalidInput (against)."""
    home = await asyncio.to_thread(made, commit, folder)
    process = await asyncio.create_subprocess_exec(
        str(home / "var" / "venv" / "bin" / "python"),
        *("-m", f"{_BENCH}.driver", str(home / "var" / _BENCH)),
        cwd=home,
        env=foreign(os.environ),
        stdin=PIPE,
        stdout=PIPE,
    )

    async def run(count: int, lanes: int) -> Lap:
        found = await _asked(process, f"{json.dumps({'count': count, 'lanes': lanes})}\n")
        return Lap(**found)

    try:
        await _asked(process, "")
        yield run
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await asyncio.wait_for(process.wait(), _ENDS_WITHIN)


def made(commit: str, folder: Path) -> Path:
    """Where a commit's files are with their environment, made where it is missing, and with the bench of today."""
    try:
        name = _git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}").decode().strip()
    except subprocess.CalledProcessError:
        raise InvalidInput("against", f"kho mã nguồn này không có bản “{commit}”.") from None
    home = folder / name[:12]
    if not home.exists():
        home.mkdir(parents=True)
        subprocess.run(["tar", "-x"], cwd=home, input=_git("archive", name), check=True)
    subprocess.run(["make", "setup"], cwd=home, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(home / _BENCH)
    shutil.copytree(_ROOT / _BENCH, home / _BENCH)
    return home


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=_ROOT, check=True, capture_output=True).stdout


async def _asked(process: Process, line: str) -> dict[str, Any]:
    """The next answer. Errors: RuntimeError when the process has ended instead."""
    if process.stdin is None or process.stdout is None:
        raise RuntimeError
    process.stdin.write(line.encode())
    await process.stdin.drain()
    answer = await process.stdout.readline()
    if not answer:
        message = f"the other commit's driver ended with {await process.wait()}"
        raise RuntimeError(message)
    found: dict[str, Any] = json.loads(answer)
    return found
