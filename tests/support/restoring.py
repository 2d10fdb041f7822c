"""A newsroom as an engineer keeps it: its commands typed, its processes stopped and started around a restore."""

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from tests.support.live import LiveNewsroom
from tests.support.newsroom import staff_of
from workers.settings import environment_of
from workers.stack import Stack
from workers.temporal.client import connected_client
from workers.wiring.stores import opened_stores


@contextlib.asynccontextmanager
async def staffed(stack: Stack) -> AsyncIterator[LiveNewsroom]:
    """The staff of a newsroom whose worker and desk are processes of their own."""
    client = await connected_client(stack.settings)
    async with (
        opened_stores(stack.settings) as stores,
        httpx.AsyncClient(base_url=stack.settings.simulator_url) as simulator,
    ):
        yield await staff_of(stack, client, stores, simulator)


async def command(stack: Stack, *words: str) -> tuple[int, str]:
    """What `toasoan` ends with and says, as an engineer at the keyboard has it."""
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "workers", *words),
        env={**os.environ, **environment_of(stack.settings), "COLUMNS": "200"},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await child.communicate()
    assert child.returncode is not None
    return child.returncode, said.decode()


async def done(stack: Stack, *words: str) -> str:
    code, said = await command(stack, *words)
    assert code == 0, said
    return said


async def restored(stack: Stack, dump: Path) -> None:
    """Refused while people work, done once the processes have stopped; they are running again afterwards."""
    code, said = await command(stack, "restore", str(dump), "--replace")
    assert code == 1, said
    assert "Hãy dừng worker" in said
    await stack.stop_process("worker")
    await stack.stop_process("desk")
    said = await done(stack, "restore", str(dump), "--replace")
    assert "khớp bản kê" in said
    assert "toasoan_truoc_" in said
    await stack.start_processes(("worker", "desk"))
