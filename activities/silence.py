"""Whether a server that keeps somebody waiting is there at all: asked on a new line, and again while the wait lasts.

A busy server lets a new line in at once. One that is frozen, cut off or half-dead does not, and then nobody has to wait
as long as a statement may take: decision 0028.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Final

ASKED_AFTER: Final = timedelta(seconds=4)
_ASKED: Final = 2
_BETWEEN_KNOCKS: Final = 0.5

Knock = Callable[[], Awaitable[bool]]
"""Whether the server lets a new line in, or says at least why not; gives up by itself."""


@asynccontextmanager
async def watched_over(knock: Knock, give_up: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Give a line up that has been in use for some time when its server answers nobody. Most are done sooner."""
    asking: list[asyncio.Task[None]] = []
    loop = asyncio.get_running_loop()
    soon = loop.call_later(ASKED_AFTER.total_seconds(), lambda: asking.append(loop.create_task(_asked(knock, give_up))))
    try:
        yield
    finally:
        soon.cancel()
        for task in asking:
            task.cancel()


async def _asked(knock: Knock, give_up: Callable[[], Awaitable[None]]) -> None:
    while await _answers(knock):
        await asyncio.sleep(ASKED_AFTER.total_seconds())
    await give_up()


async def until_it_answers(knock: Knock) -> None:
    """Come back when the server lets a new line in."""
    while not await _answers(knock):
        await asyncio.sleep(_BETWEEN_KNOCKS)


async def _answers(knock: Knock) -> bool:
    for _ in range(_ASKED):
        if await knock():
            return True
    return False
