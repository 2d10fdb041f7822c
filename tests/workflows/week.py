"""Playing the week: every submission, act and act at its hour, signed with the desk's key, sent as the desk does."""

import asyncio
import contextlib
import hashlib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count, groupby
from typing import Any, Final, NamedTuple

import pytest
from temporalio.client import WithStartWorkflowOperation, WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.contracts import EDITORIAL_QUEUE, MatterNow, SignedAct
from activities.ports import Trouble
from activities.storage import database
from activities.storage.articles.store import Submission
from desk.acts.intake import submission_claim
from desk.signing import DeskKey, new_private_key
from desk.starting import Starter
from newsroom.article import ArticleId, ChannelName, Content, ContentHash, Kind, MemberId, Topic, subject_of
from newsroom.board import Board, Office
from newsroom.claims import Claim, Details, bringing
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct
from newsroom.members.actors import come_in
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from newsroom.standing import Standing
from tests.support.hand import Hand
from tests.support.samples import OFFICIAL, content
from tests.support.storages import Storage
from tests.support.walls import Fault, Wall
from tests.workflows.week_cases import BUSY_FOR
from tests.workflows.week_clock import a_monday, skipping_server
from tests.workflows.week_script import Piece, Step
from tests.workflows.week_table import MATTER_ACTS, OFFICES, Given, Hour, on
from workers.serving import built_workers
from workers.temporal.codec import data_converter
from workflows.messages import (
    STANDING_QUERY,
    ActAnswer,
    ArticleReport,
    MatterAnswer,
    MatterInput,
    article_workflow_id,
)
from workflows.registry import MATTERS

_ENDS: Final = on("next mon", "19:00")
_TOLD_PER_SECOND: Final = 2000.0
_OPENS_A_MATTER: Final = {"file_absence": "absence", "delegate": "delegation"}
_OLD: Final = timedelta(minutes=11)


class Outcome(NamedTuple):
    """What came of a step or an act: refused with a code, or accepted (an empty one)."""

    at: Hour
    what: str
    act: str
    by: str
    code: str


class Lying(NamedTuple):
    """With whom an article lies at an hour, by the storage and by its own workflow."""

    at: Hour
    article: str
    stage: str
    storage: tuple[str | None, str]
    workflow: tuple[str | None, str]


