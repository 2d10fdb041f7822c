"""What a member can do at the desk: one function per act, the same for pages, API and command line."""

import uuid
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Final

from temporalio.client import Client

from activities.contracts import SignedAct
from activities.storage.articles.lookalikes import Alike
from activities.storage.articles.openings import Known
from activities.storage.articles.points import PointStore
from activities.storage.articles.rows import unknown_article
from activities.storage.articles.store import ArticleStore, Submission
from activities.storage.boards import BoardStore
from activities.storage.database import StorageUnreachable, now
from activities.storage.roster import RosterStore
from desk.acts.intake import intake_of, submission_claim
from desk.acts.once import act_id_of
from desk.acts.sending import ANSWER_WITHIN, NamedRecorder, Prepares, Sending
from desk.facts import known_member
from desk.letters import tidy
from desk.members import member_of
from desk.refusal import usable
from desk.server_trouble import SERVER_AWAY, ServerUnreachable
from desk.signing import DeskKey
from desk.starting import Starter
from desk.statements import Manuscript, Relabel
from newsroom.article import ArticleId, ContentHash
from newsroom.board import Member
from newsroom.checklist.likeness import alike, known_lookalikes
from newsroom.checklist.points import points_digest
from newsroom.claims import Claim, Details, bringing
from newsroom.decisions import may
from newsroom.members.actors import Actor
from newsroom.members.visibility import is_there_for
from newsroom.roster import Roster
from newsroom.signed.canonical import EARLIEST, Via
from newsroom.stages import ACTS, Act
from newsroom.standing import Standing, wait_of
from workflows.messages import STANDING_CHANGED, ActAnswer, article_workflow_id

_LONGEST_REASON: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """The receipt of a submission: `receipt` is its line in the ledger.

    Shape: `awaits_intake` when the secretary is to pass it on; `started` is False while the workflow server cannot be
    reached; `warnings` say what the newsroom has already.
    """

    article_id: ArticleId
    is_new: bool
    receipt: int
    awaits_intake: bool
    started: bool
    notes: tuple[str, ...]
    warnings: tuple[str, ...]


