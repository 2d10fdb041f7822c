"""The life of an article on a real server."""

from newsroom.stages import Stage
from tests.house import House, eventually


async def test_an_approved_article_is_seen_once_on_each_channel(house: House) -> None:
    """The straight-through path: without it nothing else matters."""
    article_id = await house.ready_for_approval()
    await house.approve(article_id)

    async def published() -> bool:
        return (await house.stores.articles.standing(article_id)).stage is Stage.PUBLISHED

    await eventually(published)
    assert sorted(post["channel"] for post in await house.visible(article_id)) == ["fanpage", "portal", "zalo_oa"]
    assert await house.stores.ledger.faults() == ()