@dataclass(slots=True)
class Week:
    """A week that is being played, or has been. Shape: `ids` are those of absences and grants by their names."""

    storage: Storage
    board: Board
    hand: Hand
    monday: datetime
    pieces: tuple[Piece, ...]
    walls: dict[ChannelName, Wall]
    starter: Starter
    ids: dict[str, str] = field(default_factory=dict)
    outcomes: list[Outcome] = field(default_factory=list)
    lying: list[Lying] = field(default_factory=list)
    _acts: "count[int]" = field(default_factory=count)

    @property
    def hour(self) -> Hour:
        return self.hand.at - self.monday

    def moment(self, hour: Hour) -> datetime:
        return self.monday + hour

    async def play(self) -> None:
        """All that happens, instant by instant; what happens at one instant happens side by side."""
        plan = sorted(_plan(self.pieces), key=lambda event: event[0])
        for hour, events in groupby(plan, key=lambda event: event[0]):
            await self.hand.to(self.moment(hour), after_a_matter=self._all_have_heard)
            happening = [event for _, event in events]
            for given in (each for each in happening if isinstance(each, Given)):
                await self._matter_act(given)
            acted = [each for each in happening if not isinstance(each, Given)]
            await self.hand.bring({article_workflow_id(p.id) for p, step in acted if step and self._is_open(p)})
            await asyncio.gather(*(self._submit(p) if step is None else self._act(p, step) for p, step in acted))
            await self.hand.rest({article_workflow_id(p.id) for p, _ in acted if self._is_open(p)})
        await self.hand.to(self.moment(_ENDS), after_a_matter=self._all_have_heard)

    def _is_open(self, piece: Piece) -> bool:
        return article_workflow_id(piece.id) in self.hand.due

    async def _submit(self, piece: Piece) -> None:
        text = _text(piece)
        author = (await self.storage.stores.boards.in_force()).board.member(MemberId(piece.author))
        assert author is not None, piece.author
        submission = Submission(
            article_id=ArticleId(piece.id),
            request_id=piece.id,
            author=author.id,
            content=text,
            photos={},
            signed=self.storage.key.sign(
                submission_claim(come_in(author, Via.SHELL), ArticleId(piece.id), piece.id, text)
            ),
        )
        await self.storage.stores.articles.submit(submission)
        assert await self.starter.start(piece.id)
        self.hand.due[article_workflow_id(piece.id)] = None

    async def _act(self, piece: Piece, step: Step) -> None:
        standing = await self.storage.stores.articles.standing(piece.id)
        self._goes_wrong(piece, step)
        claim = await self._claim(piece, step, standing)
        key = DeskKey(new_private_key()) if step.how == "forged" else self.storage.key
        code = await self._send(claim, key.sign(claim), by_the_desk=step.how != "forged")
        self.outcomes.append(Outcome(step.at, piece.id, step.act, step.by, code))

    async def _send(self, claim: Claim, signed: SignedAct, *, by_the_desk: bool) -> str:
        handle = self.hand.handle(article_workflow_id(claim.article_id))
        try:
            await handle.execute_update(claim.act.value, signed, id=claim.act_id, result_type=ActAnswer)
        except (WorkflowUpdateFailedError, RPCError) as failed:
            refused = _refused(failed)
            if by_the_desk:
                await self.storage.stores.acts.record_refusal(subject_of(claim.article_id), signed, refused)
            return str(refused.code)
        return ""

    async def _claim(self, piece: Piece, step: Step, standing: Standing) -> Claim:
        said: dict[str, Any] = dict(step.said)
        if step.act not in {Act.FINISH_EDIT, Act.APPROVE}:
            said.setdefault("reason", "Theo trao đổi trong tuần.")
        if "publish_at" in said:
            said["publish_at"] = self.moment(said["publish_at"])
        if "channel" in said:
            said["channel"] = ChannelName(said["channel"])
        if step.act == Act.RESUBMIT:
            mended = replace(_text(piece), title=f"Bài đã sửa lại số {piece.id}")
            number, _ = await self.storage.stores.articles.add_revision(piece.id, MemberId(step.by), mended, {})
            new = bringing(mended, number)
            said |= {"new_revision": number, "new_hash": new.new_hash, "kind": new.kind, "topics": new.topics}
        return Claim(
            act_id=self._new_id(),
            act=Act(step.act),
            article_id=standing.article_id,
            content_hash=ContentHash("0" * 64) if step.how == "stale" else standing.content_hash,
            member=MemberId(step.by),
            office=Office(OFFICES[step.by]),
            made_at=self.hand.at - (_OLD if step.how == "old" else timedelta()),
            details=Details(**said),
        )

    def _goes_wrong(self, piece: Piece, step: Step) -> None:
        if not piece.trouble or step.act != Act.APPROVE:
            return
        fault = Fault(trouble=Trouble.NEEDS_PERSON)
        if piece.trouble == ChannelName.ZALO_OA:
            fault = Fault(trouble=Trouble.BUSY, not_before=self.hand.at + BUSY_FOR, not_sent=True)
        self.walls[ChannelName(piece.trouble)].goes_wrong("prepare", fault)

    async def _matter_act(self, given: Given) -> None:
        act_id = self._new_id()
        kind = _OPENS_A_MATTER.get(given.act)
        matter = f"{kind}/{act_id[-12:]}" if kind else self.ids[f"matter of {given.on}"]
        said = {n: self.moment(v).isoformat() if isinstance(v, timedelta) else v for n, v in given.said.items()}
        if given.on and given.act == "revoke" and matter.startswith("absence"):
            said["grant"] = self.ids[given.on]
        claim = MatterClaim(
            act_id=act_id,
            act=MatterAct(given.act),
            matter=matter,
            member=MemberId(given.by),
            office=Office(OFFICES[given.by]),
            made_at=self.hand.at,
            facts=said,
        )
        code = await self._send_claim(claim, opens=kind is not None)
        self.outcomes.append(Outcome(given.at, given.on or given.name, given.act, given.by, code))
        if not code and given.name:
            self.ids[given.name] = act_id[:12] if given.act == "assign" else matter.partition("/")[2]
            self.ids[f"matter of {given.name}"] = matter
        await self._all_have_heard()

    async def _send_claim(self, claim: MatterClaim, *, opens: bool) -> str:
        signed, client = self.storage.key.sign(claim), self.hand.env.client
        try:
            if opens:
                start: WithStartWorkflowOperation[Any, MatterNow] = WithStartWorkflowOperation(
                    next(kind.name for kind in MATTERS.values() if kind.key_from(claim.matter)),
                    MatterInput(matter=claim.matter),
                    id=claim.matter,
                    task_queue=EDITORIAL_QUEUE,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                    result_type=MatterNow,
                )
                await client.execute_update_with_start_workflow(
                    claim.act.value, signed, start_workflow_operation=start, id=claim.act_id, result_type=MatterAnswer
                )
            else:
                await self.hand.bring([claim.matter])
                await self.hand.handle(claim.matter).execute_update(
                    claim.act.value, signed, id=claim.act_id, result_type=MatterAnswer
                )
        except (WorkflowUpdateFailedError, RPCError) as failed:
            refused = _refused(failed)
            await self.storage.stores.acts.record_refusal(claim.matter, signed, refused)
            return str(refused.code)
        finally:
            await self.hand.rest([claim.matter])
        return ""

    async def _all_have_heard(self) -> None:
        """Wait until every article has come to rest after a move, then look with whom each lies."""
        articles = [each for each in self.hand.due if each.startswith("article/")]
        await self.hand.rest(articles)
        for workflow_id in (each for each in articles if each in self.hand.due):
            article_id = workflow_id.removeprefix("article/")
            standing = await self.storage.stores.articles.standing(article_id)
            handle = self.hand.handle(workflow_id)
            report: ArticleReport = await handle.query(STANDING_QUERY, result_type=ArticleReport)
            seats = [(each.seat.asked, str(each.seat.hold)) for each in (standing, report.standing)]
            self.lying.append(Lying(self.hour, article_id, standing.stage, *seats))

    def _new_id(self) -> str:
        return hashlib.sha256(f"act {next(self._acts)}".encode()).hexdigest()[:32]


