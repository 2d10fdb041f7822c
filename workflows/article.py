"""The life of an article, from the desk to the readers, as the notice orders it."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final, Protocol

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.contracts import EDITORIAL_QUEUE, ActivityName, ActOrder, ArticleNow, Recorded, SignedAct
    from activities.failures import refusal
    from activities.shield import shielded
    from newsroom.claims import Claim
    from newsroom.decisions import check_cheaply
    from newsroom.describe import details
    from newsroom.errors import NewsroomError, RefusalCode, Refused
    from newsroom.stages import ACT_LABELS, CLOSED, Act, Stage
    from newsroom.standing import Standing, wait_of
    from workflows.acts import as_recorded, read_act
    from workflows.clocks import Clocks
    from workflows.messages import (
        STANDING_CHANGED,
        STANDING_QUERY,
        ActAnswer,
        ArticleOrder,
        ArticleReport,
    )
    from workflows.publication import Publication
    from workflows.registry import ARTICLE
    from workflows.search_attributes import SLA_BREACHED, after_change

_RECORD_TIMEOUT: Final = timedelta(seconds=30)
_RECORD_RETRY: Final = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5))


class _Acting(Protocol):
    def judge_cheaply(self, act: Act, signed: SignedAct) -> None: ...

    async def record(self, act: Act, signed: SignedAct) -> ActAnswer: ...


def _update_for(act: Act) -> Callable[..., object]:
    """The Update of one act: every act of a person is checked cheaply, judged and recorded the same way."""

    async def handle(self: _Acting, signed: SignedAct) -> ActAnswer:
        return await self.record(act, signed)

    def check(self: _Acting, signed: SignedAct) -> None:
        self.judge_cheaply(act, signed)

    handle.__name__, handle.__qualname__ = act.value, f"ArticleWorkflow.{act.value}"
    # Temporal reads the signatures and takes an annotated `self` for an argument.
    del handle.__annotations__["self"], check.__annotations__["self"]
    update = workflow.update(name=act.value, description=ACT_LABELS[act])(handle)
    update.validator(check)
    return update


@workflow.defn(name=ARTICLE.name, failure_exception_types=[NewsroomError])
class ArticleWorkflow:
    """One article.

    Ends: published on every channel that was not waived, rejected, or withdrawn.
    """

    @workflow.init
    def __init__(self, order: ArticleOrder) -> None:
        self._standing = order.standing
        self._clocks = Clocks(order.standing.article_id, order.agenda, self._note_breach)
        self._publication = Publication(order.standing.article_id, self._describe)
        self._breached = False
        self._acts_seen: set[str] = set()
        self._looking_again = 0
        # Two people may act at once: the second waits, and is judged by what the first has left.
        self._one_act_at_a_time = asyncio.Lock()

    @workflow.run
    async def run(self, order: ArticleOrder) -> ArticleReport:  # noqa: ARG002 - taken by __init__
        """The article's life; a cancellation from outside does not end it, because only signed acts do."""
        return await shielded(self._live(), lambda: workflow.logger.warning("cancellation of an article ignored"))

    async def _live(self) -> ArticleReport:
        """Edit, approve, wait for the hour, publish."""
        self._describe()
        clocks = asyncio.create_task(self._clocks.run())
        while self._standing.stage not in CLOSED:
            await self._until_decided()
            await self._until_its_hour()
            if self._standing.stage is Stage.PUBLISHING:
                await self._publish()
        await workflow.wait_condition(workflow.all_handlers_finished)
        clocks.cancel()
        return self.standing()

    finish_edit = _update_for(Act.FINISH_EDIT)
    return_to_author = _update_for(Act.RETURN_TO_AUTHOR)
    resubmit = _update_for(Act.RESUBMIT)
    approve = _update_for(Act.APPROVE)
    return_for_edit = _update_for(Act.RETURN_FOR_EDIT)
    reject = _update_for(Act.REJECT)
    withdraw = _update_for(Act.WITHDRAW)
    reschedule = _update_for(Act.RESCHEDULE)
    resume_channel = _update_for(Act.RESUME_CHANNEL)
    waive_channel = _update_for(Act.WAIVE_CHANNEL)
    take_over = _update_for(Act.TAKE_OVER)

    reassign = _update_for(Act.REASSIGN)
    ask_reroute = _update_for(Act.ASK_REROUTE)
    refer = _update_for(Act.REFER)
    precheck = _update_for(Act.PRECHECK)

    @workflow.signal(name=STANDING_CHANGED, description="Bài vừa chuyển người xử lý; xem lại sổ")
    async def standing_changed(self) -> None:
        """News that the storage has moved the article; what is true is read there, never taken from the signal."""
        self._looking_again += 1
        async with self._one_act_at_a_time:
            found = await workflow.execute_local_activity(
                ActivityName.LOOK_UP_ARTICLE,
                self._standing.article_id,
                result_type=ArticleNow,
                start_to_close_timeout=_RECORD_TIMEOUT,
                retry_policy=_RECORD_RETRY,
            )
            self._looking_again -= 1
            self._standing = self._once_begun(found.standing)
            self._clocks.follow(found.agenda)
            self._stop_unless_publishing()
            self._show()

    @workflow.query(name=STANDING_QUERY, description="Bài đang ở đâu")
    def standing(self) -> ArticleReport:
        """Where the article stands."""
        results = tuple(self._publication.results.values())
        return ArticleReport(standing=self._standing, results=results, breached=self._breached)

    async def _publish(self) -> None:
        """Publish until every channel is settled, or until the article is taken back or taken down."""
        if await self._publication.run(self._standing.content_hash, self._standing.channels):
            await self._close()

    async def _until_decided(self) -> None:
        decided = CLOSED | {Stage.SCHEDULED, Stage.PUBLISHING}
        await workflow.wait_condition(lambda: self._standing.stage in decided)

    async def _until_its_hour(self) -> None:
        while self._standing.stage is Stage.SCHEDULED and (hour := self._standing.publish_at):
            ahead = max(hour - workflow.now(), timedelta())
            try:
                await workflow.wait_condition(
                    lambda seen=self._standing: self._standing is not seen,  # type: ignore[misc]
                    timeout=ahead,
                    timeout_summary="Chờ giờ đăng",
                )
            except TimeoutError:
                await self._begin_publishing(hour)

    async def _begin_publishing(self, hour: object) -> None:
        # A withdrawal or a new hour may be on its way to the ledger just now: it goes first.
        async with self._one_act_at_a_time:
            if self._standing.stage is Stage.SCHEDULED and self._standing.publish_at == hour:
                self._standing = replace(self._standing, stage=Stage.PUBLISHING, since=workflow.now())
                self._show()

    def judge_cheaply(self, act: Act, signed: SignedAct) -> None:
        """Refuse what the stage or the text rules out, before anything enters the history.

        While news of a move is being looked up, what is known here is old: then only the handler can tell.
        """
        self._judged(act, signed, against_standing=not self._looking_again)

    def _judged(self, act: Act, signed: SignedAct, *, against_standing: bool = True) -> Claim | None:
        """The claim, when nothing speaks against it yet; None for one that can only be recorded as a forgery."""
        try:
            claim = read_act(signed)
            if claim is not None:
                self._check_claim(act, claim)
                if against_standing:
                    check_cheaply(self._standing, claim)
        except Refused as refused:
            raise refusal(refused) from refused
        return claim

    def _check_claim(self, act: Act, claim: Claim) -> None:
        if claim.act is not act:
            raise Refused(RefusalCode.BAD_REQUEST, "Thao tác không khớp với yêu cầu đã ký; bài giữ nguyên.")
        if claim.act_id in self._acts_seen:
            raise Refused(RefusalCode.REPEATED_ACT, "Thao tác này đã được xử lý; bài giữ nguyên.")

    async def record(self, act: Act, signed: SignedAct) -> ActAnswer:
        """Have an act judged and written to the ledger, then follow it."""
        async with self._one_act_at_a_time:
            claim = self._judged(act, signed)
            recorded = await workflow.execute_activity(
                ActivityName.RECORD_DECISION,
                ActOrder(article_id=self._standing.article_id, act=as_recorded(signed)),
                result_type=Recorded,
                task_queue=EDITORIAL_QUEUE,
                start_to_close_timeout=_RECORD_TIMEOUT,
                retry_policy=_RECORD_RETRY,
                summary=f"Ghi sổ: {ACT_LABELS[act]}",
            )
            if claim is None or not recorded.accepted:
                raise refusal(Refused(RefusalCode(recorded.code), recorded.message))
            self._follow(claim, recorded)
            return ActAnswer(stage=self._standing.stage, waiting_for=wait_of(self._standing))

    def _follow(self, claim: Claim, recorded: Recorded) -> None:
        self._acts_seen.add(claim.act_id)
        self._standing = self._once_begun(recorded.standing or self._standing)
        self._clocks.follow(recorded.agenda)
        self._stop_unless_publishing()
        if claim.act is Act.RESUME_CHANNEL and claim.details.channel:
            self._publication.resume(claim.details.channel)
        if claim.act is Act.WAIVE_CHANNEL and claim.details.channel:
            self._publication.waive(claim.details.channel)
        self._show()

    def _stop_unless_publishing(self) -> None:
        if self._standing.stage in {Stage.TAKEN_DOWN, Stage.AWAITING_APPROVAL}:
            self._publication.abandon()

    def _once_begun(self, after: Standing) -> Standing:
        # The storage takes the article for scheduled until the first channel claims it; we are further.
        if self._standing.stage is Stage.PUBLISHING and after.stage is Stage.SCHEDULED:
            return replace(after, stage=Stage.PUBLISHING, since=self._standing.since)
        return after

    async def _close(self) -> None:
        # An act recorded just before the last channel was done brings an older standing: it goes first.
        async with self._one_act_at_a_time:
            self._standing = replace(self._standing, stage=Stage.PUBLISHED, since=workflow.now())
            self._show()

    def _note_breach(self) -> None:
        self._breached = True
        workflow.upsert_search_attributes([SLA_BREACHED.value_set(True)])

    def _show(self) -> None:
        workflow.upsert_search_attributes(after_change(self._standing, self._clocks.agenda))
        self._describe()

    def _describe(self) -> None:
        results = self._publication.results.values()
        workflow.set_current_details(details(self._standing, results, self._clocks.next_moment))
