"""Running the publishing activity by hand, on a storage and a wall."""

from dataclasses import replace
from typing import Any, cast

from activities.contracts import PublishInput
from activities.publishing import PublishingActivities
from newsroom.article import ArticleId, ChannelName, Kind
from newsroom.publishing import ChannelResult, Outcome
from tests.support.power import Power, Powered
from tests.support.samples import content
from tests.support.storages import Storage
from tests.support.walls import Wall

NOTICE = replace(content(), kind=Kind.NOTICE)
"""Goes to the Portal only, so that one publication closes the article."""


async def ordered(storage: Storage, channel: ChannelName = ChannelName.PORTAL, **said: Any) -> PublishInput:
    """An approved article's order."""
    article_id = await storage.approved(NOTICE if channel is ChannelName.PORTAL else content(), **said)
    return await order_for(storage, article_id, channel)


async def order_for(storage: Storage, article_id: ArticleId, channel: ChannelName = ChannelName.PORTAL) -> PublishInput:
    standing = await storage.stores.articles.standing(article_id)
    return PublishInput(article_id=article_id, content_hash=standing.content_hash, channel=channel)


async def publish(storage: Storage, wall: Wall, order: PublishInput, power: Power | None = None) -> ChannelResult:
    """One run of the activity, in a process that may lose its power."""
    store: Any = storage.stores.publications
    channel: Any = wall
    if power is not None:
        store, channel = Powered(store, power), Powered(wall, power)
    return await PublishingActivities(store, {order.channel: cast("Wall", channel)}).publish_to_channel(order)


async def publish_until_done(
    storage: Storage, wall: Wall, order: PublishInput, *, most: int = 12
) -> list[ChannelResult]:
    """Every result until the text is shown, as the workflow asks again and again."""
    results = []
    for _ in range(most):
        results.append(await publish(storage, wall, order))
        if results[-1].outcome is Outcome.PUBLISHED:
            return results
    raise AssertionError(results)


async def shown_once(storage: Storage, wall: Wall, order: PublishInput) -> None:
    """One visible post, one receipt, each clock met once, a ledger without a fault for that article."""
    key = (await intent(storage, order))["key"]
    assert len(wall.visible(key)) == 1
    (receipt,) = await storage.bodies(order.article_id, kind="receipt")
    assert receipt["external_id"] == wall.visible(key)[0].id
    assert (await storage.clocks(order.article_id))["publish", order.channel] == ["met"]
    assert (await intent(storage, order))["state"] == "published"


async def intent(storage: Storage, order: PublishInput) -> dict[str, Any]:
    rows = await storage.rows(
        "SELECT * FROM intents WHERE article_id = $1 AND channel = $2", order.article_id, order.channel
    )
    return rows[0] if rows else {}
