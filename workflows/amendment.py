"""Changing or taking down a published article: proposed, decided, carried out on every channel, read back."""

import asyncio
from typing import Final

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from activities.contracts import MatterNow, SignedAct
    from newsroom.article import ArticleId, ChannelName
    from newsroom.errors import NewsroomError
    from newsroom.matters.deeds import DeedAct
    from workflows.acts import as_sent
    from workflows.matter import Matter, deed_update
    from workflows.messages import MATTER_QUERY, DeedAnswer, MatterStart
    from workflows.publication import Publication
    from workflows.registry import AMENDMENT

LOOK_AGAIN: Final = "look_again"


class _AmendmentMatter(Matter):
    """A matter that is carried out on the channels once it is decided."""

    def __init__(self, start: MatterStart) -> None:
        super().__init__(start)
        self._publication: Publication | None = None
        self._told: set[str] = set()

    async def _live(self) -> MatterNow:
        carrying = asyncio.create_task(self._carry_out())
        ended = await super()._live()
        carrying.cancel()
        return ended

    async def attend(self) -> None:
        """Do what is due; what a take-down by order has put an end to hears of it."""
        await super().attend()
        for name in self.now.ended:
            if name not in self._told:
                self._told.add(name)
                await _tell(name)

    async def record(self, act: DeedAct, signed: SignedAct) -> DeedAnswer:
        """Have a deed judged and recorded; a retry lets its channel go on at once."""
        answer = await super().record(act, signed)
        deed = as_sent(signed)
        if act is DeedAct.RETRY_CHANNEL and deed is not None and self._publication is not None:
            self._publication.resume(ChannelName(deed.facts["channel"]))
        return answer

    async def _until_opened(self) -> None:
        """A deed that is long in the recording is waited for: what was recorded in the end is carried out."""
        await super()._until_opened()
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _carry_out(self) -> None:
        while True:
            await workflow.wait_condition(lambda: bool(self.now.publish))
            orders = self.now.publish
            first = orders[0]
            self._publication = Publication(ArticleId(first.article_id), lambda: None, amendment=first.amendment)
            channels = tuple(order.channel for order in orders)
            await self._publication.run(first.content_hash, channels, all_at_once=first.removal)
            self.wake()
            await workflow.wait_condition(lambda done=orders: self.now.publish != done)  # type: ignore[misc]


@workflow.defn(name=AMENDMENT.name, failure_exception_types=[NewsroomError])
class AmendmentWorkflow:
    """One amendment.

    Ends: done on every channel (and confirmed, when it was an oral order), refused, put an end to by a take-down, or
    at once when it was not allowed.
    """

    @workflow.init
    def __init__(self, start: MatterStart) -> None:
        self.matter = _AmendmentMatter(start)

    @workflow.run
    async def run(self, start: MatterStart) -> MatterNow:  # noqa: ARG002 - taken by __init__
        """The time from the proposal to the last channel."""
        return await self.matter.live()

    propose_amendment = deed_update(DeedAct.PROPOSE_AMENDMENT)
    approve_amendment = deed_update(DeedAct.APPROVE_AMENDMENT)
    refuse_amendment = deed_update(DeedAct.REFUSE_AMENDMENT)
    take_down_now = deed_update(DeedAct.TAKE_DOWN_NOW)
    confirm_take_down = deed_update(DeedAct.CONFIRM_TAKE_DOWN)
    retry_channel = deed_update(DeedAct.RETRY_CHANNEL)

    @workflow.signal(name=LOOK_AGAIN, description="Việc này có thể đã kết thúc; xem lại sổ")
    def look_again(self) -> None:
        """News that the storage knows more of this amendment; what is true is read there, never in the signal."""
        self.matter.wake()

    @workflow.query(name=MATTER_QUERY, description="Việc sửa, gỡ bài đang thế nào")
    def now(self) -> MatterNow:
        """How the amendment stands."""
        return self.matter.now


async def _tell(name: str) -> None:
    try:
        await workflow.get_external_workflow_handle(name).signal(LOOK_AGAIN)
    except ApplicationError:
        workflow.logger.info("an amendment that was put an end to has closed already")
