"""Publication of one approved text: Portal first, then Fanpage and Zalo OA side by side, each until it is settled."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE, SILENT_AT_MOST, ActivityName, PublishInput
    from activities.failures import FailureType
    from newsroom.article import ArticleId, ChannelName, ContentHash
    from newsroom.board import Office
    from newsroom.describe import stopped_summary
    from newsroom.publishing import CHANNEL_LABELS, PUBLISHING_ORDER, SETTLED, STOPPED, ChannelResult, Outcome

_PUBLISH_TIMEOUT: Final = timedelta(minutes=3)
_PUBLISH_RETRY: Final = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(seconds=5),
    non_retryable_error_types=[FailureType.NOT_APPROVED],
)

_UNSERVED: Final = "NotFoundError"
"""What the SDK calls an activity that a worker was not given."""

_BESIDE_RETRY: Final = replace(_PUBLISH_RETRY, non_retryable_error_types=[FailureType.NOT_APPROVED, _UNSERVED])

_IN_SIGHT: Final = "stopped-channels-in-sight"
_SHOWN_FOR: Final = timedelta(days=30)

_FINAL: Final = frozenset({Outcome.PUBLISHED, Outcome.REMOVED})
"""What no later attempt may change."""


def in_sight() -> bool:
    """Whether this run shows operators which of its channels have stopped; one that began to wait before does not."""
    return workflow.patched(_IN_SIGHT)


class Publication:
    """The channels of one article (or of one amendment to it) and how each stands."""

    def __init__(
        self,
        article_id: ArticleId,
        on_change: Callable[[], None],
        *,
        amendment: str = "",
        taken_up: tuple[ChannelResult, ...] = (),
    ) -> None:
        self._article_id = article_id
        self._amendment = amendment
        self._on_change = on_change
        self._resumed: Counter[ChannelName] = Counter()
        self._tries: Counter[ChannelName] = Counter()
        self._under_way: set[ChannelName] = set()
        self._taken_up = {result.channel: result for result in taken_up}
        self._abandoned = False
        self._first = asyncio.Lock()
        self._leaving = False
        self._left = False
        self.beside = False
        """Whether whoever serves this workflow is believed to serve the channels on its queue: a task begins at once
        there. One that does not turns the first call away, and the channels' own queues are asked from then on.
        """

        self.results = dict(self._taken_up)

    def resume(self, channel: ChannelName) -> None:
        """Let a stopped channel try again at once."""
        self._resumed[channel] += 1

    def resume_all(self) -> None:
        """Let every channel that does not show a text try again at once, stopped or waiting."""
        for channel in ChannelName:
            self.resume(channel)

    def waive(self, channel: ChannelName) -> None:
        """Settle a channel without publication; one that readers already see the text on stays published."""
        settled = self.results.get(channel)
        if settled is not None and settled.outcome in _FINAL:
            return
        self._note(ChannelResult(channel=channel, outcome=Outcome.WAIVED))

    def abandon(self) -> None:
        """Begin no further attempt; one under way is stopped by the storage before its next call."""
        self._abandoned = True
        self._left = False

    def begin_anew(self) -> None:
        """Forget how each channel stood: the text that comes next goes to the channels of its own approval."""
        self.results.clear()
        self._taken_up.clear()

    def leave(self) -> None:
        """Begin no further attempt in this run of the workflow; one under way is waited for."""
        self._leaving = True

    @property
    def stopped(self) -> tuple[ChannelResult, ...]:
        """The channels that stand still until a person lets them go on."""
        return tuple(r for r in self.results.values() if r.outcome in STOPPED and self._stands_still(r.channel))

    @property
    def waits_for(self) -> Office | None:
        """The office that has to let a channel go on; None while none stands still."""
        return next((result.asked or Office.ENGINEER for result in self.stopped), None)

    def ask(self, office: Office) -> None:
        """Wait for that office from now on, where an office is waited for."""
        for result in self.stopped:
            if result.asked is not None:
                self.results[result.channel] = replace(result, asked=office)

    @property
    def left(self) -> tuple[ChannelResult, ...]:
        """Where the next run takes up each channel; one that a person has let go on since begins at once."""
        results = self.results.values() if self._left else ()
        return tuple(r for r in results if r.outcome in SETTLED or not self._is_let_go(r.channel))

    async def run(
        self, content_hash: ContentHash, channels: tuple[ChannelName, ...], *, all_at_once: bool = False
    ) -> bool:
        """Publish on all channels, in the order of the notice; False when it was abandoned or left before the end.

        Shape: `all_at_once` for a take-down, where no channel may wait for another.
        """
        self._abandoned = False
        for wave in (tuple(ChannelName),) if all_at_once else PUBLISHING_ORDER:
            wanted = [channel for channel in wave if channel in channels]
            await asyncio.gather(*(self._settle(channel, content_hash) for channel in wanted))
        self._taken_up.clear()
        self._left = self._leaving and not self._abandoned and not all(map(self._is_settled, channels))
        return not (self._abandoned or self._left)

    async def _settle(self, channel: ChannelName, content_hash: ContentHash) -> None:
        order = PublishInput(
            article_id=self._article_id, content_hash=content_hash, channel=channel, amendment=self._amendment
        )
        if (before := self._taken_up.pop(channel, None)) is not None:
            if before.outcome in SETTLED:
                return
            await self._pause(before, tries=0)
        while not (self._waived(channel) or self._abandoned or self._leaving):
            tries = self._tries[channel] = self._resumed[channel]
            self._under_way.add(channel)
            result = await self._attempt(order)
            self._under_way.discard(channel)
            if self._waived(channel) and result.outcome not in _FINAL:
                return
            self._note(result)
            if result.outcome in SETTLED:
                return
            await self._pause(result, tries)
            if result.waits_for is not None:
                await self._show_first(result.waits_for, content_hash)

    async def _show_first(self, channel: ChannelName, content_hash: ContentHash) -> None:
        """Bring the text to a channel that was told to have it and, by the storage, has not."""
        async with self._first:
            if not self._waived(channel):
                await self._settle(channel, content_hash)

    async def _attempt(self, order: PublishInput) -> ChannelResult:
        beside = self.beside
        try:
            result: ChannelResult = await workflow.execute_activity(
                ActivityName.AMEND_ON_CHANNEL if self._amendment else ActivityName.PUBLISH_TO_CHANNEL,
                order,
                result_type=ChannelResult,
                task_queue=EDITORIAL_QUEUE if beside else CHANNEL_QUEUES[order.channel],
                start_to_close_timeout=_PUBLISH_TIMEOUT,
                heartbeat_timeout=SILENT_AT_MOST,
                retry_policy=_BESIDE_RETRY if beside else _PUBLISH_RETRY,
                summary=f"{'Sửa, gỡ trên' if self._amendment else 'Đăng lên'} {CHANNEL_LABELS[order.channel]}",
            )
        except ActivityError as failed:
            if is_cancelled_exception(failed):
                raise
            if beside and isinstance(failed.cause, ApplicationError) and failed.cause.type == _UNSERVED:
                self.beside = False
                return await self._attempt(order)
            return ChannelResult(
                channel=order.channel,
                outcome=Outcome.NEEDS_PERSON,
                asked=Office.ENGINEER,
                explanation=f"Không đăng được: {failed.cause}. Mời kỹ sư kiểm tra rồi cho đăng tiếp.",
            )
        return result

    async def _pause(self, result: ChannelResult, tries: int) -> None:
        channel, label = result.channel, CHANNEL_LABELS[result.channel]

        def moved() -> bool:
            return self._resumed[channel] > tries or self._waived(channel) or self._abandoned or self._leaving

        if result.outcome in STOPPED and in_sight():
            await self._until_let_go(channel, moved)
            return
        if result.outcome in STOPPED or result.not_before is None:
            await workflow.wait_condition(moved)
            return
        ahead = max(result.not_before - workflow.now(), timedelta())
        try:
            await workflow.wait_condition(moved, timeout=ahead, timeout_summary=f"Thử lại {label}")
        except TimeoutError:
            return

    async def _until_let_go(self, channel: ChannelName, moved: Callable[[], bool]) -> None:
        """Wait for a person, under a label that shows with every worker dead; its end only puts it up again."""
        while not moved():
            asked = self._asked(channel)
            try:
                await workflow.wait_condition(
                    lambda seen=asked: moved() or self._asked(channel) is not seen,  # type: ignore[misc]
                    timeout=_SHOWN_FOR,
                    timeout_summary=stopped_summary(channel, asked, amends=bool(self._amendment)),
                )
            except TimeoutError:
                continue

    def _asked(self, channel: ChannelName) -> Office | None:
        result = self.results.get(channel)
        return result.asked if result else None

    def _is_let_go(self, channel: ChannelName) -> bool:
        return self._resumed[channel] != self._tries[channel]

    def _stands_still(self, channel: ChannelName) -> bool:
        return not self._is_let_go(channel) and channel not in self._under_way

    def _is_settled(self, channel: ChannelName) -> bool:
        result = self.results.get(channel)
        return result is not None and result.outcome in SETTLED

    def _waived(self, channel: ChannelName) -> bool:
        result = self.results.get(channel)
        return result is not None and result.outcome is Outcome.WAIVED

    def _note(self, result: ChannelResult) -> None:
        self.results[result.channel] = result
        self._on_change()
