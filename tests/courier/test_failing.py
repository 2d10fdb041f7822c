"""What has not left the house is counted by the watch and the scrape, each with its near miss."""

from datetime import timedelta

from activities.storage.database import now
from activities.storage.deliveries.failing import Undelivered, undelivered
from newsroom.delivery.tries import LATE_AFTER
from newsroom.delivery.ways import Way
from tests.courier.couriers import reach
from tests.courier.test_carrying import ready
from tests.support.storages import Storage


async def seen(storage: Storage) -> Undelivered:
    async with storage.stores.database.reading() as connection:
        return await undelivered(connection, now())


async def test_a_message_is_late_after_ten_minutes_and_not_before(own_storage: Storage) -> None:
    await ready(own_storage, "standing-deputy")
    assert (await seen(own_storage)).late == {}
    almost = LATE_AFTER - timedelta(seconds=30)
    await own_storage.admin.execute("UPDATE deliveries SET wanted_at = now() - $1::interval", almost)
    assert (await seen(own_storage)).late == {}
    await own_storage.admin.execute("UPDATE deliveries SET wanted_at = now() - $1::interval", LATE_AFTER)
    assert {way: behind.count for way, behind in (await seen(own_storage)).late.items()} == {Way.MAIL: 1}


async def test_what_waits_for_the_morning_is_not_late(own_storage: Storage) -> None:
    await ready(own_storage, "standing-deputy")
    await own_storage.admin.execute(
        "UPDATE deliveries SET wanted_at = now() + interval '1 hour', next_at = now() + interval '1 hour'"
    )
    assert (await seen(own_storage)).late == {}


async def test_what_was_given_up_is_told_for_a_day(own_storage: Storage) -> None:
    await ready(own_storage, "standing-deputy")
    await own_storage.admin.execute(
        "UPDATE deliveries SET outcome = 'given_up', ended_at = now(), next_at = NULL WHERE way = 'mail'"
    )
    assert {way: behind.count for way, behind in (await seen(own_storage)).given_up.items()} == {Way.MAIL: 1}
    await own_storage.admin.execute("UPDATE deliveries SET ended_at = now() - interval '25 hours'")
    assert (await seen(own_storage)).given_up == {}


async def test_whoever_is_reached_nowhere_is_told_of_until_reached_or_read(own_storage: Storage) -> None:
    await ready(own_storage)
    assert "standing-deputy" in (await seen(own_storage)).unreached
    await own_storage.admin.execute("UPDATE notifications SET read_at = now() WHERE member <> 'standing-deputy'")
    assert set((await seen(own_storage)).unreached) == {"standing-deputy"}
    await reach(own_storage, "standing-deputy")
    assert (await seen(own_storage)).unreached == {}


async def test_news_alone_calls_for_nobody(own_storage: Storage) -> None:
    await ready(own_storage)
    await own_storage.admin.execute("UPDATE notifications SET kind = 'news'")
    assert (await seen(own_storage)).unreached == {}
