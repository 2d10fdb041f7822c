"""A process of ours: started on a leash, logged to a file, waited for, and stopped in good order."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Self

import httpx
import psutil

from workers.embedded import leash
from workers.embedded.account import Account
from workers.embedded.errors import DidNotStart
from workers.embedded.leftovers import GRACE_SECONDS, end, forget, note, sweep, with_children

READY_SECONDS = 60.0
MAX_LOG_BYTES = 5_000_000
TAIL_LINES = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Launch:
    """What to start and how it wants to be stopped; `name` is for people.

    Shape: `family` when it starts processes that would go on without it.
    """

    name: str
    command: tuple[str, ...]
    log: Path
    pid_file: Path | None = None
    folder: Path | None = None
    environment: Mapping[str, str] | None = None
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals = signal.SIGKILL
    family: bool = False


class ChildProcess:
    """One running process; it ends when we end it, or when we die.

    The leash is tied to the thread that starts the child: start it from a thread that lives as long as the program.
    """

    def __init__(self, launch: Launch, process: asyncio.subprocess.Process, log_start: int) -> None:
        self._launch = launch
        self._process = process
        self._log_start = log_start

    @classmethod
    async def start(cls, launch: Launch, *, stdin: IO[bytes] | int = subprocess.DEVNULL) -> Self:
        """Start the process, after stopping the one an earlier run may have left."""
        if launch.pid_file is not None:
            await sweep(launch.pid_file, launch.stop_signal)
        with _open_log(launch.log) as log:
            log_start = log.tell()
            process = await asyncio.create_subprocess_exec(
                *_leashed(launch),
                stdin=stdin,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=launch.folder,
                env=launch.environment,
                # Ctrl-C in the terminal is for us alone: we stop the children one after the other.
                start_new_session=True,
            )
        if launch.pid_file is not None:
            note(launch.pid_file, process.pid, launch.command)
        return cls(launch, process, log_start)

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; minus the signal's number when one ended it."""
        return self._process.returncode

    async def wait(self) -> int:
        """The exit code, once the process has ended."""
        return await self._process.wait()

    async def until(self, ready: Callable[[], Awaitable[bool]], *, seconds: float = READY_SECONDS) -> None:
        """Come back when `ready` says so.

        Errors: DidNotStart when the process ended first or the time is over; it is killed then.
        """
        # Side by side: a question to a server that never answers must not hide that our process has ended.
        polling, ended = asyncio.create_task(_poll(ready)), asyncio.create_task(self.wait())
        try:
            await asyncio.wait({polling, ended}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            is_ready = polling.done() and not ended.done()
        finally:
            polling.cancel()
            ended.cancel()
            await asyncio.gather(polling, ended, return_exceptions=True)
        if not is_ready:
            failure = self.failure()
            await self.kill()
            raise failure
        polling.result()

    async def until_answers(self, url: str, *, seconds: float = READY_SECONDS) -> None:
        """Come back when `url` answers without a complaint.

        Errors: DidNotStart, as `until`.
        """
        # Without the machine's proxy settings: the address is our own.
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:

            async def answers() -> bool:
                try:
                    return (await client.get(url)).is_success
                except httpx.TransportError:
                    return False

            await self.until(answers, seconds=seconds)

    async def stop(self, *, seconds: float = GRACE_SECONDS) -> None:
        """Ask the process to end, and insist after `seconds`."""
        family = _family(self.pid) if self._launch.family else []
        if self.exit_code is None:
            try:
                self._process.send_signal(self._launch.stop_signal)
                await asyncio.wait_for(self._process.wait(), seconds)
            except ProcessLookupError:
                await self._process.wait()
            except TimeoutError:
                await self.kill()
        await end(family)
        self._forget()

    async def kill(self) -> None:
        """End the process and all below it without asking, as a power cut would."""
        if self.exit_code is None:
            await end(_family(self.pid))
        await self._process.wait()
        self._forget()

    def failure(self) -> DidNotStart:
        """The error that tells how this process went wrong, with the end of its log."""
        with self._launch.log.open(encoding="utf-8", errors="replace") as log:
            log.seek(self._log_start)
            tail = "\n".join(log.read().splitlines()[-TAIL_LINES:])
        return DidNotStart(self._launch.name, exit_code=self.exit_code, log=self._launch.log, tail=tail)

    def _forget(self) -> None:
        if self._launch.pid_file is not None:
            forget(self._launch.pid_file)


async def spawn(name: str, *arguments: str, folder: Path, environment: Mapping[str, str] | None = None) -> ChildProcess:
    """Start `toasoan ARGUMENTS` as a child; its log is `folder/log/NAME.log`."""
    launch = Launch(
        name=f"toasoan {' '.join(arguments)}",
        command=(sys.executable, "-m", "workers", *arguments),
        log=folder / "log" / f"{name}.log",
        pid_file=folder / "run" / f"{name}.pid",
        environment=environment,
    )
    return await ChildProcess.start(launch)


async def output_of(launch: Launch, told: bytes = b"") -> str:
    """What a command prints that ends by itself, `told` being its input; its complaints go to the log, a fresh one.

    Errors: DidNotStart when it fails.
    """
    launch.log.parent.mkdir(parents=True, exist_ok=True)
    with launch.log.open("wb") as complaints:
        process = await asyncio.create_subprocess_exec(
            *_leashed(launch),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=complaints,
            cwd=launch.folder,
            env=launch.environment,
            start_new_session=True,
        )
    try:
        printed, _ = await process.communicate(told)
    except BaseException:
        await end(_family(process.pid))
        raise
    if process.returncode != 0:
        tail = launch.log.read_text(encoding="utf-8", errors="replace")[-2000:]
        tail += printed.decode(errors="replace")[-2000:]
        raise DidNotStart(launch.name, exit_code=process.returncode, log=launch.log, tail=tail)
    return printed.decode()


async def _poll(ready: Callable[[], Awaitable[bool]]) -> None:
    while True:
        if await ready():
            return
        await asyncio.sleep(0.05)


def _leashed(launch: Launch) -> list[str]:
    account = f"{launch.account.uid}:{launch.account.gid}" if launch.account else ":"
    # Isolated and without site packages: only the standard library, in about 20 ms.
    python = [sys.executable, "-I", "-S", leash.__file__]
    kin = "family" if launch.family else "alone"
    return [*python, str(os.getpid()), str(int(launch.death_signal)), account, kin, *launch.command]


def _family(pid: int) -> list[psutil.Process]:
    try:
        return with_children(psutil.Process(pid))
    except psutil.NoSuchProcess:
        return []


def _open_log(path: Path) -> IO[bytes]:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
        path.replace(path.with_suffix(".log.1"))
    log = path.open("ab")
    log.seek(0, os.SEEK_END)
    return log
