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

from bench.laps import Lap
from bench.rig import foreign
from newsroom.errors import InvalidInput

_ROOT: Final = Path(__file__).parent.parent
_BENCH: Final = "bench"
_ENDS_WITHIN: Final = 60.0


class Other:
    """The article of another commit, on servers of its own."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def lap(self, count: int, lanes: int) -> Lap:
        """A lap of so many articles, so many in flight."""
        return Lap(**await self.asked([count, lanes]))

    async def alone(self, sample: int, waiting: int) -> dict[str, Any]:
        """What one article takes on an idle machine."""
        return await self.asked({"sample": sample, "waiting": waiting})

    async def asked(self, order: object = None) -> dict[str, Any]:
        """The answer to an order; the first comes unasked. Errors: RuntimeError when the process has ended instead."""
        asks, answers = self._process.stdin, self._process.stdout
        if asks is None or answers is None:
            raise RuntimeError
        if order is not None:
            asks.write(f"{json.dumps(order)}\n".encode())
            await asks.drain()
        answer = await answers.readline()
        if not answer:
            message = f"the other commit's driver ended with {await self._process.wait()}"
            raise RuntimeError(message)
        found: dict[str, Any] = json.loads(answer)
        return found


@asynccontextmanager
async def driven(commit: str, folder: Path, run: str) -> AsyncIterator[Other]:
    """Another commit, of whose `RUNS` one is driven. Errors: InvalidInput (against)."""
    home = await asyncio.to_thread(made, commit, folder)
    process = await asyncio.create_subprocess_exec(
        str(home / "var" / "venv" / "bin" / "python"),
        *("-m", f"{_BENCH}.driver", str(home / "var" / _BENCH), run),
        cwd=home,
        env=foreign(os.environ),
        stdin=PIPE,
        stdout=PIPE,
    )
    other = Other(process)
    try:
        await other.asked()
        yield other
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
    home = folder.absolute() / name[:12]
    if not home.exists():
        home.mkdir(parents=True)
        subprocess.run(["tar", "-x"], cwd=home, input=_git("archive", name), check=True)
    subprocess.run(["make", "setup"], cwd=home, check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(home / _BENCH)
    shutil.copytree(_ROOT / _BENCH, home / _BENCH)
    return home


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=_ROOT, check=True, capture_output=True).stdout
