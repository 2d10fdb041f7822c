"""Runs side by side: a test that measures time has the machine to itself, and no two runs take the same port."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from workers.embedded import ports

_COUNT: Final = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
_NUMBER: Final = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def own_ports() -> None:
    """Of the ports that our servers choose from, this run takes a part of its own."""
    ports.PORTS //= _COUNT
    ports.FIRST_PORT += _NUMBER % _COUNT * ports.PORTS


@contextlib.contextmanager
def turn(folder: Path, *, alone: bool) -> Iterator[None]:
    """The time of one test: side by side with others, or `alone`."""
    with (folder / "gate").open("w") as gate, (folder / "turn").open("w") as lock:
        # Whoever waits to be alone holds the gate meanwhile, or the others' next tests would go before it forever.
        fcntl.flock(gate, fcntl.LOCK_EX)
        fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(gate, fcntl.LOCK_UN)
        yield
