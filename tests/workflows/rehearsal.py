"""The activities by their real names, over values in memory: for hours that no test can wait for."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.contracts import (
    CHANNEL_QUEUES,
    EDITORIAL_QUEUE,
    ActInput,
    ActivityName,
    Agenda,
    Alerted,
    AlertInput,
    ArticleNow,
    PublishInput,
    Recorded,
    SignedAct,
)
from newsroom.article import ArticleId, ChannelName, Content, Kind, MemberId, Topic
from newsroom.board import Office
from newsroom.claims import Claim, Details, claim_from, claim_text
from newsroom.consequences import changes_after, on_submission
from newsroom.decisions import decide, first_standing
from newsroom.errors import Refused
from newsroom.notifications.alerts import alert_notifications
from newsroom.publishing import ChannelResult, Outcome
from newsroom.roster import Presence, Roster
from newsroom.sla import Alert, Changes, Moment, Obligation, Promise, moments
from newsroom.stages import Act, Stage
from tests.support.samples import board
from workflows.article import ArticleWorkflow
from workflows.messages import ActAnswer, ArticleInput, ArticleReport, Before, article_workflow_id
from workflows.registry import ARTICLE
from workflows.search_attributes import at_start

_CONTENT: Final = Content(
    kind=Kind.NEWS,
    topics=(Topic("education"),),
    title="Bài diễn tập",
    summary="Tóm tắt.",
    body_html="<p>Nội dung.</p>",
    byline="Phóng viên 1",
)


class Rehearsal:
    """One article whose storage is this object, and whose storage's clock is `at`.

    Shape: `told` holds every moment raised, with the members who were told (none when the promise was kept);
    `answers` scripts what each channel answers, in order; the last answer is repeated; without `may_record`
    and `may_publish` the activities hang before they answer, without `may_alert` they fail; `broken` when a promise is
    known to be late.
    """

    def __init__(self, article_id: str, submitted_at: datetime) -> None:
        self.board = board()
        self.at = submitted_at
        self.standing = first_standing(
            self.board, ArticleId(article_id), _CONTENT, author=MemberId("reporter-1"), now=submitted_at
        )
        self.open: dict[tuple[Promise, ChannelName | None], Obligation] = {}
        self.told: list[tuple[Moment, tuple[str, ...]]] = []
        self.broken = False
        self.answers: dict[ChannelName, list[ChannelResult]] = {}
        self.sent: list[ChannelName] = []
        self.may_record, self.may_publish, self.may_alert = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.may_alert.set()
        self.alerting = asyncio.Event()
        self.may_record.set()
        self.may_publish.set()
        self.recording = asyncio.Event()
        self._apply(on_submission(self.board, self.standing))

    @property
    def workflow_id(self) -> str:
        return article_workflow_id(self.standing.article_id)

    def agenda(self) -> Agenda:
        due = tuple(self.open.values())
        waiting = self.standing.since if self.standing.stage is Stage.AWAITING_APPROVAL else None
        return Agenda(
            breached=self.broken,
            moments=moments(self.board.sla, due, awaiting_since=waiting, now=self.at),
            due_at=min((o.due_at for o in due if o.promise is not Promise.PUBLISH), default=None),
            publish_due_at=min((o.due_at for o in due if o.promise is Promise.PUBLISH), default=None),
        )

    async def record(self, act: SignedAct) -> Recorded:
        self.recording.set()
        claim = claim_from(act.claim)
        try:
            decision = decide(self.board, self.standing, claim, _CONTENT, self.at)
        except Refused as refused:
            return Recorded(accepted=False, code=str(refused.code), message=refused.message)
        before, self.standing = self.standing, decision.standing
        self._apply(changes_after(self.board, before, self.standing, claim, self.at))
        answer = Recorded(accepted=True, standing=self.standing, agenda=self.agenda())
        await self.may_record.wait()
        return answer

    def alert(self, moment: Moment) -> bool:
        unmet = [o for o in self.open.values() if o.promise is moment.promise and o.started_at < moment.at]
        if moment.alert is Alert.REMIND_APPROVER and self.standing.stage is not Stage.AWAITING_APPROVAL:
            unmet = []
        there = Presence(board=self.board, roster=Roster(), at=moment.at)
        told = alert_notifications(there, self.standing, _CONTENT.title, moment, unmet) if unmet else ()
        self.told.append((moment, tuple(notice.to for notice in told)))
        return bool(told)

    async def publish(self, channel: ChannelName) -> ChannelResult:
        self.sent.append(channel)
        await self.may_publish.wait()
        script = self.answers.get(channel) or [ChannelResult(channel=channel, outcome=Outcome.PUBLISHED)]
        answer = script.pop(0) if len(script) > 1 else script[0]
        if answer.outcome is Outcome.PUBLISHED:
            self.open.pop((Promise.PUBLISH, channel), None)
            self.standing = replace(self.standing, stage=Stage.PUBLISHING)
        return answer

    def look_up(self) -> ArticleNow:
        done = self.standing.stage is Stage.PUBLISHING and not any(p is Promise.PUBLISH for p, _ in self.open)
        standing = replace(self.standing, stage=Stage.PUBLISHED) if done else self.standing
        return ArticleNow(standing=standing, agenda=self.agenda())

    def _apply(self, changes: Changes) -> None:
        for key in list(self.open):
            if key[0] in changes.meet or {key, (key[0], None)} & changes.drop:
                del self.open[key]
        for obligation in changes.start:
            self.open.setdefault((obligation.promise, obligation.channel), obligation)


class Rehearsals:
    """The activities, playing every article's own rehearsal."""

    def __init__(self) -> None:
        self.of: dict[str, Rehearsal] = {}

    @activity.defn(name=ActivityName.RECORD_DECISION)
    async def record_decision(self, order: ActInput) -> Recorded:
        return await self.of[order.article_id].record(order.act)

    @activity.defn(name=ActivityName.LOOK_UP_ARTICLE)
    async def look_up_article(self, article_id: str) -> ArticleNow:
        return self.of[article_id].look_up()

    @activity.defn(name=ActivityName.RAISE_ALERT)
    async def raise_alert(self, order: AlertInput) -> Alerted:
        article = self.of[order.article_id]
        article.alerting.set()
        if not article.may_alert.is_set():
            raise ApplicationError("storage away")
        running = any(promise is order.moment.promise for promise, _ in article.open)
        return Alerted(told=article.alert(order.moment), over=not running)

    @activity.defn(name=ActivityName.PUBLISH_TO_CHANNEL)
    async def publish_to_channel(self, order: PublishInput) -> ChannelResult:
        return await self.of[order.article_id].publish(order.channel)


