"""What Temporal says by itself, asked of a real server."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.contracts import UpkeepInput, UpkeepJob
from newsroom.stages import Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import at_stage, handle_of
from workers.watch.visibility import Visibility
from workflows.registry import NAMED, UPKEEP
from workflows.search_attributes import PUBLISH_DUE_AT


def in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


def in_a_day() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


async def test_late_articles_are_found_by_the_time_that_is_asked_for(live: LiveNewsroom) -> None:
    """The due time is in Temporal beforehand, so no worker needs to live to find who is late."""
    article_id = await at_stage(live, Stage.SCHEDULED)
    assert (await handle_of(live, article_id).describe()).typed_search_attributes.get(PUBLISH_DUE_AT)
    now, tomorrow = (Visibility(live.client, clock) for clock in (in_an_hour, in_a_day))

    async def found() -> bool:
        return article_id in (await tomorrow.seen()).overdue

    await eventually(found)
    assert article_id not in (await now.seen()).overdue


async def test_open_articles_are_counted_and_listed_alike(live: LiveNewsroom) -> None:
    article_id = await at_stage(live, Stage.SCHEDULED)
    visibility = Visibility(live.client, in_an_hour)

    async def alike() -> bool:
        listed = await visibility.open_articles()
        return article_id in listed and len(listed) == (await visibility.seen()).open["Article"]

    await eventually(alike)


async def test_every_kind_of_workflow_is_counted(live: LiveNewsroom) -> None:
    """A metric without a value looks like a kind that never runs: its alarm would never come."""
    visibility, mine = Visibility(live.client, in_an_hour), UPKEEP.id_of(uuid.uuid4().hex)
    order = UpkeepInput(job=UpkeepJob.BACKUP)
    handle = await live.client.start_workflow(UPKEEP.name, order, id=mine, task_queue="nobody-serves-this")
    try:

        async def counted() -> bool:
            return (await visibility.seen()).open[UPKEEP.name] >= 1

        await eventually(counted)
        assert set((await visibility.seen()).open) == set(NAMED)
    finally:
        await handle.terminate()


async def test_a_poller_that_has_not_asked_for_long_is_none(live: LiveNewsroom) -> None:
    """The server remembers dead workers for five minutes; the watch must not."""
    alive = (await Visibility(live.client, lambda: datetime.now(UTC)).seen()).pollers
    assert set(alive) == {"editorial", "channel-portal", "channel-fanpage", "channel-zalo-oa"}
    assert all(alive.values())
    assert not any((await Visibility(live.client, in_an_hour).seen()).pollers.values())


@workflow.defn(name="Stuck")
class Stuck:
    """Fails every task, as code with a mistake does."""

    @workflow.run
    async def run(self) -> None:
        raise ZeroDivisionError


@pytest.mark.timeout(180)
async def test_a_workflow_whose_tasks_keep_failing_is_found(live: LiveNewsroom) -> None:
    queue = f"stuck-{uuid.uuid4().hex}"
    visibility = Visibility(live.client, in_an_hour)
    async with Worker(live.client, task_queue=queue, workflows=[Stuck], workflow_runner=UnsandboxedWorkflowRunner()):
        handle = await live.client.start_workflow("Stuck", id=queue, task_queue=queue)

        async def found() -> bool:
            return queue in (await visibility.seen()).stuck

        try:
            await eventually(found, seconds=150, every=1)
        finally:
            await handle.terminate()
