"""What our servers have in common: one process holds the folder, and the children in it end with us."""

import fcntl
import os
import subprocess
from abc import ABC, abstractmethod
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from workers.embedded.child import ChildProcess, Launch
from workers.embedded.errors import AlreadyRunning, DataBelongsToAnother


class Server(ABC):
    """A server with its data in `folder`; it can be started again after a stop."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.absolute()
        self._lock: IO[str] | None = None
        self._children: list[ChildProcess] = []

    @property
    def pid(self) -> int | None:
        """The process that was started last, while the server runs."""
        return self._children[-1].pid if self._children else None

    async def start(self) -> Self:
        """Make the data if there are none, start, and come back when the server answers.

        Errors: EmbeddedError; nothing is left running then.
        """
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = claim(self._folder)
        try:
            await self._start()
        except BaseException:
            await self.kill()
            raise
        return self

    @abstractmethod
    async def _start(self) -> None: ...

    async def stop(self) -> None:
        """End the server in good order; what it keeps stays in the folder."""
        for child in reversed(self._children):
            await child.stop()
        self._release()

    async def kill(self) -> None:
        """End all its processes at once, as a power cut would."""
        for child in self._children:
            await child.kill()
        self._release()

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _child(self, launch: Launch, *, stdin: IO[bytes] | int = subprocess.DEVNULL) -> ChildProcess:
        child = await ChildProcess.start(launch, stdin=stdin)
        self._children.append(child)
        return child

    def _release(self) -> None:
        self._children.clear()
        if self._lock is not None:
            self._lock.close()
            self._lock = None


def claim(folder: Path) -> IO[str]:
    """A lock on `folder` that holds until the file is closed or our process dies.

    Errors: AlreadyRunning when a live process, this one included, has it; DataBelongsToAnother after another user.
    """
    try:
        lock = (folder / "lock").open("a+")
    except PermissionError:
        raise DataBelongsToAnother(folder, folder.stat().st_uid) from None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        holder = lock.read().strip()
        lock.close()
        raise AlreadyRunning(folder, holder) from None
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
