"""A newsroom whose parts can be killed one by one: own servers, the worker a process of its own."""

import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
from temporalio.client import Client

from newsroom.stages import Act
from tests.support.live import LiveNewsroom, administrator, eventually
from tests.support.lives import in_time
from workers.stack import Stack
from workers.temporal.client import connected_client
from workers.watch.judging import judge
from workers.watch.rounds import Watch
from workers.wiring.desk import built_parts
from workers.wiring.stores import Stores, opened_stores


@dataclass(slots=True, kw_only=True)
class Newsroom:
    """Servers and a worker, and a newsroom over them to act in. Shape: `live` may act only while all of it runs."""

    stack: Stack
    live: LiveNewsroom

    async def scheduled(self) -> str:
        """An approved article that waits for its hour, so that its clock of publication runs and nothing goes out."""
        article_id = await self.live.ready_for_approval()
        owner = await self.live.owner(article_id)
        await self.live.desk.act(owner, Act.APPROVE, article_id, details=in_time(timedelta(hours=2)))
        return article_id

    async def due(self, article_id: str, ahead: timedelta) -> None:
        """Let an article be due to publish at another moment, as if it had been approved earlier."""
        statement = "UPDATE obligations SET due_at = now() + $2 WHERE article_id = $1 AND promise = 'publish'"
        async with administrator(self.stack) as connection:
            await connection.execute(statement, article_id, ahead)


@contextlib.asynccontextmanager
async def opened_newsroom(folder: Path) -> AsyncIterator[Newsroom]:
    """A newsroom with one worker, ended whatever is left of it."""
    stack = Stack(folder, durable=False)
    async with contextlib.AsyncExitStack() as cleanup:
        cleanup.push_async_callback(stack.stop)
        await stack.start_servers()
        await stack.start_processes(("simulator", "worker"))
        stores = await cleanup.enter_async_context(opened_stores(stack.settings))
        simulator = await cleanup.enter_async_context(httpx.AsyncClient(base_url=stack.settings.simulator_url))
        client = await connected_client(stack.settings)
        yield Newsroom(stack=stack, live=await staff_of(stack, client, stores, simulator))


async def staff_of(stack: Stack, client: Client, stores: Stores, simulator: httpx.AsyncClient) -> LiveNewsroom:
    """The people of a newsroom whose servers and processes run already."""
    return LiveNewsroom(
        stack=stack,
        settings=stack.settings,
        client=client,
        stores=stores,
        parts=built_parts(stack.settings, client, stores),
        board=(await stores.boards.in_force()).board,
        simulator=simulator,
    )


async def until(watch: Watch, so: Callable[[Watch], Any], *, seconds: float = 60) -> Any:
    """Rounds until something is so."""

    async def after_a_round() -> Any:
        await watch.round()
        return so(watch)

    return await eventually(after_a_round, seconds=seconds, every=0.2)


def finding_of(alarm: str) -> Callable[[Watch], Any]:
    """The finding with that key, if the watch has it now."""
    return lambda watch: {finding.key: finding for finding in judge(watch.sights)}.get(alarm)
