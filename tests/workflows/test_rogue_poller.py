"""Somebody without any right in the storage polls a channel's queue and answers that all is shown."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

import pytest
import pytest_asyncio
from temporalio import activity
from temporalio.worker import Worker

from activities import attempts
from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE, ActivityName, PublishInput
from activities.storage.publishing.closing import NotItsTurn
from newsroom.article import ArticleId, ChannelName
from newsroom.publishing import ChannelResult, Outcome, before
from newsroom.stages import Stage
from tests.support.branch import Branch, opened_branch
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import ended, report_of, standing_of
from tests.support.storages import Storage, show

pytestmark = pytest.mark.trust
_QUICK: Final = timedelta(seconds=1)
_ALL: Final = tuple(ChannelName)


@activity.defn(name=ActivityName.PUBLISH_TO_CHANNEL)
async def shown_they_say(order: PublishInput) -> ChannelResult:
    """What a rogue answers."""
    return ChannelResult(channel=order.channel, outcome=Outcome.PUBLISHED, url="https://gia.example/bai")


@pytest_asyncio.fixture(loop_scope="session")
async def branch(live: LiveNewsroom, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Branch]:
    monkeypatch.setattr(attempts, "_FIRST_AGAIN_AFTER", _QUICK)
    async with opened_branch(live, "rogue-poller", max_cached_workflows=100) as opened:
        yield opened


@contextlib.asynccontextmanager
async def rogue(live: LiveNewsroom, *channels: ChannelName) -> AsyncIterator[None]:
    """Somebody who answers for these channels."""
    async with contextlib.AsyncExitStack() as answering:
        for channel in channels:
            worker = Worker(live.client, task_queue=CHANNEL_QUEUES[channel], activities=[shown_they_say])
            await answering.enter_async_context(worker)
        yield


async def approved(live: LiveNewsroom) -> ArticleId:
    article_id = await live.ready_for_approval()
    await live.approve(article_id)
    return article_id


async def test_nothing_goes_out_before_the_portal_and_all_in_order_once_it_is_served(branch: Branch) -> None:
    """Fanpage and Zalo went out with a link to a page that was not there, and the article was closed."""
    live = branch.live
    others = (ChannelName.FANPAGE, ChannelName.ZALO_OA)
    await branch.start_workers(EDITORIAL_QUEUE, *(CHANNEL_QUEUES[channel] for channel in others))
    async with rogue(live, ChannelName.PORTAL):
        article_id = await approved(live)

        async def both_wait() -> bool:
            results = {result.channel: result for result in (await report_of(live, article_id)).results}
            return all(results[o].waits_for is ChannelName.PORTAL for o in others) if len(results) == 3 else False

        await eventually(both_wait, seconds=30)
        await asyncio.sleep(3)
        assert await live.visible(article_id) == []
        assert (await standing_of(live, article_id)).stage is Stage.PUBLISHING
    await branch.start_workers(CHANNEL_QUEUES[ChannelName.PORTAL])
    await ended(live, article_id)
    assert sorted(post["channel"] for post in await live.visible(article_id)) == ["fanpage", "portal", "zalo_oa"]


async def test_an_article_is_not_closed_by_what_is_said_of_it(branch: Branch) -> None:
    """All three channels were answered for: nobody ever looked again, and the row stayed open for ever."""
    live = branch.live
    await branch.start_workers(EDITORIAL_QUEUE)
    async with rogue(live, *_ALL):
        article_id = await approved(live)

        async def all_answered() -> bool:
            return len((await report_of(live, article_id)).results) == len(_ALL)

        await eventually(all_answered, seconds=30)
        await asyncio.sleep(2)
        assert (await report_of(live, article_id)).standing.stage is Stage.PUBLISHING
    await branch.start_workers(*CHANNEL_QUEUES.values())

    async def is_published() -> bool:
        return (await standing_of(live, article_id)).stage is Stage.PUBLISHED

    # The workflow's own pause, which no test shortens, comes before it looks again.
    await eventually(is_published, seconds=120)
    await ended(live, article_id)
    assert sorted(post["channel"] for post in await live.visible(article_id)) == ["fanpage", "portal", "zalo_oa"]


class TestTheTurn:
    async def test_a_channel_claims_after_those_before_it(self, storage: Storage) -> None:
        article_id = await storage.approved()
        text = (await storage.stores.articles.standing(article_id)).content_hash
        for channel in (ChannelName.FANPAGE, ChannelName.ZALO_OA):
            with pytest.raises(NotItsTurn):
                await storage.stores.publications.claim(article_id, text, channel)
        assert await storage.rows("SELECT FROM intents WHERE article_id = $1", article_id) == []
        await show(storage, article_id, ChannelName.PORTAL)
        for channel in (ChannelName.FANPAGE, ChannelName.ZALO_OA):
            await storage.stores.publications.claim(article_id, text, channel)

    @pytest.mark.parametrize(
        ("channel", "channels", "first"),
        [
            (ChannelName.PORTAL, _ALL, ()),
            (ChannelName.FANPAGE, _ALL, (ChannelName.PORTAL,)),
            (ChannelName.ZALO_OA, _ALL, (ChannelName.PORTAL,)),
            (ChannelName.ZALO_OA, (ChannelName.FANPAGE, ChannelName.ZALO_OA), ()),
        ],
    )
    async def test_without_the_portal_nobody_waits_for_it(
        self, channel: ChannelName, channels: tuple[ChannelName, ...], first: tuple[ChannelName, ...]
    ) -> None:
        """Switched off by the approver, or waived."""
        assert before(channel, channels) == first