class Desk:
    """Acts of members. Every act is signed here, judged by the workflow's activity, and written to the ledger."""

    def __init__(
        self,
        client: Client,
        articles: ArticleStore,
        acts: NamedRecorder,
        boards: BoardStore,
        roster: RosterStore,
        key: DeskKey,
        starter: Starter,
        points: PointStore,
        waiting: Prepares,
    ) -> None:
        self._client = client
        self._articles = articles
        self._acts = acts
        self._sending = Sending(recorder=acts, key=key, over="quy trình của bài đã kết thúc", waiting=waiting)
        self._boards = boards
        self._roster = roster
        self._key = key
        self.starter = starter
        self._points = points

    async def member(self, member_id: str) -> Actor:
        """The member with that account, named by whoever keeps the servers. Errors: Refused (unknown_member)."""
        return await member_of(self._boards, member_id, Via.SHELL)

    async def named(self, member: Actor, key: str, request: str) -> Actor:
        """The member, to do what a request with a key asks for, once. Errors: InvalidInput."""
        return replace(member, act_id=await act_id_of(self._acts, member.id, key, request))

    async def submit(
        self, member: Actor, manuscript: Manuscript, *, request_id: str = "", contributor: str = ""
    ) -> Submitted:
        """The receipt for a new article: stored whole before this returns, started as soon as the server answers.

        Shape: the secretary may hand it in for a `contributor`, who is then its author.
        Again: the same `request_id` gives the receipt of the first time.
        Errors: Refused (not_entitled); InvalidInput (contributor).
        Source: rule 72.
        """
        board = (await self._boards.in_force()).board
        intake = await intake_of(member, board, self._acts, contributor)
        article_id = await self._articles.new_id()
        points = points_digest(manuscript.points)
        claim = submission_claim(member, article_id, request_id or article_id, manuscript.content, intake, points)
        submission = Submission(
            article_id=article_id,
            request_id=claim.request_id,
            author=claim.member,
            content=manuscript.content,
            photos=manuscript.photo_bytes,
            signed=self._key.sign(claim),
            points=manuscript.points,
        )
        taken = await self._articles.submit(submission)
        return Submitted(
            article_id=taken.article_id,
            is_new=taken.is_new,
            receipt=taken.number,
            awaits_intake=intake.waits,
            started=await self.starter.start(taken.article_id, taken.opening),
            notes=manuscript.notes,
            warnings=await self._alike(member, taken.alike),
        )

    async def finish_edit(
        self,
        member: Actor,
        article_id: str,
        *,
        seen: str = "",
        manuscript: Manuscript | Relabel | None = None,
        topics_reason: str = "",
    ) -> ActAnswer:
        """Hand the article on for approval, with the edited text when there is one, or another kind or other topics.

        Shape: `topics_reason` says why reserved news has no reserved topic.
        Source: rules 22, 54; ambiguities A1, A3; decision 0042.
        """
        if isinstance(manuscript, Relabel):
            seen, manuscript = await self._relabelled(article_id, seen, manuscript)
        details = await self._with_text(member, Act.FINISH_EDIT, article_id, manuscript)
        details = replace(details, topics_reason=topics_reason)
        return await self.act(member, Act.FINISH_EDIT, article_id, seen=seen, details=details)

    async def resubmit(
        self,
        member: Actor,
        article_id: str,
        *,
        seen: str = "",
        manuscript: Manuscript | None = None,
        reason: str = "",
        topics_reason: str = "",
    ) -> ActAnswer:
        """Send the mended text of a returned article, or say why it is sent again as it was."""
        details = await self._with_text(member, Act.RESUBMIT, article_id, manuscript)
        details = replace(details, reason=reason, topics_reason=topics_reason)
        return await self.act(member, Act.RESUBMIT, article_id, seen=seen, details=details)

    async def act(
        self, member: Actor, act: Act, article_id: str, *, seen: str = "", details: Details | None = None
    ) -> ActAnswer:
        """Do one act on the text that the member has seen (`seen`, a content hash; the current one when empty).

        Errors: Refused, recorded in the ledger; ServerUnreachable, saying whether the act took effect; InvalidInput
        (to) for a member whom nobody knows, (publish_at) for an hour at the end of the calendar.
        """
        details = await self._readable(act, _tidied(details or Details()))
        if details.publish_at is not None:
            usable("publish_at", details.publish_at)
        if ACTS[act].names_member:
            known_member((await self._boards.in_force()).board, "to", details.to)
        known = await self._articles.known(article_id)
        claim = _claim(member, act, known.standing, seen, details)
        if not await self._is_there_for(member, known.standing, claim.made_at):
            raise await self._sending.unseen(claim, unknown_article(article_id))
        return await self._sent(claim, known, named=bool(member.act_id))

    async def complete(self, claim: Claim) -> ActAnswer:
        """Do an act that its member's device has signed. Errors: as `act`."""
        return await self._sent(claim, await self._articles.known(claim.article_id), named=True)

    async def _sent(self, claim: Claim, known: Known, *, named: bool) -> ActAnswer:
        await self._ensure_started(known)
        ask, recorded = partial(self._ask, claim, known), partial(self._recorded, claim.article_id)
        return await self._sending.answer(claim, ask, recorded, named=named)

    async def _with_text(self, member: Actor, act: Act, article_id: str, manuscript: Manuscript | None) -> Details:
        """The details that name a proposed text; nothing is stored for a member who may not do the act anyway."""
        if manuscript is None:
            return Details()
        current = await self._articles.standing(article_id)
        board = (await self._boards.in_force()).board
        at = now()
        if not may(board, current, member.id, act, at, await self._roster.at(at)):
            return Details()
        number, _ = await self._articles.add_revision(
            article_id, member.id, manuscript.content, manuscript.photo_bytes, manuscript.points
        )
        if number == current.revision:
            return Details()
        return bringing(manuscript.content, number, points_digest(manuscript.points))

    async def _relabelled(self, article_id: str, seen: str, labels: Relabel) -> tuple[str, Manuscript]:
        """The text that was seen, by its hash, under another kind or other topics; its points stay with it."""
        text = seen or (await self._articles.standing(article_id)).content_hash
        content = await self._articles.content(article_id, text)
        topics = content.topics if labels.topics is None else labels.topics
        content = replace(content, kind=labels.kind or content.kind, topics=topics)
        points = await self._points.of_text(article_id, text)
        return text, Manuscript(content=content, photo_bytes={}, points=points)

    async def _readable(self, act: Act, details: Details) -> Details:
        """The details as every worker reads them; a question to the Head holds once none of the build before runs.

        Errors: ServerUnreachable for what such a worker would refuse.
        """
        rolling = await self._acts.claims_version() == EARLIEST
        if rolling and (details.topics_reason or details.channels_on or details.points or act is Act.PASS_UP):
            raise ServerUnreachable(
                f"Hệ thống đang nâng cấp nên chưa {ACTS[act].label} như vậy được; thao tác chưa có hiệu lực. "
                "Hãy thử lại sau khi Kỹ sư báo đã nâng cấp xong."
            )
        return replace(details, holds=act is Act.ASK_REROUTE and not rolling)

    async def _alike(self, member: Member, found: Sequence[Alike]) -> tuple[str, ...]:
        at = now()
        seen = [(each.lookalike, await self._is_there_for(member, each.standing, at)) for each in found]
        return tuple(finding.message for finding in alike(known_lookalikes(seen)))

    async def _is_there_for(self, member: Member, standing: Standing, at: datetime) -> bool:
        """Whether an article exists for a member; what somebody has lent is only asked for where it decides."""
        known = is_there_for(member, standing, Roster(), at)
        return known or is_there_for(member, standing, await self._roster.at(at), at)

    async def _ensure_started(self, known: Known) -> None:
        if not known.has_workflow and not await self.starter.start(known.standing.article_id):
            raise ServerUnreachable(
                "Bài đã được lưu nhưng quy trình chưa khởi động được vì máy chủ quy trình không liên lạc được; "
                "thao tác chưa có hiệu lực. Hãy thử lại sau ít phút."
            )

    async def _ask(self, claim: Claim, known: Known, signed: SignedAct) -> ActAnswer:
        handle = self._client.get_workflow_handle(article_workflow_id(claim.article_id))
        if known.is_untold:
            # The workflow may still believe what was before a meeting or a new notice: it looks first, then judges.
            await handle.signal(STANDING_CHANGED, rpc_timeout=ANSWER_WITHIN)
        answer: ActAnswer = await handle.execute_update(
            claim.act.value, signed, id=claim.act_id, result_type=ActAnswer, rpc_timeout=ANSWER_WITHIN
        )
        # The act is the move after those that were known; of what came between, the workflow is told in time.
        with suppress(StorageUnreachable):
            await self.starter.note_told(claim.article_id, known.moves + 1)
        return answer

    async def _recorded(self, article_id: str) -> ActAnswer:
        """The answer to an act that the ledger has and the workflow may not know of: it is told at once."""
        known = await self._articles.known(article_id)
        if known.is_untold:
            with suppress(*SERVER_AWAY, StorageUnreachable):
                await self.starter.tell(article_id, known.moves)
        return ActAnswer(stage=known.standing.stage, waiting_for=wait_of(known.standing))


def _claim(member: Actor, act: Act, standing: Standing, seen: str, details: Details) -> Claim:
    return Claim(
        act_id=member.act_id or uuid.uuid4().hex,
        act=act,
        article_id=standing.article_id,
        content_hash=ContentHash(seen or standing.content_hash),
        member=member.id,
        office=member.office,
        made_at=now(),
        via=member.via,
        details=details,
    )


def _tidied(details: Details) -> Details:
    """The details with a reason that the ledger can keep: clean letters, no longer than a page."""
    reason, why = (tidy(said).strip()[:_LONGEST_REASON] for said in (details.reason, details.topics_reason))
    return replace(details, reason=reason, topics_reason=why)
