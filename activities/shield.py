"""Work that a cancellation must not interrupt; the same for a workflow's life and for a call to a channel."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def shielded(work: Coroutine[Any, Any, T], cancelled: Callable[[], object]) -> T:
    """What the work comes to in the end, however often its task is cancelled; `cancelled` hears of each time."""
    working = asyncio.create_task(work)
    while not working.done():
        try:
            await asyncio.shield(working)
        except asyncio.CancelledError:
            cancelled()
    return working.result()
