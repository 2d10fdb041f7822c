"""One round after the other, with looks of our own making: nothing that hangs or fails stops the watch."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import structlog

from activities.storage.database import StorageUnreachable
from activities.storage.metrics.watched import Standstill, Watched
from newsroom.article import ChannelName
from tests.support.live import eventually
from tests.watch.samples import publish, visible, watched
from workers.telemetry.exposition import exposition
from workers.watch.comparing import Comparison
from workers.watch.exposing import readings
from workers.watch.probing import AccessIsOld, Prober
from workers.watch.rounds import Eyes, Watch
from workers.watch.sights import Visible
from workers.watch.source import Source

Look = Callable[[], Awaitable[Any]]


def now() -> datetime:
    return datetime.now(UTC)


def found(value: Any) -> Look:
    async def look() -> Any:
        return value

    return look


async def hangs() -> Any:
    await asyncio.Event().wait()


async def hangs_even_when_cancelled() -> Any:
    for _ in range(40):
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(0.05)


async def fails() -> Any:
    raise StorageUnreachable


async def nobody_foresaw() -> Any:
    raise ZeroDivisionError("postgresql://toasoan_app:mat-khau@may-chu")


def seen(**changed: Any) -> Visible:
    return replace(visible(open=dict.fromkeys(("Article", "Absence"), 0)), **changed)


_WELL = (found(watched()), found(seen()), found(frozenset[str]()))


def in_turn(*looks: Look) -> Look:
    left = iter(looks)

    async def look() -> Any:
        return await next(left)()

    return look


def a_watch(
    storage: Look = _WELL[0],
    temporal: Look = _WELL[1],
    listed: Look = _WELL[2],
    *,
    every: float = 0.2,
    patience: float = 0.1,
) -> Watch:
    eyes = Eyes(
        storage=Source("storage", storage, patience=patience),
        temporal=Source("temporal", temporal, patience=patience),
        open_articles=Source("temporal_list", listed, patience=patience),
        prober=Prober({}, now),
    )
    grace = timedelta(seconds=0)
    return Watch(eyes, (), now, every=timedelta(seconds=every), kept=timedelta(minutes=1), grace=grace)


@contextlib.asynccontextmanager
async def on_watch(watch: Watch) -> AsyncIterator[Watch]:
    task = asyncio.create_task(watch.keep_watching())
    yield watch
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.parametrize("look", [hangs, hangs_even_when_cancelled, fails, nobody_foresaw])
async def test_a_server_in_any_bad_state_costs_a_round_its_patience_and_no_more(look: Look) -> None:
    watch = a_watch(storage=look, temporal=look)
    for _ in range(3):
        async with asyncio.timeout(2):
            await watch.round()
    assert watch.sights.storage.lost_since
    assert watch.sights.temporal.lost_since
    assert watch.ended_at
    text = exposition(readings(watch)).decode()
    assert "newsroom_temporal_reachable 0.0" in text
    assert "newsroom_pollers" not in text


async def test_what_nobody_foresaw_is_logged_by_its_kind_alone_and_only_once() -> None:
    watch = a_watch(storage=nobody_foresaw)
    with structlog.testing.capture_logs() as logs:
        for _ in range(3):
            await watch.round()
    assert [entry["failure"] for entry in logs if entry["event"] == "source_lost"] == ["ZeroDivisionError"]
    assert "mat-khau" not in str(logs)


async def test_the_heartbeat_stops_when_a_round_hangs() -> None:
    """A watch that looks alive and sees nothing is worse than a dead one."""
    asked_at: list[datetime] = []

    async def hangs_from_now() -> Any:
        asked_at.append(now())
        await hangs()

    watch = a_watch(storage=in_turn(found(watched()), found(watched()), hangs_from_now), every=0.2, patience=3600)
    async with on_watch(watch):
        await eventually(found_ended(watch))
        assert watch.is_well()
        await eventually(unwell(watch))
        assert watch.ended_at
        assert asked_at[0] - watch.ended_at > timedelta(seconds=0.1)


def found_ended(watch: Watch) -> Look:
    async def ended() -> bool:
        return watch.ended_at is not None

    return ended


def unwell(watch: Watch) -> Look:
    async def is_unwell() -> bool:
        return not watch.is_well()

    return is_unwell


async def test_a_round_falls_on_the_moment_at_which_a_promise_does() -> None:
    """The next one would only come in an hour."""
    soon = replace(publish("a1", due_in=timedelta()), due_at=now() + timedelta(seconds=1))
    watch = a_watch(storage=found(watched(promises=(soon,))), every=3600)

    async def seen_late() -> bool:
        return watch.sights.at > soon.due_at

    async with on_watch(watch):
        await eventually(seen_late, seconds=5)
        assert watch.sights.at - soon.due_at < timedelta(seconds=2)


async def test_the_last_answer_is_kept_while_a_server_is_away_and_its_numbers_are_not() -> None:
    watch = a_watch(temporal=in_turn(found(seen(pollers={"editorial": 0})), fails))
    await watch.round()
    assert 'newsroom_pollers{queue="editorial"} 0.0' in exposition(readings(watch)).decode()
    await watch.round()
    assert watch.sights.visible
    assert watch.sights.pollers_gone.keys() == {"editorial"}
    assert "newsroom_pollers" not in exposition(readings(watch)).decode()


async def test_open_articles_are_listed_again_at_once_when_their_number_surprises() -> None:
    asked = []

    async def listed() -> frozenset[str]:
        asked.append(1)
        return frozenset({"a1", "a3"})

    known, two, three = carrying("a1", "a3"), seen(open={"Article": 2}), seen(open={"Article": 3})
    watch = a_watch(found(known), in_turn(found(two), found(two), found(three)), listed)
    for _ in range(2):
        await watch.round()
    assert asked == [1]
    await watch.round()
    assert asked == [1, 1]


def test_records_may_differ_for_a_moment_and_each_article_has_its_own_moment() -> None:
    """A second of lag is no discrepancy, even if in every second some article lags."""
    comparison = Comparison(timedelta(seconds=60))
    at = now()

    def after(seconds: int, *late: str) -> list[str]:
        moment = at + timedelta(seconds=seconds)
        stored = Watched(at=moment, sla=None)
        return [d.about for d in comparison.after(stored, seen(at=moment, overdue=frozenset(late)))["overdue"]]

    assert [after(n * 15, f"a{n}", "b") for n in range(4)] == [[], [], [], []]
    assert after(60, "a4", "b") == ["b"]
    assert after(75, "a4") == []
    assert after(90, "a4", "b") == []


def test_matters_are_compared_name_by_name_and_not_by_their_number() -> None:
    """One absence has lost its workflow and another's runs for nothing: the totals agree."""
    comparison, at = Comparison(timedelta(seconds=60)), now()

    def after(minutes: float, rows: set[str], running: set[str]) -> dict[str, list[str]]:
        moment = at + timedelta(minutes=minutes)
        stored = Watched(at=moment, sla=None, matters=frozenset(rows))
        differing = comparison.after(stored, seen(at=moment, open_matters=frozenset(running)))
        return {kind: [d.about for d in found] for kind, found in differing.items() if found}

    rows, running = {"absence/a1", "meeting/m1", "board/b1"}, {"absence/a2", "meeting/m1", "board/b1"}
    assert after(0, rows, running) == {}
    assert after(1, rows, running) == {"absence": ["absence/a1"]}
    assert after(10.9, rows, running) == {"absence": ["absence/a1"]}, "its first act may be on its way"
    assert after(11, rows, running) == {"absence": ["absence/a1", "absence/a2"]}
    assert after(12, rows, rows) == {}
    assert after(13, rows, {"absence/a1", "meeting/m1"}) == {}
    assert after(14, rows, {"absence/a1", "meeting/m1"}) == {"board": ["board/b1"]}


