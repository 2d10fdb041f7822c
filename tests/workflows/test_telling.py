"""Telling articles that they were moved: whoever dies in the middle is gone on for, and nobody is left out."""

import pytest
from temporalio.testing import ActivityEnvironment

from activities.matters import MatterActivities
from newsroom.article import ArticleId
from newsroom.stages import Act
from tests.support.power import PowerCut
from tests.support.storages import Storage


async def test_who_dies_while_telling_is_gone_on_for(own_storage: Storage) -> None:
    """The second worker tells those again who were not yet struck off; hearing twice only makes them look twice."""
    storage, heard = own_storage, list[ArticleId]()
    waiting = sorted([await moved(storage) for _ in range(3)])

    async def tell(article_id: ArticleId) -> None:
        heard.append(article_id)
        if heard == waiting[:2]:
            raise PowerCut

    activities = MatterActivities(
        storage.stores.acts, storage.stores.moves, storage.stores.articles, tell, per_second=1000
    )
    with pytest.raises(PowerCut):
        await ActivityEnvironment().run(activities.tell_articles)
    assert [article_id for article_id, _ in await storage.stores.moves.untold(10)] == waiting
    assert await ActivityEnvironment().run(activities.tell_articles) == 3
    assert heard == [*waiting[:2], *waiting]
    assert await storage.stores.moves.untold(10) == ()


async def moved(storage: Storage) -> ArticleId:
    """An article whose workflow has not heard of a move."""
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    await storage.admin.execute("UPDATE articles SET seat_version = seat_version + 1 WHERE id = $1", article_id)
    return article_id
