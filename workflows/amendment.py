"""Changing or taking down a published article: proposed, decided, carried out on every channel, read back."""

import asyncio
from dataclasses import replace
from typing import Final

from temporalio import workflow
from temporalio.exceptions import ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.contracts import MatterNow, Recorded
    from newsroom.article import ArticleId, ChannelName
    from newsroom.board import Office
    from newsroom.describe import stopped_summary
    from newsroom.errors import NewsroomError
    from newsroom.matters import facts
    from newsroom.matters.acts import MatterClaim
    from newsroom.matters.kinds import MatterAct
    from newsroom.publishing import STOPPED
    from workflows.acts import taking
    from workflows.matter import Matter
    from workflows.messages import MATTER_QUERY, Before, MatterAnswer, MatterInput
    from workflows.publication import Publication, in_sight
    from workflows.registry import AMENDMENT
    from workflows.search_attributes import WAITING_FOR

LOOK_AGAIN: Final = "look_again"


@workflow.defn(name=AMENDMENT.name, failure_exception_types=[NewsroomError])
@taking(
    MatterAct.PROPOSE_AMENDMENT,
    MatterAct.APPROVE_AMENDMENT,
    MatterAct.REFUSE_AMENDMENT,
    MatterAct.TAKE_DOWN_NOW,
    MatterAct.CONFIRM_TAKE_DOWN,
    MatterAct.RETRY_CHANNEL,
)
class AmendmentWorkflow(Matter):
    """One amendment.

    Ends: done on every channel (and confirmed, when it was an oral order), refused, put an end to by a take-down, or
    at once when it was not allowed.
    """

    @workflow.init
    def __init__(self, start: MatterInput) -> None:
        super().__init__(start)
        self._publication: Publication | None = None
        self._taken_up = start.before.results if start.before else ()
        self._is_publishing = False
        self._failure: BaseException | None = None
        self._told: set[str] = set()
        self._waits = next((r.asked or Office.ENGINEER for r in self._taken_up if r.outcome in STOPPED), None)

    @workflow.run
    async def run(self, start: MatterInput) -> MatterNow:  # noqa: ARG002 - taken by __init__
        """The time from the proposal to the last channel."""
        return await self.live()

    @workflow.signal(name=LOOK_AGAIN, description="Việc này có thể đã kết thúc; xem lại sổ")
    def look_again(self) -> None:
        """News that the storage knows more of this amendment; what is true is read there, never in the signal."""
        self.wake()

    @workflow.query(name=MATTER_QUERY, description="Việc sửa, gỡ bài đang thế nào")
    def stands(self) -> MatterNow:
        """How the amendment stands."""
        return self.now

    async def _live(self) -> MatterNow:
        carrying = asyncio.create_task(self._carry_out())
        # Whoever ends the amendment leaves this behind, perhaps in the middle of a channel: nobody waits for it.
        carrying.add_done_callback(self._left_behind)
        ended = await super()._live()
        carrying.cancel()
        return ended

    async def attend(self) -> None:
        """Do what is due; what a take-down by order has put an end to hears of it."""
        if self._failure is not None:
            raise self._failure
        await super().attend()
        for name in self.now.ended:
            if name not in self._told:
                self._told.add(name)
                await _tell(name)

    def _leave(self) -> None:
        if self._publication is not None:
            self._publication.leave()

    def _may_go_over(self) -> bool:
        # A channel whose worker is away holds the text for hours: people may let it go meanwhile.
        return super()._may_go_over() and not self._is_publishing

    def _is_quiet(self) -> bool:
        return super()._is_quiet() and not self._is_publishing

    def _hand_over(self) -> Before:
        return replace(super()._hand_over(), results=self._publication.left if self._publication else ())

    def _follow(self, said: MatterClaim, recorded: Recorded) -> MatterAnswer:
        answer = super()._follow(said, recorded)
        if said.act is MatterAct.RETRY_CHANNEL:
            channel = ChannelName(said.said(facts.CHANNEL))
            self._taken_up = tuple(result for result in self._taken_up if result.channel != channel)
            if self._publication is not None:
                self._publication.resume(channel)
                self._show_channels()
        return answer

    def _said(self) -> str:
        stopped = self._publication.stopped if self._publication else ()
        lines = (stopped_summary(result.channel, result.asked, amends=True) for result in stopped)
        return "\n\n".join([super()._said(), *(f"**{line}**" for line in lines)])

    def _show_channels(self) -> None:
        """Show how the channels stand; the list hears of it when a person is waited for, or no longer."""
        self._stand(self.now)
        waits = self._publication.waits_for if self._publication else None
        if waits is not self._waits and in_sight():
            self._waits = waits
            said = WAITING_FOR.value_unset() if waits is None else WAITING_FOR.value_set(waits)
            workflow.upsert_search_attributes([said])

    async def _until_opened(self) -> None:
        """As for every matter; and all that is in the recording by then is waited for, as open amendments have done."""
        await super()._until_opened()
        await workflow.wait_condition(workflow.all_handlers_finished)

    async def _carry_out(self) -> None:
        while True:
            await workflow.wait_condition(lambda: bool(self.now.publish) and not self._goes_over)
            orders = self.now.publish
            first = orders[0]
            self._publication = Publication(
                ArticleId(first.article_id), self._show_channels, amendment=first.amendment, taken_up=self._taken_up
            )
            self._taken_up = ()
            channels = tuple(order.channel for order in orders)
            self._is_publishing = True
            await self._publication.run(first.content_hash, channels, all_at_once=first.removal)
            self._is_publishing = False
            self.wake()
            await workflow.wait_condition(lambda done=orders: self.now.publish != done)  # type: ignore[misc]

    def _left_behind(self, carrying: "asyncio.Task[None]") -> None:
        if not carrying.cancelled() and (failed := carrying.exception()) and not is_cancelled_exception(failed):
            # The matter fails with it, in the sight of operators: nobody else would carry it out.
            self._failure = failed
            self.wake()


async def _tell(name: str) -> None:
    try:
        await workflow.get_external_workflow_handle(name).signal(LOOK_AGAIN)
    except ApplicationError:
        workflow.logger.info("an amendment that was put an end to has closed already")
