"""Other transactions, and what happens between a look and what is done by it: each race is met for sure."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import asyncpg
import pytest

from activities.storage.articles.approvals import ApprovalStore
from tests.support.storages import Storage

T = TypeVar("T")


@asynccontextmanager
async def between(storage: Storage, statement: str, *values: Any) -> AsyncIterator["Rival"]:
    """Another transaction that has written and not committed."""
    connection = await asyncpg.connect(storage.dsn)
    try:
        transaction = connection.transaction()
        await transaction.start()
        await connection.execute(statement, *values)
        yield Rival(storage, connection, transaction)
    finally:
        await connection.close()


class Rival:
    """The transaction that is held open."""

    def __init__(self, storage: Storage, connection: Any, transaction: Any) -> None:
        self.connection = connection
        self._storage = storage
        self._transaction = transaction

    async def commits_under(self, work: Awaitable[T]) -> T:
        """What the work comes to when this commits while it waits for the lock, or after it, if it does not wait."""
        working = asyncio.ensure_future(work)
        await self.is_waited_for(working)
        await self._transaction.commit()
        return await working

    async def is_waited_for(self, working: "asyncio.Future[T]", many: int = 1) -> None:
        """Until the work, and whoever else is to, stands at a lock, or is done without."""
        waiting = (
            "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock' "
            "AND pid <> pg_backend_pid()"
        )
        async with asyncio.timeout(10):
            while not (working.done() or len(await self._storage.rows(waiting)) >= many):
                await asyncio.sleep(0.01)


def after_each_look(patch: pytest.MonkeyPatch, meanwhile: Callable[[], Awaitable[object]]) -> list[str]:
    """The looks at what may be published, as they come; after the first one something happens."""
    looks: list[str] = []
    look = ApprovalStore.standing_approval

    async def looked(store: ApprovalStore, *given: Any) -> Any:
        looks.append(str(given[-1]))
        found = await look(store, *given)
        if len(looks) == 1:
            await meanwhile()
        return found

    patch.setattr(ApprovalStore, "standing_approval", looked)
    return looks
