"""Clocks that ran out while nobody called them."""

from datetime import UTC, datetime, timedelta
from typing import Final

from newsroom.sla import Alert, Moment, Promise
from tests.support.storages import Storage

HOUR: Final = timedelta(hours=1)


async def overdue(storage: Storage, article_id: str, promise: Promise, by: timedelta = HOUR) -> Moment:
    """The breach of a clock that ran out that long ago (or will, when negative)."""
    due_at = datetime.now(UTC) - by
    await storage.admin.execute(
        "UPDATE obligations SET started_at = $3, due_at = $4 WHERE article_id = $1 AND promise = $2",
        article_id, promise, due_at - 4 * HOUR, due_at,
    )  # fmt: skip
    return Moment(at=due_at, alert=Alert.BREACH, promise=promise, step=1)
