"""What stands broken is said again each day; what shows is told to its author, with the link."""

from activities.storage.database import now
from newsroom.article import ChannelName
from newsroom.stages import Act
from tests.support.storages import Storage, show


async def broken(storage: Storage, days: int) -> str:
    """An article whose day was missed so many days ago."""
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    await storage.admin.execute(
        "UPDATE obligations SET breached_at = now(), due_at = now() - $2 * interval '1 day' "
        "WHERE article_id = $1 AND promise = 'same_day'",
        article_id,
        days,
    )
    return article_id


async def again(storage: Storage) -> list[str]:
    return [text for text in await storage.inbox("head", "alarm") if text.startswith("VẪN QUÁ HẠN")]


async def test_a_breach_that_stands_is_said_once_each_day(own_storage: Storage) -> None:
    await broken(own_storage, 2)
    for _ in range(3):
        assert await own_storage.stores.upkeep.still_late.say_again(now()) == 1
    (text,) = await again(own_storage)
    assert text.endswith("đã qua 2 ngày.")
    await own_storage.admin.execute("UPDATE notifications SET dedupe = dedupe || '/hôm qua'")
    await own_storage.stores.upkeep.still_late.say_again(now())
    assert len(await again(own_storage)) == 2


async def test_a_breach_of_today_or_one_that_is_over_is_not_said_again(own_storage: Storage) -> None:
    await broken(own_storage, 0)
    await own_storage.done(Act.APPROVE, (done := await broken(own_storage, 3)))
    await own_storage.admin.execute("UPDATE obligations SET met_at = now() WHERE article_id = $1", done)
    assert await own_storage.stores.upkeep.still_late.say_again(now()) == 0
    assert await again(own_storage) == []


async def test_the_author_hears_where_the_text_shows(own_storage: Storage) -> None:
    """On each channel as it comes, once, with the address that readers open."""
    article_id = await own_storage.approved()
    for channel in ChannelName:
        await show(own_storage, article_id, channel)
    told = [text for text in await own_storage.inbox("reporter-1", "news") if "đã hiện trên" in text]
    assert [text.rpartition(": ")[2] for text in told] == [f"https://{channel}/1" for channel in ChannelName]
    await show(own_storage, article_id, ChannelName.PORTAL)
    assert len([text for text in await own_storage.inbox("reporter-1", "news") if "đã hiện trên" in text]) == 3
