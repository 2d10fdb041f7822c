"""What members ask of articles: where one stands, what it says, what happened to it, and why it is whose.

Every question names who looks; an article that they may not see does not exist for them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from activities.storage.articles.points import PointStore
from activities.storage.articles.reading import Card, ReadingStore, Taken
from activities.storage.articles.rows import Revision, unknown_article
from activities.storage.articles.store import ArticleStore
from activities.storage.past import PastStore
from activities.storage.roster import RosterStore
from desk.explaining.cases import Explained, Explainer, Question
from desk.reading.visible import check_seen, visible_standing
from desk.viewpoint import Viewpoint
from newsroom.article import Content, Photo, photo_of
from newsroom.board import Office
from newsroom.checklist.check import Facts, Finding, check
from newsroom.checklist.findings import Lookalike
from newsroom.checklist.leaders import Leader
from newsroom.checklist.likeness import alike, known_lookalikes
from newsroom.checklist.listed import ListedPoint, still_open
from newsroom.checklist.reserved import to_confirm
from newsroom.entitlement.intake import contributors
from newsroom.ledger.acts import ActAccepted, BoardDecision
from newsroom.ledger.entries import Line
from newsroom.ledger.matter_acts import MatterActAccepted
from newsroom.ledger.sightings import Breach, ChannelAmended, ChannelStopped, Receipt
from newsroom.members.pages import Listed, Page, Place, listed
from newsroom.members.visibility import Sight, ground_shown
from newsroom.stages import Stage
from newsroom.standing import Standing
from newsroom.working_time import local

KnowsLeaders = Callable[[], tuple[Leader, ...]]
"""Says who holds and held which post. Errors: InvalidLeaders."""

_LOOKED_THROUGH: Final = 1000
_NEWEST: Final = Page()
_OF_CHANNELS: Final = (Receipt, ChannelAmended, ChannelStopped, Breach)


@dataclass(frozen=True, slots=True, kw_only=True)
class Revisions:
    """The texts of an article, the newest first, and where it stands. Shape: `looked_at` is what was opened last."""

    standing: Standing
    texts: tuple[Revision, ...]
    looked_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SinceOpened:
    """A text, and the one that somebody opened last, with the hour; None and None of what was never opened."""

    standing: Standing
    content: Content
    before: Content | None
    opened_at: datetime | None


class ArticleReading:
    """Questions on articles. Errors: Refused (unknown_article), also for what the viewer may not see."""

    def __init__(
        self,
        articles: ArticleStore,
        cards: ReadingStore,
        roster: RosterStore,
        past: PastStore,
        points: PointStore,
        leaders: KnowsLeaders,
    ) -> None:
        self._articles = articles
        self._leaders = leaders
        self._cards = cards
        self._roster = roster
        self._points = points
        self._explainer = Explainer(past, articles, cards)

    async def cards(self, view: Viewpoint, *, stage: Stage | None = None, page: Page = _NEWEST) -> Listed[Card]:
        """The newest articles that the viewer may see, of one stage or of all.

        Shape: so many are looked through at a time; fewer than were asked for may come, and more be there.
        """
        found = await self._cards.cards(stage=stage, page=replace(page, limit=_LOOKED_THROUGH))
        seen = tuple(card for card in found if view.sees(card.standing))
        if len(seen) >= page.limit:
            return listed(seen, page.limit, _place)
        return replace(listed(found, _LOOKED_THROUGH, _place), rows=seen)

    async def receipts(self, view: Viewpoint, *, only_open: bool, page: Page = _NEWEST) -> Listed[Taken]:
        """What contributors have sent in, the newest first; a contributor sees the own texts.

        Errors: Refused (not_entitled) for others who stand outside the board.
        """
        viewer = view.viewer
        own = viewer.office is Office.CONTRIBUTOR
        if not own:
            view.check_inside("bài của cộng tác viên")
        authors = [viewer.id] if own else [member.id for member in contributors(view.board)]
        found = await self._cards.receipts(authors, only_open=only_open, page=page)
        return listed(found, page.limit, lambda taken: _place(taken.card))

    async def card(self, view: Viewpoint, article_id: str) -> Card:
        """An article with its channels and clocks."""
        card = await self._cards.card(article_id)
        check_seen(view, card.standing)
        return card

    async def standing(self, view: Viewpoint, article_id: str) -> Standing:
        """Where an article stands."""
        return await visible_standing(self._articles, view, article_id)

    async def revision(self, view: Viewpoint, article_id: str, text: str) -> Content:
        """The text of an article with that hash, for whom its file is. Errors: as `revisions`."""
        await visible_standing(self._articles, view, article_id, Sight.FILE)
        return await self._articles.content(article_id, text)

    async def text(self, view: Viewpoint, article_id: str) -> tuple[Standing, Content]:
        """Where an article stands, and its text in full; that the viewer has opened it is noted.

        Errors: also Refused (not_entitled) for whom the text is not ready yet.
        """
        standing, content = await self._current(view, article_id, Sight.TEXT)
        await self._roster.opened(article_id, view.viewer.id, standing.content_hash, view.at)
        return standing, content

    async def since_opened(self, view: Viewpoint, article_id: str) -> SinceOpened:
        """The text beside the one that the viewer opened last; that this one is seen now is noted.

        Errors: also Refused (not_entitled) for whom the text is not ready yet.
        """
        standing, content = await self._current(view, article_id, Sight.TEXT)
        last = await self._roster.last_opened(article_id, view.viewer.id)
        before = await self._articles.content(article_id, last[0]) if last else None
        await self._roster.opened(article_id, view.viewer.id, standing.content_hash, view.at)
        return SinceOpened(standing=standing, content=content, before=before, opened_at=last[1] if last else None)

    async def revisions(self, view: Viewpoint, article_id: str) -> Revisions:
        """Every text of an article. Errors: also Refused (not_entitled) for whom the file is not."""
        standing = await visible_standing(self._articles, view, article_id, Sight.FILE)
        last = await self._roster.last_opened(article_id, view.viewer.id)
        texts = await self._articles.revisions(article_id)
        return Revisions(standing=standing, texts=texts, looked_at=last[0] if last else "")

    async def photo(self, view: Viewpoint, article_id: str, digest: str) -> tuple[Photo, bytes]:
        """A photo of an article's current text, with its bytes; one of another text is as unknown as its article."""
        _, content = await self._current(view, article_id, Sight.TEXT)
        known, data = photo_of(content, digest), await self._articles.photo(digest)
        if known is None or data is None:
            raise unknown_article(article_id)
        return known, data

    async def timeline(self, view: Viewpoint, article_id: str) -> tuple[Line, ...]:
        """What the ledger says of an article, oldest first; of channels and hours alone to who sees no more of it."""
        standing = await self.standing(view, article_id)
        lines = await self._cards.timeline(article_id)
        if view.sight(standing) is Sight.FILE:
            return tuple(_shown(view, line) for line in lines)
        return tuple(line for line in lines if isinstance(line.entry, _OF_CHANNELS))

    async def to_confirm(self, view: Viewpoint, article_id: str) -> tuple[Finding, ...]:
        """What is to be confirmed or corrected before the last edit ends; none for whom the file is not.

        Source: rules 22, 30 and 31; decision 0042.
        """
        standing = await visible_standing(self._articles, view, article_id)
        if view.sight(standing) is not Sight.FILE:
            return ()
        return to_confirm(view.board, await self._articles.content(article_id, standing.content_hash))

    async def points(self, view: Viewpoint, article_id: str) -> tuple[ListedPoint, ...]:
        """The points of the text, and the comments of members, open and closed; none for whom the file is not.

        Source: rule 54; decision 0053.
        """
        standing = await visible_standing(self._articles, view, article_id)
        return await self._points.at_hand(article_id) if view.sight(standing) is Sight.FILE else ()

    async def checklist(self, view: Viewpoint, article_id: str) -> tuple[Finding, ...]:
        """The technical edit's findings; which other article says the same is for those who may know of it.

        Errors: also Refused (not_entitled) for whom the file is not.
        """
        standing, content = await self._current(view, article_id, Sight.FILE)
        facts = Facts(
            today=local(view.at).date().isoformat(),
            official_domains=view.board.official_domains,
            leaders=self._leaders(),
            lookalikes=await self._lookalikes(view, article_id, content),
            open_points=still_open(await self._points.of_revision(article_id, standing.revision)),
            channels=standing.channels,
        )
        return (*check(content, facts), *to_confirm(view.board, content))

    async def alike(self, view: Viewpoint, article_id: str) -> tuple[Finding, ...]:
        """What other articles say the same, for who decides on this one; none for whom the file is not.

        Source: rule 54; decision 0054.
        """
        standing = await visible_standing(self._articles, view, article_id)
        if view.sight(standing) is not Sight.FILE:
            return ()
        content = await self._articles.content(article_id, standing.content_hash)
        return alike(await self._lookalikes(view, article_id, content))

    async def why(self, view: Viewpoint, article_id: str, at: datetime) -> Explained:
        """Why an article lies, or lay at an instant, with whom it lies. Errors: also InvalidInput (at)."""
        await self.standing(view, article_id)
        return await self._explainer.article(article_id, at)

    async def whose(self, question: Question, at: datetime) -> Explained:
        """Whose an article would be that nobody has written. Errors: InvalidInput (kind, topics, author, at)."""
        return await self._explainer.question(question, at)

    async def _lookalikes(self, view: Viewpoint, article_id: str, content: Content) -> tuple[Lookalike, ...]:
        found = await self._articles.lookalikes(article_id, content)
        return known_lookalikes((each.lookalike, view.sees(each.standing)) for each in found)

    async def _current(self, view: Viewpoint, article_id: str, least: Sight) -> tuple[Standing, Content]:
        standing = await visible_standing(self._articles, view, article_id, least)
        return standing, await self._articles.content(article_id, standing.content_hash)


def _place(card: Card) -> Place:
    return Place(at=card.standing.submitted_at, id=card.standing.article_id)


def _shown(view: Viewpoint, line: Line) -> Line:
    match line.entry:
        case ActAccepted() | BoardDecision() | MatterActAccepted():
            ground = ground_shown(view.viewer, line.entry.ground)
            return replace(line, entry=replace(line.entry, ground=ground))
        case _:
            return line