async def test_a_channel_whose_access_is_old_answers() -> None:
    """The watch renews nothing: it would alarm every day until somebody posts."""

    class Old:
        async def health(self) -> str:
            raise AccessIsOld

    prober = Prober({ChannelName.ZALO_OA: Old()}, now, every=0.01)
    async with asyncio.timeout(5):
        probing = asyncio.create_task(prober.keep_probing())
        while not prober.seen:
            await asyncio.sleep(0.01)
        probing.cancel()
    assert not prober.seen[ChannelName.ZALO_OA].failures


async def test_a_channel_is_probed_again_and_again_and_its_answer_is_kept() -> None:
    class Ailing:
        def __init__(self) -> None:
            self.asked = 0

        async def health(self) -> str:
            self.asked += 1
            if self.asked in {2, 3}:
                raise ZeroDivisionError
            return "trả lời"

    prober = Prober({ChannelName.PORTAL: Ailing()}, now, every=0.1, again_after=0.1)
    failures: list[int] = []

    async def noted() -> bool:
        probe = prober.seen.get(ChannelName.PORTAL)
        if probe and failures[-1:] != [probe.failures]:
            failures.append(probe.failures)
        return failures == [0, 1, 2, 0]

    task = asyncio.create_task(prober.keep_probing())
    await eventually(noted, every=0.005)
    task.cancel()


def carrying(*articles: str, **more: Any) -> Watched:
    return watched(carried=frozenset(articles), **more)


@pytest.mark.trust
async def test_one_lost_workflow_and_one_too_many_do_not_cancel_out() -> None:
    """Their number was right, so nobody looked at their names."""
    zombie_and_missing = found(frozenset({"a1", "closed"}))
    watch = a_watch(found(carrying("a1", "lost")), found(seen(open={"Article": 2, "Absence": 0})), zombie_and_missing)
    await watch.round()
    await watch.round()
    assert {each.about for each in watch.sights.differences["open"]} == {"lost", "closed"}


@pytest.mark.trust
async def test_names_are_listed_now_and_then_and_as_long_as_they_differ() -> None:
    asked, comparison, at = 0, Comparison(timedelta(seconds=60)), now()

    def after(seconds: float, *open_ones: str) -> None:
        nonlocal asked
        known, server = carrying("a1", "a2"), seen(at=at + timedelta(seconds=seconds), open={"Article": 2})
        if comparison.is_due(known, server):
            asked += 1
            server = replace(server, open_articles=frozenset(open_ones))
        comparison.after(known, server)

    for seconds in (0, 10, 20, 50):
        after(seconds, "a1", "a2")
    assert asked == 1
    after(61, "a1", "zombie")
    after(71, "a1", "zombie")
    assert asked == 3
    after(81, "a1", "a2")
    after(91, "a1", "a2")
    assert asked == 4


@pytest.mark.trust
async def test_an_article_that_an_act_found_without_workflow_is_told_at_once() -> None:
    comparison, at = Comparison(timedelta(minutes=5)), now()
    gone = carrying("a1", "lost", gone=(Standstill(article_id="lost", since=at),))
    server = seen(at=at, open={"Article": 1}, open_articles=frozenset({"a1"}))
    assert comparison.is_due(gone, server)
    assert [each.about for each in comparison.after(gone, server)["open"]] == ["lost"]
    back = replace(server, open_articles=frozenset({"a1", "lost"}))
    assert comparison.after(gone, back)["open"] == ()
