"""Matters: attending to what is due, telling articles of a move."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from temporalio import activity

from activities.contracts import ActivityName, ArticleNow, AttendInput, MatterNow
from activities.failures import refusal, storage_away
from activities.storage.articles.store import ArticleStore
from activities.storage.database import StorageUnreachable
from activities.storage.matters.reseating import MoveStore
from activities.storage.recording.acts import ActStore
from newsroom.article import ArticleId
from newsroom.errors import Refused
from newsroom.standing import in_short

_BATCH: Final = 50

Tell = Callable[[ArticleId], Awaitable[None]]
"""Lets an article's workflow know that it was moved; nothing happens when the workflow is not there."""


class MatterActivities:
    """What follows from acts on matters. Units: `per_second` articles are told, so that others keep their pace."""

    def __init__(
        self, acts: ActStore, moves: MoveStore, articles: ArticleStore, tell: Tell, *, per_second: float
    ) -> None:
        self._acts = acts
        self._moves = moves
        self._articles = articles
        self._tell = tell
        self._pause = 1 / per_second

    @activity.defn(name=ActivityName.ATTEND_MATTER)
    async def attend_matter(self, order: AttendInput) -> MatterNow:
        """How a matter stands after what was due has been done.

        Again: what is done already stays done.
        """
        try:
            return await self._acts.attend(order.matter)
        except Refused as refused:
            raise refusal(refused) from refused
        except StorageUnreachable as lost:
            raise storage_away(lost) from lost

    @activity.defn(name=ActivityName.TELL_ARTICLES)
    async def tell_articles(self) -> int:
        """How many workflows were told that their article has moved.

        Again: goes on with those that have not heard; one told twice only looks again.
        """
        told = 0
        try:
            while waiting := await self._moves.untold(_BATCH):
                for article_id, _ in waiting:
                    await self._tell(article_id)
                    await asyncio.sleep(self._pause)
                await self._moves.told(waiting)
                told += len(waiting)
                activity.heartbeat(told)
        except StorageUnreachable as lost:
            raise storage_away(lost) from lost
        return told

    @activity.defn(name=ActivityName.LOOK_UP_ARTICLE)
    async def look_up_article(self, article_id: str) -> ArticleNow:
        """Where an article stands by the storage.

        Again: reads only.
        """
        try:
            opening = await self._articles.opening(article_id)
        except Refused as refused:
            raise refusal(refused) from refused
        except StorageUnreachable as lost:
            raise storage_away(lost) from lost
        return ArticleNow(standing=in_short(opening.standing), agenda=opening.agenda, asked=opening.asked)
