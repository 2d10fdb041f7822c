"""The `/metrics` of a process as Prometheus reads it."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from activities.storage.boards import BoardStore
from activities.storage.database import Database
from activities.storage.keys import KeyStore
from activities.storage.metrics.counted import MetricStore
from activities.storage.powers import PowerStore
from bench.scrape import fill, series
from desk.signing import DeskKey, new_private_key
from tests.support.storages import Storage
from tests.telemetry.conftest import Story
from tests.telemetry.reading import Exposed, looked
from workers.doors import opened_door
from workers.embedded.ports import free_port
from workers.telemetry.runtime import BUCKETS
from workers.telemetry.server import metrics_server, sdk_metrics
from workers.telemetry.stored import StoredMetrics

MOST_SERIES = 2000


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scraped(story: Story) -> AsyncIterator[str]:
    """What a worker of all queues answers over HTTP."""
    port = free_port()
    server = metrics_server(story.worker, host="127.0.0.1")
    serving = asyncio.create_task(server.serve([opened_door("127.0.0.1", port, "TOASOAN_METRICS_PORT")]))
    while not server.started:
        await asyncio.sleep(0.02)
    async with httpx.AsyncClient() as http:
        yield (await http.get(f"http://127.0.0.1:{port}/metrics")).text
    server.should_exit = True
    await serving


def test_one_text_holds_ours_and_the_sdks_and_nothing_twice(scraped: str) -> None:
    """Prometheus drops a whole scrape for one series that comes twice."""
    shown = Exposed(scraped)
    assert len(shown.types) == len(set(shown.types))
    for name in (
        "newsroom_articles",
        "newsroom_build_info",
        "newsroom_channel_call_seconds",
        "temporal_workflow_task_schedule_to_start_latency_seconds",
        "temporal_num_pollers",
    ):
        assert name in shown.types
    assert series(scraped) < MOST_SERIES


def test_every_histogram_of_the_sdk_has_few_buckets(scraped: str) -> None:
    """A new release that renames one would bring the long defaults back, on every workflow and activity."""
    latencies = [family for family in Exposed(scraped).families if family.type == "histogram"]
    sdks = [family for family in latencies if family.name.startswith("temporal_")]
    assert {family.name.removesuffix("_seconds") for family in sdks} <= set(BUCKETS)
    limits = {family.name: {s.labels.get("le") for s in family.samples} - {None} for family in sdks}
    assert max(map(len, limits.values())) <= 5


def test_a_channel_call_is_counted_by_how_it_ended(story: Story, scraped: str) -> None:
    """The engineer sees which channel refuses, not only that something is slow."""
    shown = Exposed(scraped)
    calls = "channel_call_seconds_count"
    refused = shown.value(calls, channel="fanpage", call="prepare", outcome="needs_person")
    assert refused == len(story.lines(event="channel_call", outcome="needs_person")) == 1
    assert (shown.value(calls, channel="portal", call="prepare", outcome="ok") or 0) >= 2


async def _blind(address: str) -> StoredMetrics:
    database = await Database(f"postgresql://nobody@{address}/toasoan").open()
    nobodys = KeyStore(database, DeskKey(new_private_key()).public_key)
    return StoredMetrics(MetricStore(database, BoardStore(database, PowerStore(nobodys, ""))))


@pytest.mark.parametrize("silent", [True, False], ids=["silent", "gone"])
async def test_a_storage_that_does_not_answer_is_a_number_too(silent: bool) -> None:
    """Else a dead database would look like a quiet newsroom, or stop the watch."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1] if silent else free_port()
        stored = await _blind(f"127.0.0.1:{port}")
        for _ in range(2):
            started = time.perf_counter()
            text = (await stored.exposition()).decode()
            assert time.perf_counter() - started < 10
            assert "newsroom_storage_reachable 0.0" in text
            assert series(text) == 1


async def test_it_sees_again_once_the_storage_answers(storage: Storage) -> None:
    """A watch that stays blind after an outage is worse than none."""
    database = Database(storage.app_dsn)
    stored = StoredMetrics(MetricStore(database, storage.stores.boards), within_seconds=30)
    assert b"newsroom_storage_reachable 0.0" in await stored.exposition()
    await database.open()
    assert b"newsroom_storage_reachable 1.0" in await stored.exposition()
    await database.close()


async def test_without_an_sdk_to_ask_the_rest_is_served() -> None:
    """A worker that hangs in the SDK must not take our numbers with it."""
    assert await sdk_metrics(free_port())() == b""


@pytest.mark.alone
async def test_many_articles_make_no_more_series_and_little_more_work(own_storage: Storage) -> None:
    """A scrape every fifteen seconds must never be what slows the newsroom down."""
    stored = StoredMetrics(MetricStore(own_storage.stores.database, own_storage.stores.boards), within_seconds=60)

    async def seconds() -> float:
        await stored.exposition()
        spent = []
        for _ in range(5):
            started = time.perf_counter()
            await stored.exposition()
            spent.append(time.perf_counter() - started)
        return min(spent)

    await fill(own_storage.dsn, 300)
    few, before = await seconds(), series((await stored.exposition()).decode())
    # In a newsroom no such row is ever deleted, and the sums know of no deletion.
    sums = ("articles_closed", "promises_ended")
    for table in ("notifications", "intents", "obligations", "ledger", "articles", *sums):
        await own_storage.admin.execute(f"DELETE FROM {table}")  # noqa: S608
    await fill(own_storage.dsn, 3000)
    many = await seconds()
    assert (await looked(own_storage)).by("articles", "stage")["published"] == 3000
    assert series((await stored.exposition()).decode()) == before
    assert many < 30 * few
