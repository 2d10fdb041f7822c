"""The shield against Temporal's Cancel: a click is no decision, only signed acts and deeds end what people began."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from temporalio import workflow

T = TypeVar("T")


async def shielded(life: Coroutine[Any, Any, T]) -> T:
    """What a life comes to in the end, however often its workflow is cancelled meanwhile."""
    living = asyncio.create_task(life)
    while not living.done():
        try:
            await asyncio.shield(living)
        except asyncio.CancelledError:
            workflow.logger.warning("cancellation ignored")
    return living.result()
