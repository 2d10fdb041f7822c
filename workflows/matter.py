"""A matter over time: its acts, one at a time, and the moments at which it must be attended to."""

import asyncio
from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.contracts import (
        EDITORIAL_QUEUE,
        SILENT_AT_MOST,
        ActivityName,
        AttendInput,
        MatterActInput,
        MatterNow,
        Recorded,
        SignedAct,
    )
    from activities.shield import shielded
    from newsroom.errors import RefusalCode, Refused
    from newsroom.matters.acts import MatterClaim, matter_claim_from
    from newsroom.working_time import local
    from workflows.acts import Acting, AnyAct, label_of
    from workflows.messages import Before, MatterAnswer, MatterInput

_RETRY: Final = RetryPolicy(initial_interval=timedelta(milliseconds=300), maximum_interval=timedelta(seconds=10))
_ATTEND_TIMEOUT: Final = timedelta(minutes=5)
_TELL_TIMEOUT: Final = timedelta(minutes=30)
_TELL_HEARTBEAT: Final = timedelta(minutes=1)
_CLOCKS_APART: Final = timedelta(seconds=1)
_NOT_OPENED: Final = MatterNow(opened=False, over=False)

FIRST_DEED_WITHIN: Final = timedelta(minutes=10)
"""How long a matter without a row may live: its first act is on its way, or was refused at the door."""


class Matter(Acting[MatterClaim]):
    """The durable life of one matter: it opens with an accepted act and lives until it is over.

    A time-out here never decides anything: it looks which power holds now, by what people have recorded.
    """

    recorded_by = ActivityName.RECORD_DEED
    longest = 60_000
    kept = "mọi việc"

    @workflow.init
    def __init__(self, start: MatterInput) -> None:
        super().__init__(start.before)
        self._name = start.matter
        self._resumed = start.resumed
        self._changed = False
        self._was_refused = False
        self.now = _NOT_OPENED

    async def live(self) -> MatterNow:
        """How the matter stood in the end; a cancellation from outside does not end it."""
        return await shielded(self._live(), lambda: workflow.logger.warning("cancellation of a matter ignored"))

    async def _live(self) -> MatterNow:
        worn = asyncio.create_task(self.until_worn())
        await self._until_opened()
        while self.now.opened and (self._changed or not self.now.over):
            await self._until_due()
            if self._may_go_over():
                await self.until_quiet()
                workflow.continue_as_new(MatterInput(matter=self._name, resumed=True, before=self._hand_over()))
            await self.attend()
        await workflow.wait_condition(workflow.all_handlers_finished)
        worn.cancel()
        return self.now

    def _hand_over(self) -> Before:
        """What the next run begins with; it attends to the matter at once, so whatever was due is not lost."""
        return Before(acts_seen=self.latest_acts())

    def wake(self) -> None:
        """Attend to the matter at once."""
        self._changed = True

    async def attend(self) -> None:
        """Do what is due, then let the articles know that it has moved."""
        self._changed = False
        now = await workflow.execute_activity(
            ActivityName.ATTEND_MATTER,
            AttendInput(matter=self._name),
            result_type=MatterNow,
            task_queue=EDITORIAL_QUEUE,
            start_to_close_timeout=_ATTEND_TIMEOUT,
            heartbeat_timeout=SILENT_AT_MOST,
            retry_policy=_RETRY,
            summary="Xem việc nào tới lượt ai",
        )
        # An act recorded meanwhile knows more than this look did.
        if not self._changed:
            self._stand(now)
        await workflow.execute_activity(
            ActivityName.TELL_ARTICLES,
            result_type=int,
            task_queue=EDITORIAL_QUEUE,
            start_to_close_timeout=_TELL_TIMEOUT,
            heartbeat_timeout=_TELL_HEARTBEAT,
            retry_policy=_RETRY,
            summary="Báo cho các bài vừa chuyển",
        )

    def _parsed(self, text: str) -> MatterClaim:
        return matter_claim_from(text)

    def _check_standing(self, act: AnyAct, said: MatterClaim | None) -> None:
        if self.now.over:
            raise Refused(RefusalCode.WRONG_STAGE, f"Không thể {label_of(act)}: việc này đã kết thúc.")
        if said is not None and said.matter != self._name:
            raise Refused(RefusalCode.BAD_REQUEST, "Thao tác ghi cho việc khác nên bị từ chối; mọi việc giữ nguyên.")

    def _order(self, signed: SignedAct) -> MatterActInput:
        return MatterActInput(matter=self._name, act=signed)

    def _follow(self, said: MatterClaim, recorded: Recorded) -> MatterAnswer:  # noqa: ARG002 - as every workflow
        self._changed = True
        self._stand(recorded.now or self.now)
        return MatterAnswer(matter=self._name, summary=self.now.summary)

    def _refused(self) -> None:
        self._was_refused = True

    def _stand(self, now: MatterNow) -> None:
        self.now = now
        workflow.set_current_details(self._said())

    def _said(self) -> str:
        """How the matter stands, in words."""
        return self.now.summary

    async def _until_opened(self) -> None:
        """Wait for the first act; a matter that nobody opens is over at once, one that is resumed goes on as it is."""
        if self._resumed:
            await self.attend()
            return
        try:
            await workflow.wait_condition(
                lambda: self.now.opened or self._was_refused, timeout=FIRST_DEED_WITHIN, timeout_summary="Chờ ghi nhận"
            )
        except TimeoutError:
            workflow.logger.warning("matter without an act")
        if not self.now.opened:
            self.now = MatterNow(opened=False, over=True)
            # An act may be long in the recording: what was recorded in the end is lived.
            await workflow.wait_condition(workflow.all_handlers_finished)

    def _may_go_over(self) -> bool:
        """Whether another run should take up the matter now; acts are taken, and it is attended to, until then."""
        return self._goes_over

    async def _until_due(self) -> None:
        if self._changed or self._may_go_over():
            return
        moment = self.now.moments[0] if self.now.moments else None
        if moment is None:
            await workflow.wait_condition(lambda: self._changed or self._may_go_over())
            return
        # The storage's clock may be a little behind this one: it is then asked again, not at once.
        ahead = max(moment - workflow.now(), _CLOCKS_APART)
        try:
            await workflow.wait_condition(
                lambda: self._changed or self._may_go_over(),
                timeout=ahead,
                timeout_summary=f"Tới {local(moment):%H:%M %d/%m}",
            )
        except TimeoutError:
            return
