"""The workers of one process, from when they poll to when they have let go of the server."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any, Final

import structlog
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor, Worker

_PATIENCE: Final = timedelta(seconds=3)
_log = structlog.get_logger()


class Underway(Interceptor):
    """Given to workers: how many activities run in them, and whether they had to be `left` with their calls."""

    def __init__(self) -> None:
        self.many, self.left = 0, False

    def intercept_activity(self, following: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Count around the activity."""
        return _Counted(following, self)


class _Counted(ActivityInboundInterceptor):
    def __init__(self, following: ActivityInboundInterceptor, underway: Underway) -> None:
        super().__init__(following)
        self._underway = underway

    async def execute_activity(self, given: ExecuteActivityInput) -> Any:
        self._underway.many += 1
        try:
            return await super().execute_activity(given)
        finally:
            self._underway.many -= 1


@asynccontextmanager
async def at_work(workers: Sequence[Worker], underway: Underway) -> AsyncIterator[None]:
    """The workers poll, and stop together in the end: one after the other, each would have its whole grace to itself.

    What runs is finished first. Then nobody waits for a server that is frozen and would answer a poll in a minute or
    never; what it may have handed out meanwhile it hands out again, as after any death.
    """
    async with AsyncExitStack() as polling:
        for worker in workers:
            await polling.enter_async_context(worker)
        try:
            yield
        finally:
            if not await _have_let_go(workers, underway):
                _log.warning("left_a_silent_server")
                polling.pop_all()
                underway.left = True


async def _have_let_go(workers: Sequence[Worker], underway: Underway) -> bool:
    stopping = asyncio.gather(*(worker.shutdown() for worker in workers))
    while True:
        idle = not underway.many
        await asyncio.wait([stopping], timeout=_PATIENCE.total_seconds())
        if stopping.done():
            return True
        if idle and not underway.many:
            return False
