"""One clock for many workflows of a server on which each has its own: no timer is overtaken by what comes after it.

Every workflow stands still until the hand reaches its next timer, which is read from its own history; then it alone is
forwarded to that instant, and the hand stays there until all that the timer set off has come to rest.
"""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

from google.protobuf.duration_pb2 import Duration
from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import FastForwardConfig, TimeSkippingConfig, WorkflowExecution
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.workflow.v1 import WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest
from temporalio.client import Client, WorkflowHandle

_AT_ONCE: Final = timedelta(seconds=1)
"""Timers this close to each other are due together."""

_NEAR_ENOUGH: Final = timedelta(milliseconds=500)
_TRIES: Final = 5
_SIDE_BY_SIDE: Final = 8
_REST_WITHIN: Final = 30.0
_LOOK_EVERY: Final = 0.025

_OPENS: Final = {
    EventType.EVENT_TYPE_WORKFLOW_TASK_SCHEDULED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
}
_CLOSES: Final = {
    EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT,
    EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_FAILED,
    EventType.EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT,
    EventType.EVENT_TYPE_ACTIVITY_TASK_CANCELED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED,
}
_ENDS: Final = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
}


class Skipping(Protocol):
    """A server on which workflows skip time."""

    @property
    def client(self) -> Client: ...

    async def get_current_time(self, handle: WorkflowHandle[Any, Any]) -> datetime:
        """What time it is for a workflow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a history says of its workflow."""

    ended: bool
    at_rest: bool
    due_at: datetime | None


@dataclass(slots=True)
class Hand:
    """The hand of the week's clock, and the workflows that follow it.

    Shape: `due` holds the open workflows, each with its next timer; `fired` counts the timers that came.
    """

    env: Skipping
    at: datetime
    due: dict[str, datetime | None] = field(default_factory=dict)
    fired: int = 0
    forwarded: int = 0

    def handle(self, workflow_id: str) -> WorkflowHandle[Any, Any]:
        return self.env.client.get_workflow_handle(workflow_id)

    async def to(self, moment: datetime, *, after_a_matter: Callable[[], Any]) -> None:
        """Move on to a moment, through every timer on the way; `after_a_matter` is awaited after one of a matter."""
        while batch := self._next(moment):
            self.at = max(due for due in (self.due[each] for each in batch) if due)
            self.fired += len(batch)
            await self.bring(batch)
            await self.rest(batch)
            if _is_matter(batch[0]):
                await after_a_matter()
        self.at = moment

    async def bring(self, workflow_ids: Iterable[str]) -> None:
        """Forward the clocks of these workflows to the hand."""
        await _side_by_side(self._bring(each, self.at) for each in workflow_ids)

    async def rest(self, workflow_ids: Iterable[str]) -> None:
        """Wait until these workflows have nothing left to do, and note when each wakes up next."""
        await _side_by_side(self._rest(each) for each in workflow_ids)

    async def take_up(self, workflow_ids: Iterable[str]) -> None:
        """Let workflows that have begun by the server's own clock follow the hand from now on."""
        await _side_by_side(self._take_up(each) for each in workflow_ids)

    def _next(self, moment: datetime) -> list[str]:
        """The matter whose timer comes first, or the articles whose timers come together before any matter's."""
        known = sorted((due, each) for each, due in self.due.items() if due is not None and due <= moment)
        if not known or _is_matter(known[0][1]):
            return [each for _, each in known[:1]]
        until = min([due for due, each in known if _is_matter(each)], default=moment + _AT_ONCE)
        return [each for due, each in known if due < min(until, known[0][0] + _AT_ONCE)]

    async def _bring(self, workflow_id: str, moment: datetime) -> None:
        for _ in range(_TRIES):
            ahead = moment - await self.env.get_current_time(self.handle(workflow_id))
            if ahead <= _NEAR_ENOUGH:
                return
            self.forwarded += 1
            await self._skip(workflow_id, TimeSkippingConfig(enabled=True, fast_forward_config=_forward(ahead)))
            await self._skip(workflow_id, TimeSkippingConfig(enabled=False))
        raise AssertionError(f"{workflow_id} does not follow the hand to {moment}")

    async def _skip(self, workflow_id: str, config: TimeSkippingConfig) -> None:
        """Say how a workflow skips time. The skip itself happens before this returns, when nothing is under way.

        Not `fast_forward`: a target that goes by while the workflow works makes server 1.32 jump to the next timer,
        whenever that is. Switched off at once, a skip never goes further than to the first timer.
        """
        await self.env.client.workflow_service.update_workflow_execution_options(
            UpdateWorkflowExecutionOptionsRequest(
                namespace=self.env.client.namespace,
                workflow_execution=WorkflowExecution(workflow_id=workflow_id),
                workflow_execution_options=WorkflowExecutionOptions(time_skipping_config=config),
                update_mask=FieldMask(paths=["time_skipping_config"]),
            )
        )

    async def _take_up(self, workflow_id: str) -> None:
        for _ in range(_TRIES):
            look = await self._look(workflow_id, lambda look: look.at_rest)
            if look.ended or self.at - await self.env.get_current_time(self.handle(workflow_id)) <= _NEAR_ENOUGH:
                break
            await self._bring(workflow_id, self.at if look.due_at is None else min(look.due_at, self.at))
        await self._rest(workflow_id)

    async def _rest(self, workflow_id: str) -> None:
        look = await self._look(workflow_id, lambda look: look.at_rest and (not look.due_at or look.due_at > self.at))
        if look.ended:
            self.due.pop(workflow_id, None)
        else:
            self.due[workflow_id] = look.due_at

    async def _look(self, workflow_id: str, so: Callable[[Look], bool]) -> Look:
        handle = self.handle(workflow_id)
        try:
            async with asyncio.timeout(_REST_WITHIN):
                while True:
                    look = seen((await handle.fetch_history()).events)
                    if look.ended or so(look):
                        return look
                    await asyncio.sleep(_LOOK_EVERY)
        except TimeoutError:
            raise AssertionError(f"{workflow_id} is still busy after {_REST_WITHIN} s at {self.at}") from None


def seen(events: Iterable[HistoryEvent]) -> Look:
    """What the events of a history say: whether anything is under way, and when the next timer fires."""
    timers: dict[str, datetime] = {}
    under_way, ended = 0, False
    for event in events:
        under_way += (event.event_type in _OPENS) - (event.event_type in _CLOSES)
        ended = ended or event.event_type in _ENDS
        match event.WhichOneof("attributes"):
            case "timer_started_event_attributes":
                started = event.timer_started_event_attributes
                begun = event.event_time.ToDatetime(tzinfo=UTC)
                timers[started.timer_id] = begun + started.start_to_fire_timeout.ToTimedelta()
            case "timer_fired_event_attributes":
                timers.pop(event.timer_fired_event_attributes.timer_id, None)
            case "timer_canceled_event_attributes":
                timers.pop(event.timer_canceled_event_attributes.timer_id, None)
            case _:
                pass
    return Look(ended=ended, at_rest=under_way == 0, due_at=min(timers.values(), default=None))


def _forward(ahead: timedelta) -> FastForwardConfig:
    duration = Duration()
    duration.FromTimedelta(ahead)
    return FastForwardConfig(id="hand", duration=duration)


async def _side_by_side(work: Iterable[Any]) -> None:
    storage = asyncio.Semaphore(_SIDE_BY_SIDE)

    async def one(each: Any) -> None:
        async with storage:
            await each

    await asyncio.gather(*(one(each) for each in work))


def _is_matter(workflow_id: str) -> bool:
    return not workflow_id.startswith("article/")
