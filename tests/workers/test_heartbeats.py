"""Heartbeats of channel calls, and what becomes of a call that is told to stop."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import pairwise

import pytest
from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.contracts import SILENT_AT_MOST
from newsroom.article import ChannelName
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import ended, handle_of
from workers.heartbeats import Heartbeats

_EVERY = timedelta(seconds=0.2)
_SILENT_AT_MOST = timedelta(seconds=1)


@workflow.defn(name="Calling")
class Calling:
    """One call, begun anew when nothing is heard of it."""

    @workflow.run
    async def run(self) -> int:
        attempts: int = await workflow.execute_activity(
            "call",
            start_to_close_timeout=timedelta(minutes=1),
            heartbeat_timeout=_SILENT_AT_MOST,
            retry_policy=RetryPolicy(maximum_attempts=3),
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        return attempts


class Line:
    """A call that lasts as long as a test wants. Shape: `noted` is what was written down after each call."""

    def __init__(self, lasts: Callable[[], Awaitable[None]]) -> None:
        self._lasts = lasts
        self.begun = asyncio.Event()
        self.noted: list[str] = []

    @activity.defn(name="call")
    async def call(self) -> int:
        self.begun.set()
        await self._lasts()
        self.noted.append("trả lời của kênh")
        return activity.info().attempt


@pytest.fixture
def queue() -> str:
    return f"calling-{uuid.uuid4().hex}"


def worker(live: LiveNewsroom, queue: str, line: Line) -> Worker:
    return Worker(
        live.client,
        task_queue=queue,
        workflows=[Calling],
        activities=[line.call],
        interceptors=[Heartbeats(_EVERY)],
        max_heartbeat_throttle_interval=_EVERY,
        workflow_runner=UnsandboxedWorkflowRunner(),
        graceful_shutdown_timeout=timedelta(),
    )


async def test_a_call_longer_than_the_time_out_is_made_once(live: LiveNewsroom, queue: str) -> None:
    """A slow channel is no dead worker."""
    line = Line(lambda: asyncio.sleep(3 * _SILENT_AT_MOST.total_seconds()))
    async with worker(live, queue, line):
        assert await live.client.execute_workflow(Calling.run, id=queue, task_queue=queue) == 1
    assert len(line.noted) == 1


async def until_told() -> None:
    """Until Temporal has told this very call to stop, and a moment longer."""
    while not activity.is_cancelled():
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)


async def test_a_cancelled_call_still_writes_down_what_the_channel_answered(live: LiveNewsroom, queue: str) -> None:
    """Interrupted there, nobody would know whether the text is on the channel."""
    line = Line(until_told)
    async with worker(live, queue, line):
        handle = await live.client.start_workflow(Calling.run, id=queue, task_queue=queue)
        await line.begun.wait()
        await handle.cancel()
        assert await handle.result() == 1
    assert line.noted == ["trả lời của kênh"]


async def test_a_worker_that_leaves_waits_for_the_answer(live: LiveNewsroom, queue: str) -> None:
    """A rollout interrupts no call: its outcome is written by the process that has made it."""
    line = Line(until_told)
    async with worker(live, queue, line):
        await live.client.start_workflow(Calling.run, id=queue, task_queue=queue)
        await line.begun.wait()
    assert line.noted == ["trả lời của kênh"]
    await live.client.get_workflow_handle(queue).terminate()


async def test_a_channel_call_is_heard_of_well_within_its_time_out(live: LiveNewsroom) -> None:
    """The SDK holds heartbeats back unless told not to: at most one of them may be lost."""
    seen: list[float] = []
    article_id = await live.ready_for_approval()
    fault = {"channel": ChannelName.PORTAL, "call": "put_article", "fault": "slow_reply", "match": article_id}
    assert (await live.simulator.post("/_sim/faults", json=fault | {"seconds": 15})).is_success
    await live.approve(article_id)

    async def three_heard() -> bool:
        pending = (await handle_of(live, article_id).describe()).raw_description.pending_activities
        for found in pending:
            heard = found.last_heartbeat_time.ToNanoseconds() / 1e9
            if heard and heard not in seen:
                seen.append(heard)
        return len(seen) == 3

    await eventually(three_heard, seconds=25)
    gaps = [after - before for before, after in pairwise(seen)]
    assert min(gaps) < SILENT_AT_MOST.total_seconds() / 2
    await ended(live, article_id)
