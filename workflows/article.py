"""The life of an article, from the desk to the readers, as the notice orders it."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Final

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.contracts import (
        ActInput,
        ActivityName,
        Agenda,
        ArticleNow,
        MatterActInput,
        Recorded,
        SignedAct,
    )
    from activities.shield import shielded
    from newsroom.claims import Claim, claim_from
    from newsroom.decisions import check_cheaply
    from newsroom.errors import NewsroomError
    from newsroom.stages import CLOSED, Act, Stage
    from newsroom.standing import Standing, wait_of
    from workflows.acts import Acting, AnyAct, in_ledger, taking
    from workflows.asking import anywhere, here_first
    from workflows.clocks import Clocks
    from workflows.messages import (
        STANDING_CHANGED,
        STANDING_QUERY,
        ActAnswer,
        ArticleInput,
        ArticleReport,
        Before,
        article_id_from,
    )
    from workflows.publication import Publication
    from workflows.registry import ARTICLE
    from workflows.sight import Sight

_SHOW_AGAIN_AFTER: Final = timedelta(seconds=30)
_LETS_GO_ON: Final = frozenset({Act.RETURN_FOR_EDIT, Act.RESUME_CHANNEL, Act.GO_ON, Act.WAIVE_CHANNEL})
_LATE_BY_STORAGE: Final = "late-by-storage"
_BEGUN_ANEW: Final = "published-anew-after-a-return"
_NEVER_EARLY: Final = "never-early"


@workflow.defn(name=ARTICLE.name, failure_exception_types=[NewsroomError])
@taking(*Act)
class ArticleWorkflow(Acting[Claim]):
    """One article.

    Ends: published on every channel that was not waived, rejected, or withdrawn.
    """

    recorded_by = ActivityName.RECORD_DECISION
    longest = 20_000
    kept = "bài"

    @workflow.init
    def __init__(self, order: ArticleInput) -> None:
        super().__init__(order.before)
        # Whoever reaches the server may start this under the name of one article with the standing of another.
        own = article_id_from(workflow.info().workflow_id) or order.standing.article_id
        self._standing = replace(order.standing, article_id=own)
        self._clocks = Clocks(own, order.agenda, self._note_breach, self._describe)
        taken_up = order.before.results if order.before else ()
        self._publication = Publication(own, self._publication_changed, taken_up=taken_up)
        self._sight = Sight(self._standing, self._clocks, self._publication)
        self._closes_by_storage = order.closes_by_storage
        self._records_here = order.records_here
        self._breached = order.agenda.breached or (order.before is not None and order.before.breached)
        self._looking_again = 0

    @workflow.run
    async def run(self, order: ArticleInput) -> ArticleReport:  # noqa: ARG002 - taken by __init__
        """The article's life; a cancellation from outside does not end it, because only signed acts do."""
        return await shielded(self._live(), lambda: workflow.logger.warning("cancellation of an article ignored"))

    async def _live(self) -> ArticleReport:
        """Edit, approve, wait for the hour, publish."""
        self._describe()
        beside = [asyncio.create_task(self._clocks.run()), asyncio.create_task(self.until_worn())]
        while self._standing.stage not in CLOSED:
            await self._until_decided()
            await self._until_its_hour()
            if self._goes_over:
                await self._go_over()
            elif self._standing.stage is Stage.PUBLISHING:
                await self._publish()
        await workflow.wait_condition(workflow.all_handlers_finished)
        if not self._records_here:
            for task in beside:
                task.cancel()
        return self.standing()

    async def _go_over(self) -> None:
        """Go on in another run, with nothing under way; nothing, when the last act has closed the article."""
        await self.until_quiet()
        if self._standing.stage not in CLOSED:
            before = Before(acts_seen=self.latest_acts(), results=self._publication.left, breached=self._breached)
            order = ArticleInput(
                standing=self._standing,
                agenda=self._clocks.agenda,
                closes_by_storage=self._closes_by_storage,
                records_here=self._records_here,
                before=before,
            )
            workflow.continue_as_new(order)

    def _leave(self) -> None:
        self._publication.leave()

    def _is_quiet(self) -> bool:
        return super()._is_quiet() and not self._clocks.is_telling

    @workflow.signal(name=STANDING_CHANGED, description="Bài vừa chuyển người xử lý; xem lại sổ")
    async def standing_changed(self) -> None:
        """News that the storage has moved the article; what is true is read there, never taken from the signal."""
        self._looking_again += 1
        async with self._one_act_at_a_time:
            found = await self._looked_up()
            self._looking_again -= 1
            before = self._standing
            self._stand(found)
            self._stop_unless_publishing()
            self._take_newest(before)
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
            if self._standing.stage is Stage.PUBLISHING:
                await workflow.sleep(_SHOW_AGAIN_AFTER, summary="Sổ chưa thấy đủ các kênh; sẽ đăng tiếp")

    async def _until_decided(self) -> None:
        decided = CLOSED | {Stage.SCHEDULED, Stage.PUBLISHING}
        await workflow.wait_condition(lambda: self._goes_over or self._standing.stage in decided)

    async def _until_its_hour(self) -> None:
        while not self._goes_over and self._standing.stage is Stage.SCHEDULED and (hour := self._standing.publish_at):
            if self._standing.held_since is not None:
                await workflow.wait_condition(
                    lambda seen=self._standing: self._goes_over or self._standing is not seen  # type: ignore[misc]
                )
                continue
            ahead = max(hour - workflow.now(), timedelta())
            try:
                await workflow.wait_condition(
                    lambda seen=self._standing: self._goes_over or self._standing is not seen,  # type: ignore[misc]
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

    def _parsed(self, text: str) -> Claim:
        return claim_from(text)

    def _check_standing(self, act: AnyAct, said: Claim | None) -> None:  # noqa: ARG002 - as every workflow
        """Refuse what the stage or the text rules out.

        While news of a move is being looked up, what is known here is old: then only the act's turn can tell.
        """
        if said is not None and not self._looking_again:
            check_cheaply(self._standing, said)

    def _check_again(self, act: AnyAct, said: Claim | None) -> None:
        self._check_said(act, said)
        if said is not None:
            check_cheaply(self._standing, said)

    async def _recorded(self, act: AnyAct, order: ActInput | MatterActInput) -> Recorded:
        # Recorded here and lost to the history, an act is made up for by a look: that shows all but what it lets go on.
        ask = here_first if self._records_here and act not in _LETS_GO_ON else anywhere
        return await ask(self.recorded_by, order, Recorded, in_ledger(act))

    def _order(self, signed: SignedAct) -> ActInput:
        return ActInput(article_id=self._standing.article_id, act=signed)

    def _follow(self, said: Claim, recorded: Recorded) -> ActAnswer:
        self._standing = self._once_begun(recorded.standing or self._standing)
        self._follow_agenda(recorded.agenda)
        self._stop_unless_publishing()
        if said.act is Act.RETURN_FOR_EDIT and self._publication.results and workflow.patched(_BEGUN_ANEW):
            self._publication.begin_anew()
        if said.act is Act.RESUME_CHANNEL and said.details.channel:
            self._publication.resume(said.details.channel)
        if said.act is Act.GO_ON:
            for channel in self._standing.channels:
                self._publication.resume(channel)
        if said.act is Act.WAIVE_CHANNEL and said.details.channel:
            self._publication.waive(said.details.channel)
        self._show()
        return ActAnswer(stage=self._standing.stage, waiting_for=wait_of(self._standing))

    def _stop_unless_publishing(self) -> None:
        held = self._standing.stage is Stage.SCHEDULED and self._standing.held_since is not None
        if held or self._standing.stage in {Stage.TAKEN_DOWN, Stage.AWAITING_APPROVAL, Stage.EDITING}:
            self._publication.abandon()

    def _take_newest(self, before: Standing) -> None:
        # What stopped a channel was said of the older text; the storage gives it the newest one.
        if self._standing.stage is not Stage.PUBLISHING or self._standing.content_hash == before.content_hash:
            return
        if before.stage is Stage.PUBLISHING and workflow.patched("newest-text"):
            self._publication.resume_all()

    def _once_begun(self, after: Standing) -> Standing:
        # The storage takes the article for scheduled until the first channel claims it; we are further. What is held
        # has claimed nothing, and may still be withdrawn; what is put off, or begun by a forger, waits for its hour.
        begun = self._standing.stage is Stage.PUBLISHING and after.held_since is None
        if not begun or after.stage is not Stage.SCHEDULED:
            return after
        if after.publish_at and after.publish_at > workflow.now() and workflow.patched(_NEVER_EARLY):
            self._publication.abandon()
            return after
        return replace(after, stage=Stage.PUBLISHING, since=self._standing.since)

    async def _close(self) -> None:
        # An act recorded just before the last channel was done brings an older standing: it goes first.
        async with self._one_act_at_a_time:
            if self._closes_by_storage or workflow.patched("close-by-storage"):
                # Whoever polls a channel's queue can answer for it; only the storage knows what was shown.
                self._stand(await self._looked_up())
            else:
                self._standing = replace(self._standing, stage=Stage.PUBLISHED, since=workflow.now())
            self._show()

    async def _looked_up(self) -> ArticleNow:
        return await here_first(ActivityName.LOOK_UP_ARTICLE, self._standing.article_id, ArticleNow, "Xem lại sổ")

    def _stand(self, found: ArticleNow) -> None:
        self._standing = self._once_begun(found.standing)
        self._publication.ask(found.asked)
        self._follow_agenda(found.agenda)

    def _follow_agenda(self, agenda: Agenda) -> None:
        # What runs beside ends with the run: told to before, it would leave an event of its own.
        ends = self._records_here and self._standing.stage in CLOSED
        (self._clocks.end if ends else self._clocks.follow)(agenda)
        self._note_late(late=agenda.breached)

    def _publication_changed(self) -> None:
        self._note_late(late=any(result.late for result in self._publication.results.values()))
        self._sight.show_channels(self._standing)

    def _note_late(self, *, late: bool) -> None:
        # Whoever kept the promise too late has written it down: no alert is left to tell of it.
        if late and not self._breached and workflow.patched(_LATE_BY_STORAGE):
            self._note_breach()

    def _note_breach(self) -> None:
        self._breached = True
        self._sight.show_breach()

    def _show(self) -> None:
        self._sight.show(self._standing)

    def _describe(self) -> None:
        self._sight.describe(self._standing)
