"""Processes of an earlier run: what was left running, and how it is cleared away."""

import asyncio
import json
import signal
from collections.abc import Iterable, Sequence
from pathlib import Path

import psutil

GRACE_SECONDS = 20.0


def note(pid_file: Path, pid: int, command: Sequence[str]) -> None:
    """Leave word of a child for the sweep of a later start."""
    pid_file.parent.mkdir(parents=True, exist_ok=True)
    try:
        started = psutil.Process(pid).create_time()
    except psutil.NoSuchProcess:
        return
    pid_file.write_text(json.dumps({"pid": pid, "started": started, "command": list(command)}))


def forget(pid_file: Path) -> None:
    """Take back that word: the child has ended."""
    pid_file.unlink(missing_ok=True)


async def sweep(pid_file: Path, stop_signal: signal.Signals) -> None:
    """Stop the process that `pid_file` names, if it is still the one that was noted there."""
    leftover = _noted(pid_file)
    if leftover is not None:
        family = with_children(leftover)
        send(leftover, stop_signal)
        if not await all_gone(family, GRACE_SECONDS):
            await end(family)
    forget(pid_file)


def _noted(pid_file: Path) -> psutil.Process | None:
    try:
        record = json.loads(pid_file.read_text())
        process = psutil.Process(record["pid"])
        # The number alone proves nothing: the system gives it to a stranger sooner or later.
        arguments = record["command"][1:]
        same = process.cmdline()[-len(arguments) :] == arguments and abs(process.create_time() - record["started"]) < 1
    except (OSError, ValueError, KeyError, psutil.Error):
        return None
    return process if same else None


def with_children(process: psutil.Process) -> list[psutil.Process]:
    """The process and all below it, itself first."""
    try:
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def send(process: psutil.Process, number: signal.Signals) -> None:
    """Signal a process that may be gone already."""
    try:
        process.send_signal(number)
    except psutil.NoSuchProcess:
        return


async def end(family: Iterable[psutil.Process]) -> None:
    """Kill the processes and come back when none is left."""
    family = list(family)
    for process in family:
        send(process, signal.SIGKILL)
    await all_gone(family, GRACE_SECONDS)


async def all_gone(family: Iterable[psutil.Process], seconds: float) -> bool:
    """Whether all processes ended within `seconds`."""
    family = list(family)
    clock = asyncio.get_running_loop()
    until = clock.time() + seconds
    while any(map(_runs, family)):
        if clock.time() > until:
            return False
        await asyncio.sleep(0.02)
    return True


def _runs(process: psutil.Process) -> bool:
    # In a container nobody may collect orphans: a zombie holds no port and no file.
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
