"""The watch adds up what is over, as itself, and goes on when the storage was away for a while."""

import asyncio

import pytest

from activities.storage.database import Database
from activities.storage.metrics.tallies import TallyStore
from activities.storage.roles import Role, dsn_as
from activities.storage.timeouts import WATCH
from tests.support.live import eventually
from tests.support.storages import Storage
from workers.entrusting import passwords_of
from workers.watch.folding import keep_folding


@pytest.mark.trust
async def test_the_watch_folds_as_itself_and_after_an_outage(own_storage: Storage) -> None:
    """One right too few, or one failure too many, and every scrape would read more from day to day."""
    account = dsn_as(Role.WATCH, own_storage.dsn, passwords_of(own_storage.settings)[Role.WATCH])
    await own_storage.admin.execute("INSERT INTO articles_closed SELECT 'published', 1 FROM generate_series(1, 1200)")

    async def lines() -> int:
        return int(await own_storage.admin.fetchval("SELECT count(*) FROM articles_closed"))

    async def folded() -> bool:
        return await lines() == 1

    await own_storage.admin.execute("ALTER ROLE toasoan_watch SET default_transaction_read_only = on")
    database = await Database(account, time_outs=WATCH).open()
    folding = asyncio.create_task(keep_folding(TallyStore(database), every=0.05))
    try:
        await asyncio.sleep(0.3)
        assert await lines() == 1200
        assert not folding.done()
        await own_storage.admin.execute("ALTER ROLE toasoan_watch RESET default_transaction_read_only")
        await own_storage.admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'toasoan_watch' "
            "AND datname = current_database()"
        )
        await eventually(folded)
        assert await own_storage.admin.fetchval("SELECT sum(n) FROM articles_closed") == 1200
    finally:
        folding.cancel()
        await database.close()
        await own_storage.admin.execute("ALTER ROLE toasoan_watch RESET default_transaction_read_only")
