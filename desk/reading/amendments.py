"""What members ask of changes to published articles; a change is seen by whoever may see its article."""

from dataclasses import dataclass

from activities.storage.articles.store import ArticleStore
from activities.storage.matters.reading import AmendmentSheet, MatterReadingStore, unknown_matter
from activities.storage.roster import RosterStore
from desk.reading.visible import visible_standing
from desk.viewpoint import Viewpoint
from newsroom.article import Content
from newsroom.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal as it is read: with where the article stands, and the text to come unless it is a take-down."""

    sheet: AmendmentSheet
    standing: Standing
    content: Content | None = None


class AmendmentReading:
    """Questions on changes. Errors: Refused (unknown_article, unknown_matter), also for what one may not see."""

    def __init__(self, articles: ArticleStore, matters: MatterReadingStore, roster: RosterStore) -> None:
        self._articles = articles
        self._matters = matters
        self._roster = roster

    async def of_article(self, view: Viewpoint, article_id: str) -> tuple[AmendmentSheet, ...]:
        """The changes of an article, the newest first."""
        await visible_standing(self._articles, view, article_id)
        return await self._matters.amendments_of(article_id)

    async def waiting(self, view: Viewpoint) -> tuple[AmendmentSheet, ...]:
        """What waits for a decision or a confirmation, the longest waiting first."""
        found = await self._matters.amendments_to_decide()
        return tuple(sheet for sheet, standing in found if view.sees(standing))

    async def sheet(self, view: Viewpoint, amendment_id: str) -> AmendmentSheet:
        """A change without its text."""
        sheet, _ = await self._seen(view, amendment_id)
        return sheet

    async def text(self, view: Viewpoint, amendment_id: str) -> Proposed:
        """A change with its text; that the viewer has opened it is noted."""
        sheet, standing = await self._seen(view, amendment_id)
        amendment = sheet.amendment
        if not amendment.new_hash:
            return Proposed(sheet=sheet, standing=standing)
        content = await self._articles.content(amendment.article_id, amendment.new_hash)
        await self._roster.opened(amendment.article_id, view.viewer.id, amendment.new_hash, view.at)
        return Proposed(sheet=sheet, standing=standing, content=content)

    async def _seen(self, view: Viewpoint, amendment_id: str) -> tuple[AmendmentSheet, Standing]:
        sheet = await self._matters.amendment(amendment_id)
        standing = await self._articles.standing(sheet.amendment.article_id)
        if not view.sees(standing):
            raise unknown_matter("đề nghị sửa", amendment_id)
        return sheet, standing
