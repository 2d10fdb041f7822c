"""One process that serves all: the channels' tasks go to the workflow's own queue, where they begin at once."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any

import pytest
import pytest_asyncio

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE, ActivityName
from activities.deciding import ActActivities
from activities.storage.recording.acts import ActStore
from newsroom.stages import Stage
from tests.support.branch import Branch, opened_branch
from tests.support.live import LiveNewsroom
from tests.support.lives import ended, history_of, standing_of
from workers import serving
from workers.serving import built_workers
from workers.wiring.channels import built_channels

pytestmark = pytest.mark.servers


@pytest_asyncio.fixture(loop_scope="session")
async def branch(live: LiveNewsroom) -> AsyncIterator[Branch]:
    async with opened_branch(live, "beside", max_cached_workflows=100) as opened:
        yield opened


async def published(live: LiveNewsroom) -> list[Any]:
    """The history of an article that was approved and is out."""
    article_id = await live.ready_for_approval()
    await live.approve(article_id)
    await ended(live, article_id)
    assert (await standing_of(live, article_id)).stage is Stage.PUBLISHED
    assert sorted(post["channel"] for post in await live.visible(article_id)) == ["fanpage", "portal", "zalo_oa"]
    return list(await history_of(live, article_id))


def queues(history: list[Any]) -> list[str]:
    """Where each task of a channel went."""
    orders = (event.activity_task_scheduled_event_attributes for event in history)
    return [order.task_queue.name for order in orders if order.activity_type.name == ActivityName.PUBLISH_TO_CHANNEL]


async def test_channels_are_served_beside_the_workflow(branch: Branch) -> None:
    live = branch.live
    channels = built_channels(live.settings, branch.http, live.stores.tokens)
    async with AsyncExitStack() as shift:
        for worker in built_workers(live.settings, live.client, live.stores, channels, ()):
            await shift.enter_async_context(worker)
        history = await published(live)
    assert queues(history) == [EDITORIAL_QUEUE] * 3


async def test_where_they_are_not_their_own_queues_are_asked(branch: Branch, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever recorded the approval served all; the workers that came after it are apart."""

    def says_so(acts: ActStore, **_: bool) -> ActActivities:
        return ActActivities(acts, beside=True)

    monkeypatch.setattr(serving, "ActActivities", says_so)
    await branch.start_workers()
    history = await published(branch.live)
    found = queues(history)
    assert sorted(found) == sorted([EDITORIAL_QUEUE, *CHANNEL_QUEUES.values()])
    assert found[0] == EDITORIAL_QUEUE
