"""The promise that late is seen even when everything is dead, on real servers that are really killed."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta

import psutil
import pytest
import pytest_asyncio
from pydantic import SecretStr

from newsroom.article import spoken
from newsroom.board import Office
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.stages import Act
from tests.support.live import eventually
from tests.support.lives import REASON
from tests.support.matters import call
from tests.support.newsroom import Newsroom, finding_of, opened_newsroom, until
from tests.watch.receivers import receiver
from workers.settings import Settings
from workers.telemetry import names
from workers.telemetry.exposition import exposition
from workers.watch.alarms import Finding
from workers.watch.exposing import readings
from workers.watch.rounds import Watch
from workers.watch.running import opened_watch
from workflows.messages import article_workflow_id

MISSED = "NewsroomPublishDeadlineMissed"
pytestmark = pytest.mark.timeout(240)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def newsroom(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Newsroom]:
    async with opened_newsroom(tmp_path_factory.mktemp("newsroom")) as opened:
        yield opened


def quick(settings: Settings, **changed: object) -> Settings:
    return settings.model_copy(update={"watch_every_seconds": 0.5, "watch_channels": "", **changed})


def late(article_id: str) -> Callable[[Watch], Finding | None]:
    """The finding that says that this article is late, if the watch has it now."""

    def look(watch: Watch) -> Finding | None:
        finding: Finding | None = finding_of(MISSED)(watch)
        return finding if finding and article_id in finding.about else None

    return look


def numbers(watch: Watch) -> str:
    return exposition(readings(watch)).decode()


async def test_all_well_is_seen_with_every_count_at_hand(newsroom: Newsroom) -> None:
    article_id = await newsroom.scheduled()
    settings = quick(newsroom.stack.settings, watch_channels="portal,fanpage,zalo_oa")
    async with opened_watch(settings) as (watch, parts):
        await until(watch, lambda w: w.sights.visible and w.sights.visible.open["Article"] and w.sights.channels)
        text = b"".join([await part() for part in parts]).decode()
    for line in (
        'newsroom_visibility_open{type="Article"} 1.0',
        'newsroom_visibility_open{type="Meeting"} 0.0',
        'newsroom_channel_reachable{channel="portal"} 1.0',
        'newsroom_channel_reachable{channel="fanpage"} 1.0',
        'newsroom_channel_reachable{channel="zalo_oa"} 1.0',
        'newsroom_watch_discrepancies{kind="open"} 0.0',
        'newsroom_watch_discrepancies{kind="overdue"} 0.0',
        "newsroom_temporal_reachable 1.0",
        "newsroom_storage_reachable 1.0",
        'process="watch"',
    ):
        assert line in text
    for queue in ("editorial", "channel-portal", "channel-fanpage", "channel-zalo-oa"):
        assert f'newsroom_pollers{{queue="{queue}"}} 1.0' in text
    assert article_id not in text
    mine = {metric.name for metric in names.TABLE.values() if metric.exporter is names.Exporter.WATCH}
    assert {name for name in mine if f"\n{name}" not in text} == set()


async def test_a_missed_deadline_reaches_the_webhook_with_every_worker_dead(newsroom: Newsroom) -> None:
    """Nobody has told anybody: the watch counts the clock from outside, and looks again at the very moment."""
    article_id = await newsroom.scheduled()
    async with receiver() as taker:
        settings = quick(newsroom.stack.settings, watch_webhook_url=SecretStr(f"{taker.url}/hook"))
        await newsroom.stack.stop_process("worker", kill=True)
        try:
            await newsroom.due(article_id, timedelta(seconds=2))
            async with opened_watch(settings) as (watch, _):
                await until(watch, late(article_id))

                async def told() -> bool:
                    return ("begins", MISSED) in taker.alerts()

                await eventually(told)
        finally:
            await newsroom.stack.start_process("worker")
    assert spoken(article_id) in str(taker.got)


async def test_a_missed_deadline_is_found_with_temporal_dead(newsroom: Newsroom) -> None:
    article_id = await newsroom.scheduled()
    await newsroom.stack.temporal.kill()
    try:
        await newsroom.due(article_id, timedelta(seconds=1))
        async with opened_watch(quick(newsroom.stack.settings)) as (watch, _):
            await until(watch, late(article_id))
            assert "newsroom_temporal_reachable 0.0" in numbers(watch)
            assert "newsroom_visibility_open" not in numbers(watch)
            await newsroom.stack.temporal.start()
            await until(watch, lambda w: w.sights.temporal.lost_since is None)
            assert "newsroom_temporal_reachable 1.0" in numbers(watch)
    finally:
        if newsroom.stack.temporal.pid is None:
            await newsroom.stack.temporal.start()


@pytest.mark.trust
async def test_a_missed_deadline_is_found_from_memory_with_postgres_dead(newsroom: Newsroom) -> None:
    article_id = await newsroom.scheduled()
    await newsroom.due(article_id, timedelta(seconds=6))
    async with opened_watch(quick(newsroom.stack.settings)) as (watch, _):
        await until(watch, lambda w: w.sights.watched)
        await newsroom.stack.postgres.kill()
        try:
            missed = await until(watch, late(article_id))
            assert "vì kho dữ liệu không trả lời" in missed.summary
        finally:
            await newsroom.stack.postgres.start()
        await until(watch, lambda w: w.sights.storage.lost_since is None)
        assert "vì kho dữ liệu" not in finding_of(MISSED)(watch).summary


async def test_a_watch_that_opens_while_both_servers_are_dead_says_so_and_sees_them_come_back(
    newsroom: Newsroom,
) -> None:
    await newsroom.stack.postgres.kill()
    await newsroom.stack.temporal.kill()
    try:
        async with opened_watch(quick(newsroom.stack.settings)) as (watch, _):
            assert await until(watch, finding_of("NewsroomStorageDown"))
            assert finding_of("NewsroomTemporalDown")(watch)
            await newsroom.stack.postgres.start()
            await newsroom.stack.temporal.start()
            await until(watch, lambda w: w.sights.watched and w.sights.temporal.lost_since is None)
    finally:
        for server in (newsroom.stack.postgres, newsroom.stack.temporal):
            if server.pid is None:
                await server.start()


async def test_servers_that_are_frozen_and_never_answer_hold_up_no_round(newsroom: Newsroom) -> None:
    """Worse than dead: the line stands and nothing comes."""
    article_id = await newsroom.scheduled()
    await newsroom.due(article_id, timedelta(seconds=4))
    async with opened_watch(quick(newsroom.stack.settings)) as (watch, _):
        await until(watch, lambda w: w.sights.watched)
        with frozen(newsroom.stack.postgres.pid), frozen(newsroom.stack.temporal.pid):
            missed = await until(watch, late(article_id))
            assert "vì kho dữ liệu không trả lời" in missed.summary
            async with asyncio.timeout(15):
                await watch.round()
            assert watch.is_well()
        await until(watch, lambda w: not w.sights.storage.lost_since and not w.sights.temporal.lost_since)


@contextlib.contextmanager
def frozen(pid: int | None) -> Iterator[None]:
    """A process of ours and all below it stand still meanwhile."""
    first = psutil.Process(pid)
    all_of_them = [first, *first.children(recursive=True)]
    for process in all_of_them:
        process.suspend()
    try:
        yield
    finally:
        for process in all_of_them:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.resume()


async def test_a_workflow_that_is_ended_behind_our_back_is_a_discrepancy(newsroom: Newsroom) -> None:
    """The storage still owes the readers an article that nobody carries any more."""
    article_id = await newsroom.scheduled()
    async with opened_watch(quick(newsroom.stack.settings), grace=timedelta(seconds=3)) as (watch, _):
        await until(watch, lambda w: w.sights.visible)
        assert not finding_of("NewsroomRecordsDisagree/open")(watch)
        await newsroom.live.client.get_workflow_handle(article_workflow_id(article_id)).terminate("thử")
        disagree = await until(watch, finding_of("NewsroomRecordsDisagree/open"))
        assert disagree.about == (article_id,)
        assert 'newsroom_watch_discrepancies{kind="open"} 1.0' in numbers(watch)


async def test_a_matter_whose_workflow_is_ended_behind_our_back_is_a_discrepancy(newsroom: Newsroom) -> None:
    """By the rows the meeting is still to come; without its workflow nobody could ever conclude it."""
    head, live = newsroom.live.holder(Office.HEAD), newsroom.live
    ended, other = [
        (await live.matter_desk.open(head, MatterAct.CONVENE, MatterKind.MEETING, call())).matter for _ in range(2)
    ]
    async with opened_watch(quick(newsroom.stack.settings), grace=timedelta(seconds=3)) as (watch, _):
        await until(watch, lambda w: w.sights.visible and {ended, other} <= w.sights.visible.open_matters)
        assert not finding_of("NewsroomRecordsDisagree/meeting")(watch)
        await live.client.get_workflow_handle(ended).terminate("thử")
        disagree = await until(watch, finding_of("NewsroomRecordsDisagree/meeting"))
        assert disagree.about == (ended,)
        assert 'newsroom_watch_discrepancies{kind="meeting"} 1.0' in numbers(watch)
        assert 'newsroom_watch_discrepancies{kind="absence"} 0.0' in numbers(watch)


async def test_articles_that_come_and_go_are_no_discrepancy(newsroom: Newsroom) -> None:
    """The storage has each change a moment before Temporal has."""
    settings, live = quick(newsroom.stack.settings), newsroom.live
    async with opened_watch(settings, grace=timedelta(seconds=10)) as (watch, _):
        known = await until(watch, lambda w: w.sights.watched and w.sights.watched.carried)
        for _ in range(4):
            article_id = await newsroom.scheduled()
            await watch.round()
            await live.desk.act(live.holder(Office.HEAD), Act.WITHDRAW, article_id, details=REASON)
            await watch.round()
        found = {d.about for found in watch.sights.differences.values() for d in found}
        assert found <= known
