"""Short lives of one worker: each begins and ends at once, by SIGKILL.

A worker that starts takes seconds to load what it runs. Where it is killed hundreds of times, a process that has loaded
everything forks them: `python -m bench.lives PID_FILE` begins one for each line of its input, after the last has ended.
"""

import asyncio
import importlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final, Protocol

from workers.commands.processes import worker
from workers.embedded.child import ChildProcess, Launch
from workers.entrusting import Process
from workers.stack import Stack

_WORKER: Final = "worker"


class Lives(Protocol):
    """How a worker begins, until it answers, and ends."""

    async def begin(self) -> None:
        """Come back when it answers."""

    async def end(self) -> None:
        """Come back when it is killed."""


class Started:
    """Each a process of its own from the start, as in production."""

    def __init__(self, stack: Stack) -> None:
        self._stack = stack

    async def begin(self) -> None:
        """Start the worker."""
        await self._stack.start_process(_WORKER)

    async def end(self) -> None:
        """Kill it."""
        await self._stack.stop_process(_WORKER, kill=True)


class Forked:
    """Each forked from a process that has loaded everything."""

    def __init__(self, stack: Stack, nursery: ChildProcess, orders: int, pid_file: Path) -> None:
        self._health = f"http://127.0.0.1:{stack.settings_for(Process(_WORKER)).metrics_port}/health"
        self._nursery = nursery
        self._orders = orders
        self._pid_file = pid_file

    async def begin(self) -> None:
        """Fork the worker."""
        os.write(self._orders, b"\n")
        await self._nursery.until_answers(self._health)

    async def end(self) -> None:
        """Kill it."""
        os.kill(int(await asyncio.to_thread(self._pid_file.read_text, "utf-8")), signal.SIGKILL)


@asynccontextmanager
async def forked(stack: Stack) -> AsyncIterator[Forked]:
    """Lives of the worker of a running newsroom, which has no other."""
    pid_file = stack.folder / "run" / "forked.pid"
    launch = Launch(
        name="bench.lives",
        command=(sys.executable, "-m", "bench.lives", str(pid_file)),
        log=stack.folder / "log" / "forked.log",
        environment=stack.environment_for(Process(_WORKER)),
        # A worker that is alive in the end goes with it.
        family=True,
    )
    asked, orders = os.pipe()
    try:
        nursery = await ChildProcess.start(launch, stdin=asked)
        try:
            yield Forked(stack, nursery, orders, pid_file)
        finally:
            await nursery.kill()
    finally:
        os.close(asked)
        os.close(orders)


def beget(pid_file: Path) -> None:
    """Fork a worker for each line of the input; each is waited for before the next, so that its port is free."""
    last = 0
    while os.read(sys.stdin.fileno(), 1):
        if last:
            os.waitpid(last, 0)
        last = os.fork()
        if not last:
            worker(None)
            os._exit(0)
        pid_file.write_text(str(last), encoding="utf-8")


if __name__ == "__main__":
    # What the command would load when it is carried out.
    importlib.import_module("workers.running.worker")
    beget(Path(sys.argv[1]))
