"""The yardstick: a workflow with as many updates and activities as an article that goes straight through, and no work.

`python -m bench.bare ADDRESS` serves it from a process of its own, as the article's worker is.
"""

import asyncio
import sys
from datetime import timedelta
from typing import Final

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.worker import PollerBehaviorAutoscaling, Worker

QUEUE: Final = "bare"
UPDATES: Final = ("first", "second")
_TIMEOUT: Final = timedelta(seconds=30)


@activity.defn
async def nothing(_order: str) -> str:
    """Do nothing."""
    return ""


@workflow.defn
class Bare:
    """Two updates with one activity each, then one activity, then two at once: five in all, as an article has."""

    def __init__(self) -> None:
        self._done = 0

    @workflow.run
    async def run(self) -> None:
        """Wait for both updates, then run the three remaining activities."""
        await workflow.wait_condition(lambda: self._done == len(UPDATES))
        await _nothing()
        await asyncio.gather(_nothing(), _nothing())

    @workflow.update
    async def act(self, order: str) -> str:
        """One activity inside an update."""
        await _nothing(order)
        self._done += 1
        return ""


async def _nothing(order: str = "") -> None:
    await workflow.execute_activity(nothing, order, start_to_close_timeout=_TIMEOUT)


async def serve(address: str) -> None:
    """Serve the yardstick until killed."""
    worker = Worker(
        await Client.connect(address),
        task_queue=QUEUE,
        workflows=[Bare],
        activities=[nothing],
        max_cached_workflows=300,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
    )
    await worker.run()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
