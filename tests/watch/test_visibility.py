"""What Temporal says by itself, asked of a real server."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from temporalio import workflow
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.contracts import CareJob, CareOrder
from newsroom.stages import Stage
from tests.support.house import House, eventually
from tests.support.lives import at_stage, handle_of
from workers.watch.visibility import Visibility
from workflows.registry import CARE, NAMED
from workflows.search_attributes import PUBLISH_DUE_AT


def in_an_hour() -> datetime:
    return datetime.now(UTC) + timedelta(hours=1)


def in_a_day() -> datetime:
    return datetime.now(UTC) + timedelta(days=1)


async def test_late_articles_are_found_by_the_time_that_is_asked_for(house: House) -> None:
    """The due time is in Temporal beforehand, so no worker needs to live to find who is late."""
    article_id = await at_stage(house, Stage.SCHEDULED)
    assert (await handle_of(house, article_id).describe()).typed_search_attributes.get(PUBLISH_DUE_AT)
    now, tomorrow = (Visibility(house.client, clock) for clock in (in_an_hour, in_a_day))

    async def found() -> bool:
        return article_id in (await tomorrow.seen()).overdue

    await eventually(found)
    assert article_id not in (await now.seen()).overdue


async def test_open_articles_are_counted_and_listed_alike(house: House) -> None:
    article_id = await at_stage(house, Stage.SCHEDULED)
    visibility = Visibility(house.client, in_an_hour)

    async def alike() -> bool:
        listed = await visibility.open_articles()
        return article_id in listed and len(listed) == (await visibility.seen()).open["Article"]

    await eventually(alike)


async def test_every_kind_of_workflow_is_counted(house: House) -> None:
    """A metric without a value looks like a kind that never runs: its alarm would never come."""
    visibility, mine = Visibility(house.client, in_an_hour), CARE.id_of(uuid.uuid4().hex)
    order = CareOrder(job=CareJob.BACKUP)
    handle = await house.client.start_workflow(CARE.name, order, id=mine, task_queue="nobody-serves-this")
    try:

        async def counted() -> bool:
            return (await visibility.seen()).open[CARE.name] >= 1

        await eventually(counted)
        assert set((await visibility.seen()).open) == set(NAMED)
    finally:
        await handle.terminate()


async def test_a_poller_that_has_not_asked_for_long_is_none(house: House) -> None:
    """The server remembers dead workers for five minutes; the watch must not."""
    alive = (await Visibility(house.client, lambda: datetime.now(UTC)).seen()).pollers
    assert set(alive) == {"editorial", "channel-portal", "channel-fanpage", "channel-zalo-oa"}
    assert all(alive.values())
    assert not any((await Visibility(house.client, in_an_hour).seen()).pollers.values())


@workflow.defn(name="Stuck")
class Stuck:
    """Fails every task, as code with a mistake does."""

    @workflow.run
    async def run(self) -> None:
        raise ZeroDivisionError


@pytest.mark.timeout(180)
async def test_a_workflow_whose_tasks_keep_failing_is_found(house: House) -> None:
    queue = f"stuck-{uuid.uuid4().hex}"
    visibility = Visibility(house.client, in_an_hour)
    async with Worker(house.client, task_queue=queue, workflows=[Stuck], workflow_runner=UnsandboxedWorkflowRunner()):
        handle = await house.client.start_workflow("Stuck", id=queue, task_queue=queue)

        async def found() -> bool:
            return queue in (await visibility.seen()).stuck

        try:
            await eventually(found, seconds=150, every=1)
        finally:
            await handle.terminate()
