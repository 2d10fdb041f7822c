"""Changing and taking down what is published: one function per act, for the API and the command line."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from activities.storage.articles.points import PointStore
from activities.storage.articles.reading import ReadingStore
from activities.storage.articles.rows import unknown_article
from activities.storage.articles.store import ArticleStore
from activities.storage.boards import BoardStore
from activities.storage.database import now
from activities.storage.matters.reading import MatterReadingStore, unknown_matter
from activities.storage.roster import RosterStore
from desk.acts.matters import MatterDesk
from desk.facts import clean, known_member, needed, said
from desk.letters import tidy
from desk.refusal import refusal
from desk.statements import Manuscript, Proposal, Relabel
from newsroom.article import ChannelName, Content
from newsroom.board import Board
from newsroom.checklist.points import points_digest
from newsroom.entitlement.titles import editors
from newsroom.matters.amendment_texts import BY_MEANING, JUDGED_CLOSELY, Correction, corrected, updated
from newsroom.matters.channel_texts import OWN_TEXT_CHARS, too_long, with_own_text
from newsroom.matters.facts import (
    ARTICLE,
    BASE_HASH,
    CHANNEL,
    CLOSELY,
    EVIDENCE,
    JUDGED,
    KIND,
    NEW_HASH,
    NEW_REVISION,
    ORDERED_BY,
    POINTS,
    REASON,
    RIGHT,
    SKIP,
    WRONG,
)
from newsroom.matters.kinds import AmendmentKind, MatterAct, MatterKind
from newsroom.members.actors import Actor
from newsroom.members.visibility import is_there_for
from newsroom.stages import Stage
from newsroom.standing import Standing
from newsroom.working_time import local
from workflows.messages import MatterAnswer

_LONGEST_SECTION: Final = 200
_NO_PHOTOS: Final[Mapping[str, bytes]] = MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendmentDesk:
    """Acts on published articles.

    Errors: Refused (unknown_article, unknown_matter) before anything is signed; what the notice does not allow is
    Refused and recorded; InvalidInput names the field; ServerUnreachable says whether the act took effect.
    """

    matters: MatterDesk
    articles: ArticleStore
    boards: BoardStore
    roster: RosterStore
    cards: ReadingStore
    reading: MatterReadingStore = field(repr=False)
    points: PointStore = field(repr=False)

    async def propose(self, member: Actor, article_id: str, proposal: Proposal) -> MatterAnswer:
        """Propose a change; its text is stored only for a member who may propose it."""
        standing = await self._seen(member, MatterAct.PROPOSE_AMENDMENT, article_id)
        facts = _stated(proposal) | {ARTICLE.name: article_id, BASE_HASH.name: proposal.seen or standing.content_hash}
        if proposal.kind is not AmendmentKind.TAKE_DOWN:
            facts |= await self._with_text(member, standing, proposal)
        return await self.matters.open(member, MatterAct.PROPOSE_AMENDMENT, MatterKind.AMENDMENT, facts)

    async def take_down_now(self, member: Actor, article_id: str, *, ordered_by: str, reason: str) -> MatterAnswer:
        """Take an article down at once on an oral order; the engineer names who gave it."""
        await self._seen(member, MatterAct.TAKE_DOWN_NOW, article_id)
        board = (await self.boards.in_force()).board
        giver = known_member(board, ORDERED_BY.name, ordered_by)
        facts = dict((said(ARTICLE, article_id), said(ORDERED_BY, giver), said(REASON, reason)))
        return await self.matters.open(member, MatterAct.TAKE_DOWN_NOW, MatterKind.AMENDMENT, facts)

    async def approve(self, member: Actor, amendment_id: str, *, seen: str) -> MatterAnswer:
        """Approve exactly the proposed text that was read (`seen`, empty for a take-down)."""
        return await self._do(member, MatterAct.APPROVE_AMENDMENT, amendment_id, {NEW_HASH.name: seen})

    async def refuse(self, member: Actor, amendment_id: str, *, seen: str, reason: str) -> MatterAnswer:
        """Refuse a proposal; the article stays as it is."""
        facts = dict((said(NEW_HASH, seen), said(REASON, reason)))
        return await self._do(member, MatterAct.REFUSE_AMENDMENT, amendment_id, facts)

    async def confirm(self, member: Actor, amendment_id: str) -> MatterAnswer:
        """Confirm the oral order by which an article was taken down."""
        return await self._do(member, MatterAct.CONFIRM_TAKE_DOWN, amendment_id, {})

    async def retry(
        self, member: Actor, amendment_id: str, *, channel: ChannelName, skip: bool = False, reason: str = ""
    ) -> MatterAnswer:
        """Let a stopped channel try again, or go on without it."""
        facts = dict((said(CHANNEL, channel), said(SKIP, "yes" if skip else ""), said(REASON, reason)))
        return await self._do(member, MatterAct.RETRY_CHANNEL, amendment_id, facts)

    async def _do(self, member: Actor, act: MatterAct, amendment_id: str, facts: dict[str, str]) -> MatterAnswer:
        amendment = (await self.reading.amendment(amendment_id)).amendment
        matter, unknown = f"{MatterKind.AMENDMENT}/{amendment.id}", unknown_matter("đề nghị sửa", amendment_id)
        if not await self._is_there(member, await self.articles.standing(amendment.article_id)):
            raise await self.matters.unseen(member, act, matter, facts, unknown)
        return await self.matters.do(member, act, matter, facts)

    async def _seen(self, member: Actor, act: MatterAct, article_id: str) -> Standing:
        """Where an article stands that is there for the member. Errors: Refused (unknown_article)."""
        standing = await self.articles.standing(article_id)
        if not await self._is_there(member, standing):
            facts, matter = dict([said(ARTICLE, article_id)]), f"{MatterKind.AMENDMENT}/{uuid.uuid4().hex[:12]}"
            raise await self.matters.unseen(member, act, matter, facts, unknown_article(article_id))
        return standing

    async def _is_there(self, member: Actor, standing: Standing) -> bool:
        at = now()
        return is_there_for(member, standing, await self.roster.at(at), at)

    async def _with_text(self, member: Actor, standing: Standing, proposal: Proposal) -> dict[str, str]:
        """Revision and hash of the new text; nothing for a member whose proposal will be refused anyway."""
        at = now()
        board, roster = (await self.boards.in_force()).board, await self.roster.at(at)
        editing = replace(standing, stage=Stage.EDITING)
        unread = standing.stage in {Stage.AWAITING_APPROVAL, Stage.SCHEDULED}
        may_change = standing.stage in {Stage.PUBLISHED, Stage.PUBLISHING} or (
            unread and proposal.kind is AmendmentKind.TYPO
        )
        fresh = may_change and proposal.seen in {"", standing.content_hash}
        if not fresh or editors(board, roster, editing, at).title_of(member.id) is None:
            return {}
        if proposal.kind is AmendmentKind.CHANNEL_TEXT:
            before = await self.articles.content(standing.article_id, standing.content_hash)
            content, photos = _with_own_text(before, proposal), _NO_PHOTOS
            points = await self.points.of_text(standing.article_id, standing.content_hash)
        else:
            manuscript = await self._manuscript(standing, proposal)
            photos, points = manuscript.photo_bytes, manuscript.points
            content = await self._amended(board, standing, proposal, manuscript.content, at)
        number, text = await self.articles.add_revision(standing.article_id, member.id, content, photos, points)
        named = dict([said(POINTS, points_digest(points))]) if points else {}
        return {NEW_HASH.name: text, NEW_REVISION.name: str(number), **named}

    async def _manuscript(self, standing: Standing, proposal: Proposal) -> Manuscript:
        match proposal.manuscript:
            case Manuscript() as manuscript:
                return manuscript
            case Relabel(topics=topics) if topics:
                content = await self.articles.content(standing.article_id, standing.content_hash)
                points = await self.points.of_text(standing.article_id, standing.content_hash)
                return Manuscript(content=replace(content, topics=topics), photo_bytes={}, points=points)
            case _ if proposal.kind is AmendmentKind.TOPICS:
                raise refusal("topics", "chưa ghi chủ đề mới", "hãy ghi mọi chủ đề mà bài cần có")
            case _:
                what = "hãy gửi kèm tệp .docx, .md hoặc .html của cả bài đã sửa"
                raise refusal("manuscript", "chưa có bản mới", what)

    async def _amended(
        self, board: Board, standing: Standing, proposal: Proposal, content: Content, at: datetime
    ) -> Content:
        """The text as readers are to see it: an update says when, a correction what was wrong."""
        match proposal.kind:
            case AmendmentKind.UPDATE:
                return updated(content, at)
            case AmendmentKind.CORRECTION:
                before = await self.articles.content(standing.article_id, standing.content_hash)
                published_at = (await self.cards.card(standing.article_id)).published_at or standing.since
                correction = Correction(
                    wrong=needed(WRONG, proposal.wrong)[1],
                    right=needed(RIGHT, proposal.right)[1],
                    section=clean("section", proposal.section, most=_LONGEST_SECTION) or board.kind_labels[before.kind],
                    published_on=local(published_at).date(),
                )
                return corrected(content, before, correction)
            case (
                AmendmentKind.TYPO
                | AmendmentKind.ADAPT
                | AmendmentKind.TOPICS
                | AmendmentKind.CHANNEL_TEXT
                | AmendmentKind.TAKE_DOWN
            ):
                return content


def _stated(proposal: Proposal) -> dict[str, str]:
    return dict(
        (
            said(KIND, proposal.kind),
            needed(REASON, proposal.reason),
            said(EVIDENCE, proposal.evidence),
            said(WRONG, proposal.wrong),
            said(RIGHT, proposal.right),
            *([said(CHANNEL, proposal.channel)] if proposal.channel else ()),
            *((said(JUDGED, BY_MEANING), said(CLOSELY, JUDGED_CLOSELY)) if proposal.kind is AmendmentKind.TYPO else ()),
        )
    )


def _with_own_text(before: Content, proposal: Proposal) -> Content:
    """The text with the own text of one channel. Errors: InvalidInput, naming the field and how long it may be."""
    if proposal.channel not in OWN_TEXT_CHARS:
        raise refusal("channel", "kênh này không có lời đăng riêng", f"hãy chọn: {', '.join(OWN_TEXT_CHARS)}")
    text = tidy(proposal.text).strip()
    if not text:
        raise refusal("text", "chưa có lời đăng mới", "hãy ghi rồi gửi lại")
    content = with_own_text(before, proposal.channel, text)
    if long := too_long(content, proposal.channel):
        raise refusal("text", long, "hãy rút gọn rồi gửi lại")
    return content
