"""Looking at a server that may never answer."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final, Generic, TypeVar

import structlog

T = TypeVar("T")

_GIVEN_UP_AFTER: Final = 60.0
_log = structlog.get_logger()


class Source(Generic[T]):
    """One server, looked at in a task of its own: whatever it does, a look costs a round its patience and no more.

    A look that hangs so hard that even its cancellation does is waited for again; after a minute it is left behind.
    """

    def __init__(self, name: str, look: Callable[[], Awaitable[T]], *, patience: float) -> None:
        self._name = name
        self._look = look
        self._patience = patience
        self._task: asyncio.Task[T] | None = None
        self._asked_at = 0.0
        self._answers = True

    async def now(self) -> T | None:
        """What is seen, or None when the server did not answer in time or answered with a failure."""
        time = asyncio.get_running_loop().time
        hangs = self._task is not None and not self._task.done() and time() - self._asked_at < _GIVEN_UP_AFTER
        if self._task is None or not hangs:
            self._task, self._asked_at = asyncio.create_task(self._asked()), time()
            self._task.add_done_callback(_retrieved)
        await asyncio.wait({self._task}, timeout=self._patience)
        failure = self._failure(self._task)
        self._note(failure)
        return None if failure else self._task.result()

    async def close(self) -> None:
        """Give up a look that is still under way."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=1)

    async def _asked(self) -> T:
        return await self._look()

    @staticmethod
    def _failure(task: "asyncio.Task[T]") -> str:
        """The kind of failure, empty when there is none; what it says may hold an address with a password."""
        if not task.done():
            task.cancel()
        if not task.done() or task.cancelled():
            return TimeoutError.__name__
        failure = task.exception()
        return type(failure).__name__ if failure else ""

    def _note(self, failure: str) -> None:
        if self._answers == bool(failure):
            self._answers = not failure
            _log.warning("source_lost" if failure else "source_back", source=self._name, failure=failure)


def _retrieved(task: "asyncio.Task[T]") -> None:
    """Nothing: a look that was left behind may fail when it likes, without a traceback in the log."""
    if not task.cancelled():
        task.exception()
