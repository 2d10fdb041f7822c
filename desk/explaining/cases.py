"""Why an article lies with whom it lies, at any moment: what was in force then, and who could do what on which ground.

Every answer comes from the rules themselves, asked with the notice, the roster and the standing of that moment.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from activities.storage.articles.reading import ReadingStore
from activities.storage.boards import NoBoard
from activities.storage.past import PastStore, Then
from desk.refusal import refusal, usable
from desk.viewpoint import KnowsTexts
from newsroom.article import ArticleId, ChannelName, Content, Kind, MemberId, Source, Topic
from newsroom.authority import Ground, rerouted
from newsroom.board import APPROVING_OFFICES, TAKEN_OVER, Board, Member
from newsroom.claims import Claim, Details
from newsroom.decisions import decide, first_standing
from newsroom.entitlement.titles import seat_of
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted
from newsroom.ledger.entries import Unreadable
from newsroom.ledger.history import History, fold
from newsroom.stages import Act, Stage, acts_at
from newsroom.standing import Standing
from newsroom.text import quoted

OPEN: Final = frozenset({Stage.RECEIVED, Stage.EDITING, Stage.RETURNED, Stage.AWAITING_APPROVAL, Stage.BEFORE_BOARD})
"""Stages at which an approval is still to come."""

_REROUTED: Final = OPEN | {Stage.SCHEDULED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """An article that nobody has written: whose would it be?"""

    kind: Kind
    topics: tuple[str, ...] = ()
    author: str
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """An article at an instant, with all that its resolution depends on.

    Shape: `article_id` is empty for a question; `decided` is the ledger's entry on the last decision by then.
    """

    then: Then
    article_id: str
    standing: Standing
    content: Content
    decided: ActAccepted | None = None

    @property
    def board(self) -> Board:
        """The notice in force then."""
        return self.then.version.board

    def owner(self) -> Member:
        """Whose the article is by the notice."""
        return self.board.holder(self.standing.route.owner)

    def grounds(self) -> dict[Act, dict[MemberId, Ground]]:
        """The acts possible at its stage, each with everybody who could do it, on the ground the ledger would name."""
        return {
            act: {
                member.id: ground for member in self.board.members if (ground := self.ground(member, act)) is not None
            }
            for act in acts_at(self.standing.stage)
        }

    def ground(self, member: Member, act: Act) -> Ground | None:
        """The ground on which a member could do an act then; None when it would be refused."""
        at = self.then.at
        claim = Claim(
            act_id="",
            act=act,
            article_id=self.standing.article_id,
            content_hash=self.standing.content_hash,
            member=member.id,
            office=member.office,
            made_at=at,
            details=self._details(act),
        )
        try:
            return decide(self.board, self.standing, claim, self.content, at, self.then.roster).ground
        except Refused:
            return None

    def _details(self, act: Act) -> Details:
        """Details with which nothing but the title decides."""
        standing, at = self.standing, self.then.at
        others = [channel for channel in standing.channels if channel is not ChannelName.PORTAL]
        stand_ins = [
            member.id
            for member in self.board.members
            if member.office in APPROVING_OFFICES
            and member.id != standing.author
            and not self.then.roster.is_away(member.id, at)
        ]
        return Details(
            reason="?",
            reason_code="other",
            publish_at=at + timedelta(hours=1) if act is Act.RESCHEDULE else None,
            channel=next(iter([*others, *standing.channels]), None),
            to=next(iter(stand_ins), ""),
            new_hash=standing.content_hash if act is Act.RESUBMIT else "",
            new_revision=standing.revision + 1 if act is Act.RESUBMIT else 0,
        )


class Explainer:
    """Explains any article, and any question, at any moment."""

    def __init__(self, past: PastStore, articles: KnowsTexts, reading: ReadingStore) -> None:
        self._past = past
        self._articles = articles
        self._reading = reading

    async def article(self, article_id: str, at: datetime) -> Explained:
        """An article as it stood by the ledger. Errors: Refused (unknown_article); InvalidInput (at)."""
        lines = await self._reading.timeline(article_id)
        told = fold(lines, at)
        if told is None and isinstance(lines[0].entry, Unreadable):
            what = f"dòng sổ {lines[0].seq} không đọc được: {lines[0].entry.reason}"
            raise refusal("article_id", what, "hãy báo Kỹ sư phụ trách kỹ thuật chạy `toasoan ledger verify`")
        if told is None:
            raise refusal("at", f"lúc đó chưa có bài “{quoted(article_id)}”", "hãy chọn một giờ sau khi bài được gửi")
        then = await self._then(at)
        content = await self._articles.content(article_id, told.standing.content_hash)
        standing = await self._standing(told, then, content)
        return Explained(
            then=then, article_id=article_id, standing=_seated(then, standing), content=content, decided=told.decided
        )

    async def question(self, question: Question, at: datetime) -> Explained:
        """An article of that kind, topics, author and source, as if it waited for its approval then.

        Errors: InvalidInput (kind, topics, author, at).
        """
        then = await self._then(at)
        board = then.version.board
        for topic in question.topics:
            if topic not in board.topic_labels:
                known = ", ".join(board.topic_labels)
                raise refusal("topics", f"không có chủ đề “{quoted(topic, 40)}”", f"hãy chọn: {known}")
        if board.member(question.author) is None:
            known = ", ".join(member.id for member in board.members)
            raise refusal("author", f"lúc đó không có tài khoản “{quoted(question.author, 40)}”", f"hãy chọn: {known}")
        content = Content(
            kind=question.kind,
            topics=tuple(Topic(topic) for topic in question.topics),
            title="",
            summary="",
            body_html="",
            byline="",
            source=Source(name="", url=question.source, published_on="") if question.source else None,
        )
        author = MemberId(question.author)
        first = first_standing(board, ArticleId(""), content, author=author, now=at, roster=then.roster)
        standing = replace(first, stage=Stage.AWAITING_APPROVAL)
        return Explained(then=then, article_id="", standing=_seated(then, standing), content=content)

    async def _then(self, at: datetime) -> Then:
        try:
            return await self._past.then(usable("at", at))
        except NoBoard:
            raise refusal("at", "lúc đó chưa có bản phân công nào", "hãy chọn một giờ sau đó") from None

    async def _standing(self, told: History, then: Then, content: Content) -> Standing:
        """The recorded standing with what its text and a later notice make of it."""
        wanted = (await self._past.then(told.text_at)).version.board.kind_channels[content.kind]
        standing = replace(told.standing_at(then.at, wanted), kind=content.kind, topics=content.topics)
        if standing.route.name == TAKEN_OVER or standing.stage not in _REROUTED:
            return standing
        if (await self._past.then(told.routed_at)).version.number == then.version.number:
            return standing
        # A new notice re-routes what is open without an entry of each article's own.
        return replace(standing, route=rerouted(standing.route, then.version.board, content, standing.author))


def _seated(then: Then, standing: Standing) -> Standing:
    return replace(standing, seat=seat_of(then.version.board, then.roster, standing, then.at))
