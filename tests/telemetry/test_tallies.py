"""What is over is added up once: whatever happened, sums and rows say the same, and nobody waits for a sum."""

import asyncio
from typing import Any, Final

import asyncpg
import pytest

from activities.storage.database import Database, StorageUnreachable
from activities.storage.metrics.promises import VISIBLE_WITHIN, promise_metrics
from activities.storage.metrics.tallies import TallyStore
from newsroom.article import ChannelName
from newsroom.sla import Promise
from newsroom.stages import CLOSED, Act, Stage
from tests.support.storages import Storage, show
from tests.telemetry.reading import looked

_BY_ROWS: Final = """
SELECT promise, count(*) FILTER (WHERE met_at <= due_at) AS kept, count(breached_at) AS recorded,
    count(*) FILTER (WHERE coalesce(met_at, dropped_at, now()) > due_at) AS broken
FROM obligations GROUP BY promise
"""


async def said_alike(storage: Storage) -> dict[str, Any]:
    """What a scrape says of promises and closed articles, held against every row there is."""
    shown = await looked(storage)
    for row in await storage.rows(_BY_ROWS):
        for name, metric in (
            ("kept", "promises_kept"),
            ("broken", "promises_broken"),
            ("recorded", "breaches_recorded"),
        ):
            assert shown.value(f"{metric}_total", promise=row["promise"]) == row[name], (row, metric)
    stages = {
        row["stage"]: row["n"] for row in await storage.rows("SELECT stage, count(*) AS n FROM articles GROUP BY 1")
    }
    assert shown.by("articles", "stage") == stages
    return {"promises": await storage.rows(_BY_ROWS), "stages": stages}


async def lived(storage: Storage) -> None:
    """Articles that end in each way: kept, late, called off, taken back by a hand in the storage."""
    published, late, waiting = [await storage.approved() for _ in range(3)]
    withdrawn = await storage.submit()
    for channel in ChannelName:
        await show(storage, published, channel)
    await storage.admin.execute("UPDATE obligations SET due_at = now() - interval '1 hour' WHERE article_id = $1", late)
    await show(storage, late, ChannelName.PORTAL)
    await storage.done(Act.WITHDRAW, withdrawn)
    await storage.admin.execute(
        "UPDATE obligations SET met_at = NULL WHERE article_id = $1 AND channel = 'portal'", late
    )
    await storage.admin.execute("UPDATE obligations SET due_at = started_at WHERE article_id = $1", published)
    assert await storage.clocks(waiting)


async def test_sums_and_rows_say_the_same_before_and_after_they_are_folded(own_storage: Storage) -> None:
    """A clock that is counted twice, or never, is a promise that was not kept, or one too many."""
    tallies = TallyStore(own_storage.stores.database)
    await lived(own_storage)
    before = await said_alike(own_storage)
    assert before["stages"]["published"] == before["stages"]["withdrawn"] == 1
    lines = await own_storage.admin.fetchval("SELECT count(*) FROM promises_ended")
    await tallies.fold(worth=lines)
    assert await own_storage.admin.fetchval("SELECT count(*) FROM promises_ended") == lines, "not yet worth it"
    await tallies.fold(worth=0)
    assert await own_storage.admin.fetchval("SELECT count(*) FROM promises_ended") < lines
    assert await said_alike(own_storage) == before
    await lived(own_storage)
    await tallies.fold(worth=0)
    await tallies.fold(worth=0)
    assert (await said_alike(own_storage))["stages"]["published"] == 2


async def test_every_stage_is_counted_where_it_ends(own_storage: Storage) -> None:
    """A stage that the trigger does not know would be missing from the scrape, or counted for ever."""
    article_id = await own_storage.submit()
    for stage in (*Stage, *reversed(Stage)):
        await own_storage.admin.execute("UPDATE articles SET stage = $2 WHERE id = $1", article_id, stage)
        assert (await looked(own_storage)).by("articles", "stage") == {stage: 1}
        rows = await own_storage.rows("SELECT stage FROM articles_closed GROUP BY stage HAVING sum(n) <> 0")
        assert {row["stage"] for row in rows} == {stage} & CLOSED


@pytest.mark.parametrize("limit", VISIBLE_WITHIN)
async def test_the_limits_of_the_histogram_are_those_by_which_it_is_added_up(storage: Storage, limit: int) -> None:
    """The storage adds up by limits of its own: another list here would shift every bucket."""
    async with storage.stores.database.writing() as connection:
        before = (await promise_metrics(connection, await connection.fetchval("SELECT now()"))).visible[
            ChannelName.PORTAL
        ]
    article_id = await storage.approved()
    for channel, seconds in (("portal", limit - 0.5), ("fanpage", limit + 0.5)):
        await storage.admin.execute(
            "UPDATE obligations SET met_at = started_at + make_interval(secs => $3) "
            "WHERE article_id = $1 AND promise = $2 AND channel = $4",
            article_id, Promise.PUBLISH, seconds, channel,
        )  # fmt: skip
    async with storage.stores.database.writing() as connection:
        found = (await promise_metrics(connection, await connection.fetchval("SELECT now()"))).visible
    place = VISIBLE_WITHIN.index(limit)
    assert found[ChannelName.PORTAL].counts[place] == before.counts[place] + 1
    assert found[ChannelName.FANPAGE].counts[place + 1] >= 1


async def test_an_act_never_waits_for_who_adds_up(own_storage: Storage) -> None:
    """One row for all would make every act stand in line for it; and two who add up at once count nothing twice."""
    tallies = TallyStore(own_storage.stores.database)
    await lived(own_storage)
    folding = await asyncpg.connect(own_storage.dsn)
    try:
        held = folding.transaction()
        await held.start()
        await folding.execute("SELECT fold_tallies(0, 10)")
        async with asyncio.timeout(20):
            published = await own_storage.approved()
            for channel in ChannelName:
                await show(own_storage, published, channel)
            await tallies.fold(worth=0)
        await held.commit()
    finally:
        await folding.close()
    await said_alike(own_storage)


async def test_a_storage_that_takes_nothing_is_no_fault_of_ours(own_storage: Storage) -> None:
    """The watch goes on, and its scrape too."""
    read_only = own_storage.app_dsn + "?options=-c%20default_transaction_read_only%3Don"
    database = await Database(read_only).open()
    try:
        with pytest.raises(StorageUnreachable):
            await TallyStore(database).fold(worth=0)
    finally:
        await database.close()
