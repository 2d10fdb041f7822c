"""A worker that vanishes in the middle of a call to a channel, on real processes: another takes the call up soon."""

import contextlib
import os
from collections.abc import AsyncIterator, Iterator

import psutil
import pytest
import pytest_asyncio

from newsroom.article import ArticleId, ChannelName
from tests.support.amendment_scenarios import new_mark
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import all_with, ended, entries, handle_of
from tests.support.newsroom import Newsroom, opened_newsroom
from workers.embedded.child import spawn
from workers.embedded.ports import free_port
from workers.settings import environment_of
from workers.stack import Stack

TAKEN_UP_WITHIN = 30
"""Seconds, by the promise; without heartbeats it would be three minutes."""

_REPLY_AFTER = 25
pytestmark = pytest.mark.timeout(240)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Newsroom]:
    """A newsroom with two workers for everything."""
    async with opened_newsroom(tmp_path_factory.mktemp("newsroom")) as opened:
        await start_worker(opened.stack, "worker-2")
        yield opened


async def start_worker(stack: Stack, name: str) -> None:
    own = stack.settings.model_copy(update={"metrics_port": free_port()})
    environment = {**os.environ, **environment_of(own)}
    stack.children[name] = await spawn(name, "worker", folder=stack.folder, environment=environment)
    await stack.children[name].until_answers(f"http://127.0.0.1:{own.metrics_port}/health")


async def who_calls(newsroom: Newsroom, article_id: ArticleId) -> str:
    """The name of the worker that is at the article's only call."""
    pending = (await handle_of(newsroom.live, article_id).describe()).raw_description.pending_activities
    (pid,) = {int(found.last_worker_identity.partition("@")[0]) for found in pending}
    return next(name for name, child in newsroom.stack.children.items() if child.pid == pid)


async def in_a_call(live: LiveNewsroom, channel: ChannelName, call: str) -> tuple[ArticleId, str]:
    """An approved article whose call to a channel has had its effect and waits for the reply; and its mark."""
    mark = new_mark()
    article_id = await live.ready_for_approval(title=f"Học sinh vùng cao đón năm học mới {mark}")
    fault = {"channel": channel, "call": call, "fault": "slow_reply", "match": mark, "seconds": _REPLY_AFTER}
    assert (await live.simulator.post("/_sim/faults", json=fault)).is_success
    await live.approve(article_id)

    async def on_the_line() -> bool:
        return not (await live.simulator.get("/_sim/faults")).json()["faults"]

    await eventually(on_the_line)
    return article_id, mark


async def published_once(live: LiveNewsroom, article_id: ArticleId, mark: str) -> None:
    """One visible post and one receipt on each channel."""
    await ended(live, article_id)
    everywhere = ["fanpage", "portal", "zalo_oa"]
    assert await all_with(live, mark) == everywhere
    assert sorted(body["channel"] for body in await entries(live, article_id, kind="receipt")) == everywhere
    assert await live.stores.ledger.faults() == ()


async def test_a_killed_workers_call_is_taken_up_by_another_within_the_promise(newsroom: Newsroom) -> None:
    """The reply dies with the process; what the channel has is found there, and sent no second time."""
    live = newsroom.live
    article_id, mark = await in_a_call(live, ChannelName.PORTAL, "put_article")
    name = await who_calls(newsroom, article_id)
    await newsroom.stack.stop_process(name, kill=True)
    await until_published(live, article_id, ChannelName.PORTAL)
    await published_once(live, article_id, mark)
    await start_worker(newsroom.stack, name)


async def test_a_frozen_workers_call_is_taken_up_and_does_no_harm_when_it_wakes(newsroom: Newsroom) -> None:
    """Both runs live: the first has its reply in the end, with the post of the other long visible."""
    live, stack = newsroom.live, newsroom.stack
    article_id, mark = await in_a_call(live, ChannelName.FANPAGE, "create_post")
    await until_published(live, article_id, ChannelName.ZALO_OA)
    name = await who_calls(newsroom, article_id)
    with frozen(stack.children[name].pid):
        # Frozen, it still stands in line for work: the server may hand it the next attempt too.
        await until_published(live, article_id, ChannelName.FANPAGE, seconds=2 * TAKEN_UP_WITHIN)
        before = await entries(live, article_id, kind="receipt")
    # It stops when all that it was at has come to an end.
    await stack.stop_process(name)
    await published_once(live, article_id, mark)
    assert await entries(live, article_id, kind="receipt") == before
    await start_worker(stack, name)


@contextlib.contextmanager
def frozen(pid: int) -> Iterator[None]:
    """A process of ours stands still meanwhile."""
    process = psutil.Process(pid)
    process.suspend()
    try:
        yield
    finally:
        process.resume()


async def until_published(
    live: LiveNewsroom, article_id: ArticleId, channel: ChannelName, *, seconds: float = TAKEN_UP_WITHIN
) -> None:
    """Wait until it is written down that a channel shows the article."""

    async def written() -> bool:
        return bool(await entries(live, article_id, kind="receipt", channel=channel))

    await eventually(written, seconds=seconds)
