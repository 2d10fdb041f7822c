"""What an article is compared with, all on the same server in the same run.

| yardstick | what it is |
|---|---|
| `bare` | a workflow with two updates and five activities that do nothing |
| `shaped` | the same in the shape that the notice needs: eight activities, two updates, a timer |
| `honest` | that shape, making the same durable commits and the same requests as an article |
| `floor` | those commits and requests in a loop, with no engine |

`python -m bench.peers TEMPORAL DATABASE SIMULATOR` serves the first three from a process of its own, as the article's
worker is.
"""

import asyncio
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Final

import asyncpg
from temporalio import activity
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from bench.commits import CHANNELS, STEPS, Commits
from bench.requests import Http, Outside
from bench.shapes import Bare, Honest, Shaped

QUEUE: Final = "peers"
_SIGN_IN_AGAIN_AFTER: Final = 300.0
_CONNECTIONS: Final = 20


class Work:
    """An article's commits and requests, by its steps."""

    def __init__(self, commits: Commits, outside: Outside) -> None:
        self._commits = commits
        self._outside = outside

    @activity.defn(name="nothing")
    async def nothing(self, _order: str) -> str:
        """Do nothing."""
        return ""

    @activity.defn(name="edit")
    async def edit(self, article_id: str) -> str:
        """Record the last edit."""
        await self._commits.edit(article_id)
        return ""

    @activity.defn(name="approve")
    async def approve(self, article_id: str) -> str:
        """Record the approval."""
        await self._commits.approve(article_id)
        return ""

    @activity.defn(name="portal")
    async def portal(self, article_id: str) -> str:
        """Publish on the Portal; where it shows."""
        return str(await self._published(article_id, CHANNELS[0], self._outside.portal))

    @activity.defn(name="fanpage")
    async def fanpage(self, order: list[str]) -> None:
        """Publish on the Fanpage."""
        await self._published(order[0], CHANNELS[1], lambda: self._outside.fanpage(order[1]))

    @activity.defn(name="zalo_oa")
    async def zalo_oa(self, order: list[str]) -> None:
        """Publish on Zalo OA."""
        await self._published(order[0], CHANNELS[2], lambda: self._outside.zalo_oa(order[1]))

    async def submit(self, article_id: str) -> None:
        """Record the submission."""
        await self._commits.submit(article_id)

    async def _published(self, article_id: str, channel: str, call: Callable[[], Awaitable[object]]) -> object:
        await self._commits.claim(article_id, channel)
        for number in range(STEPS):
            await self._commits.step(article_id, channel, f"step-{number}")
        found = await call()
        await self._commits.done(article_id, channel)
        return found


async def workflow_of(client: Client, kind: type, steps: tuple[str, str], work: Work | None = None) -> None:
    """One workflow of a yardstick, from its start to its end."""
    name = uuid.uuid4().hex
    if work is not None:
        await work.submit(name)
    handle = await client.start_workflow(kind.__name__, id=name, task_queue=QUEUE)
    for number, step in enumerate(steps):
        await handle.execute_update("act", step, id=str(number))
    await handle.result()


async def without_engine(work: Work) -> None:
    """An article's commits and requests, one after the other as they come."""
    name = uuid.uuid4().hex
    await work.submit(name)
    await work.edit(name)
    await work.approve(name)
    page = await work.portal(name)
    await asyncio.gather(work.fanpage([name, page]), work.zalo_oa([name, page]))


@asynccontextmanager
async def opened_work(database: str, simulator: str) -> AsyncIterator[Work]:
    """The commits and requests of articles, with a pool and connections of its own."""
    http = Http(simulator)
    outside = Outside(http)
    await outside.sign_in()
    signing_in = asyncio.create_task(_stay_signed_in(outside))
    async with asyncpg.create_pool(database, max_size=_CONNECTIONS) as pool:
        yield Work(Commits(pool), outside)
    signing_in.cancel()
    http.close()


async def _stay_signed_in(outside: Outside) -> None:
    while True:
        await asyncio.sleep(_SIGN_IN_AGAIN_AFTER)
        await outside.sign_in()


async def serve(temporal: str, database: str, simulator: str) -> None:
    """Serve the yardsticks until killed."""
    async with opened_work(database, simulator) as work:
        worker = Worker(
            await Client.connect(temporal),
            task_queue=QUEUE,
            workflows=[Bare, Shaped, Honest],
            activities=[work.nothing, work.edit, work.approve, work.portal, work.fanpage, work.zalo_oa],
            max_cached_workflows=300,
            workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
            activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        )
        await worker.run()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
