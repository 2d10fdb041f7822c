"""Adding up what is over, so that a scrape stays as cheap as it was in the first week."""

import asyncio
from typing import Final

import structlog

from activities.storage.database import StorageUnreachable
from activities.storage.metrics.tallies import TallyStore

EVERY_SECONDS: Final = 60.0
_log = structlog.get_logger()


async def keep_folding(tallies: TallyStore, *, every: float = EVERY_SECONDS) -> None:
    """Fold again and again. While the storage is away, or takes nothing, sums stay as they are and nothing is wrong."""
    while True:
        try:
            await tallies.fold()
        except StorageUnreachable:
            _log.warning("not_folded")
        await asyncio.sleep(every)