@contextlib.asynccontextmanager
async def played(storage: Storage, pieces: tuple[Piece, ...]) -> AsyncIterator[Week]:
    """The week, played to its end on a room's storage and a server that skips time."""
    settings = storage.settings.model_copy(update={"articles_told_per_second": _TOLD_PER_SECOND})
    board = (await storage.stores.boards.in_force()).board
    async with contextlib.AsyncExitStack() as cleanup:
        converter = data_converter(settings.payload_key.get_secret_value())
        env = await cleanup.enter_async_context(skipping_server(converter))
        walls = {channel: Wall(name=channel) for channel in ChannelName}
        monday = a_monday(board)
        hand = Hand(env=env, at=monday)
        patch = cleanup.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(database, "_clock", lambda: hand.at)
        for worker in built_workers(settings, env.client, storage.stores, dict(walls), ()):
            await cleanup.enter_async_context(worker)
        starter = Starter(env.client, storage.stores.articles, storage.stores.alarms, storage.stores.moves)
        week = Week(
            storage=storage, board=board, hand=hand, monday=monday, pieces=pieces, walls=walls, starter=starter
        )  # fmt: skip
        await week.play()
        yield week


def _plan(pieces: Iterable[Piece]) -> Iterable[tuple[Hour, Given | tuple[Piece, Step | None]]]:
    for given in MATTER_ACTS:
        yield given.at, given
    for piece in pieces:
        yield piece.submitted, (piece, None)
        for step in piece.steps:
            yield step.at, (piece, step)


def _text(piece: Piece) -> Content:
    kind = Kind(piece.kind)
    source = replace(OFFICIAL, published_on="2026-01-05") if kind is Kind.REPOST else None
    return content(kind, Topic(piece.topic), source=source, title=f"Tin trong tuần số {piece.id}")


def _refused(failed: Exception) -> Refused:
    match failed:
        case WorkflowUpdateFailedError(cause=ApplicationError(type=code) as cause) if code in set(RefusalCode):
            return Refused(RefusalCode(code), cause.message)
        case RPCError(status=RPCStatusCode.NOT_FOUND):
            return Refused(RefusalCode.WRONG_STAGE, "quy trình đã kết thúc")
    raise failed
