"""What members ask of changes to published articles; a change is seen by whoever may see its article."""

from dataclasses import dataclass, replace

from activities.storage.articles.store import ArticleStore
from activities.storage.matters.reading import AmendmentSheet, MatterReadingStore, unknown_matter
from activities.storage.roster import RosterStore
from desk.reading.visible import visible_standing
from desk.viewpoint import Viewpoint
from newsroom.article import Content
from newsroom.members.visibility import reads_proposal
from newsroom.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A proposal as it is read: with where the article stands, the text to come, and the one before (`base`).

    Shape: a take-down has neither text.
    """

    sheet: AmendmentSheet
    standing: Standing
    content: Content | None = None
    base: Content | None = None


class AmendmentReading:
    """Questions on changes. Errors: Refused (unknown_article, unknown_matter), also for what one may not see."""

    def __init__(self, articles: ArticleStore, matters: MatterReadingStore, roster: RosterStore) -> None:
        self._articles = articles
        self._matters = matters
        self._roster = roster

    async def of_article(self, view: Viewpoint, article_id: str) -> tuple[AmendmentSheet, ...]:
        """The changes of an article, the newest first; a reason shows to whoever needs it."""
        standing = await visible_standing(self._articles, view, article_id)
        return tuple(_shown(view, sheet, standing) for sheet in await self._matters.amendments_of(article_id))

    async def waiting(self, view: Viewpoint) -> tuple[AmendmentSheet, ...]:
        """What waits for a decision or a confirmation, the longest waiting first."""
        found = await self._matters.amendments_to_decide()
        return tuple(_shown(view, sheet, standing) for sheet, standing in found if view.sees(standing))

    async def sheet(self, view: Viewpoint, amendment_id: str) -> AmendmentSheet:
        """A change without its text."""
        sheet, _ = await self._seen(view, amendment_id)
        return sheet

    async def text(self, view: Viewpoint, amendment_id: str) -> Proposed:
        """A change with its text, where the viewer may read that; that they have opened it is noted."""
        sheet, standing = await self._seen(view, amendment_id)
        amendment = sheet.amendment
        if not amendment.new_hash or not _reads(view, sheet, standing):
            return Proposed(sheet=sheet, standing=standing)
        content = await self._articles.content(amendment.article_id, amendment.new_hash)
        await self._roster.opened(amendment.article_id, view.viewer.id, amendment.new_hash, view.at)
        base = await self._articles.content(amendment.article_id, amendment.base_hash)
        return Proposed(sheet=sheet, standing=standing, content=content, base=base)

    async def _seen(self, view: Viewpoint, amendment_id: str) -> tuple[AmendmentSheet, Standing]:
        sheet = await self._matters.amendment(amendment_id)
        standing = await self._articles.standing(sheet.amendment.article_id)
        if not view.sees(standing):
            raise unknown_matter("đề nghị sửa", amendment_id)
        return _shown(view, sheet, standing), standing


def _shown(view: Viewpoint, sheet: AmendmentSheet, standing: Standing) -> AmendmentSheet:
    """A change as the viewer may see it: without its reason and evidence for whoever has no need of them."""
    if _reads(view, sheet, standing):
        return sheet
    return replace(sheet, evidence="", amendment=replace(sheet.amendment, reason=""))


def _reads(view: Viewpoint, sheet: AmendmentSheet, standing: Standing) -> bool:
    amendment = sheet.amendment
    return reads_proposal(view.viewer, view.sight(standing), amendment.proposed_by, amendment.stage)
