"""Workers that forget and workers that are replaced: the articles go on as if nothing had happened."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

import pytest_asyncio
from temporalio.worker import Replayer

from newsroom.board import Office
from newsroom.stages import Act, Stage
from tests.support.branch import Branch, opened_branch
from tests.support.histories import at_each_task, failed_tasks
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import REASON, ended, entries, handle_of, report_of, shown_on, standing_of
from tests.workflows.scenarios import SCENARIOS, played
from workflows.kinds import WORKFLOWS

_SIDE_BY_SIDE: Final = 6


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def replaced(live: LiveNewsroom) -> AsyncIterator[Branch]:
    """A branch whose workers come and go."""
    async with opened_branch(live, "replaced", max_cached_workflows=100) as branch:
        yield branch


async def _ends_alike(live: LiveNewsroom, name: str, turns: asyncio.Semaphore) -> None:
    async with turns:
        article_id = await played(live, name)

    assert (await report_of(live, article_id)).standing.stage is (await standing_of(live, article_id)).stage, name
    history = await handle_of(live, article_id).fetch_history()
    assert failed_tasks(history) == [], name
    for so_far in at_each_task(history):
        await Replayer(workflows=list(WORKFLOWS)).replay_workflow(so_far)


async def test_every_scenario_ends_alike_when_nothing_is_remembered(live: LiveNewsroom) -> None:
    """Code that is not deterministic fails here at once, and not months later after a deployment."""
    turns = asyncio.Semaphore(_SIDE_BY_SIDE)
    await asyncio.gather(*(_ends_alike(live, name, turns) for name in SCENARIOS))


async def test_an_act_made_while_no_worker_runs_is_answered_by_the_next_one(replaced: Branch) -> None:
    """A restart during office hours costs the approver a moment, not the approval."""
    live = replaced.live
    await replaced.start_workers()
    article_id = await live.ready_for_approval()
    await replaced.stop_workers()

    approving = asyncio.create_task(live.approve(article_id))
    await eventually(lambda: _sent(live, article_id))
    assert not approving.done()
    await replaced.start_workers()
    await approving

    await ended(live, article_id)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]
    assert len(await entries(live, article_id, act="approve")) == 1
    await replaced.stop_workers()


async def _sent(live: LiveNewsroom, article_id: str) -> bool:
    description = await handle_of(live, article_id).describe()
    return bool(description.raw_description.HasField("pending_workflow_task"))


async def test_workers_replaced_in_the_middle_of_publishing_publish_once(replaced: Branch) -> None:
    """What one shift has begun the next one finishes, on all channels and only once."""
    live = replaced.live
    await replaced.start_workers()
    article_id = await live.ready_for_approval()
    await live.simulator.post("/_sim/delay", json={"channel": "portal", "seconds": 0.3})
    await live.approve(article_id)

    async def at_the_portal() -> bool:
        return bool((await live.stores.reading.card(article_id)).channels)

    await eventually(at_the_portal)
    await replaced.stop_workers()
    await live.simulator.post("/_sim/delay", json={"channel": "portal", "seconds": 0})
    assert (await standing_of(live, article_id)).stage is Stage.PUBLISHING
    await replaced.start_workers()

    assert (await ended(live, article_id)).standing.stage is Stage.PUBLISHED
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]
    assert len(await entries(live, article_id, kind="receipt")) == 3
    await replaced.stop_workers()


async def test_a_channel_without_a_worker_holds_up_no_act_and_no_other_stage(replaced: Branch) -> None:
    """With the Portal's worker away an approved article waits, and others can be edited, approved and withdrawn."""
    live = replaced.live
    await replaced.start_workers("editorial", "channel-fanpage", "channel-zalo-oa")
    article_id = await live.ready_for_approval()
    await live.approve(article_id)
    other = await live.ready_for_approval()
    await live.desk.act(live.holder(Office.HEAD), Act.WITHDRAW, other, details=REASON)
    await ended(live, other)
    assert await shown_on(live, article_id) == []
    await replaced.start_workers("channel-portal")

    await ended(live, article_id)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]
    await replaced.stop_workers()