@contextlib.asynccontextmanager
async def rehearsing(client: Client) -> AsyncIterator[Rehearsals]:
    """Workers for all queues with the activities of the rehearsal."""
    rehearsals = Rehearsals()
    async with contextlib.AsyncExitStack() as cleanup:
        editorial = Worker(
            client,
            task_queue=EDITORIAL_QUEUE,
            workflows=[ArticleWorkflow],
            activities=[rehearsals.record_decision, rehearsals.look_up_article, rehearsals.raise_alert],
        )
        await cleanup.enter_async_context(editorial)
        for queue in CHANNEL_QUEUES.values():
            worker = Worker(client, task_queue=queue, activities=[rehearsals.publish_to_channel])
            await cleanup.enter_async_context(worker)
        yield rehearsals


async def begin(
    client: Client, rehearsal: Rehearsal, before: Before | None = None
) -> WorkflowHandle[ArticleWorkflow, ArticleReport]:
    """Start the article's workflow as the desk's starter does, or as the run `before` does."""
    agenda = rehearsal.agenda()
    handle: WorkflowHandle[ArticleWorkflow, ArticleReport] = await client.start_workflow(
        ARTICLE.name,
        ArticleInput(
            standing=rehearsal.standing, agenda=agenda, closes_by_storage=True, records_here=True, before=before
        ),
        id=rehearsal.workflow_id,
        task_queue=EDITORIAL_QUEUE,
        search_attributes=at_start(rehearsal.standing, agenda),
        static_summary=_CONTENT.title,
        result_type=ArticleReport,
    )
    return handle


async def do(
    client: Client, rehearsal: Rehearsal, act: Act, office: Office, act_id: str, details: Details | None = None
) -> ActAnswer:
    """One act, as the desk would send it."""
    member = rehearsal.board.holder(office)
    claim = Claim(
        act_id=act_id,
        act=act,
        article_id=rehearsal.standing.article_id,
        content_hash=rehearsal.standing.content_hash,
        member=member.id,
        office=member.office,
        made_at=datetime.now(UTC),
        details=details or Details(),
    )
    answer: ActAnswer = await client.get_workflow_handle(rehearsal.workflow_id).execute_update(
        act.value, SignedAct(claim=claim_text(claim), signature=""), id=act_id, result_type=ActAnswer
    )
    return answer
