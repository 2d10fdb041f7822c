"""The newsroom's hours as data: what Temporal starts when. A later workflow adds its lines to `SCHEDULES`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from activities.contracts import EDITORIAL_QUEUE, UpkeepInput, UpkeepJob
from newsroom.working_time import ZONE
from workflows.registry import UPKEEP

OURS: Final = UPKEEP.prefix
"""Begins the id of every schedule of ours; others on the same server are not touched."""

_MONDAY: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A time of day in Việt Nam, every day or on one weekday (0 is Sunday, 1 is Monday); or each hour until another."""

    hour: int
    minute: int = 0
    weekday: int | None = None
    until: int | None = None

    @property
    def calendar(self) -> ScheduleCalendarSpec:
        """The same in Temporal's terms."""
        every_day = ScheduleRange(0, 6)
        weekday = every_day if self.weekday is None else ScheduleRange(self.weekday)
        return ScheduleCalendarSpec(
            hour=[ScheduleRange(self.hour, self.until or self.hour)],
            minute=[ScheduleRange(self.minute)],
            day_of_week=[weekday],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One schedule.

    Shape: `name` without our prefix; `note` is Vietnamese, for operators. Units: one missed by an outage still starts,
    once, up to `catch_up` after its hour.
    """

    name: str
    hours: Hours
    workflow: str
    argument: Any
    note: str
    catch_up: timedelta = timedelta(hours=12)

    @property
    def id(self) -> str:
        """The id of the schedule, and the beginning of the ids of what it starts."""
        return f"{OURS}{self.name}"

    @property
    def schedule(self) -> Schedule:
        """The same in Temporal's terms."""
        return Schedule(
            action=ScheduleActionStartWorkflow(
                self.workflow,
                self.argument,
                id=self.id,
                task_queue=EDITORIAL_QUEUE,
                execution_timeout=self.catch_up,
                static_summary=self.note,
            ),
            spec=ScheduleSpec(calendars=[self.hours.calendar], time_zone_name=str(ZONE)),
            policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=self.catch_up),
            state=ScheduleState(note=self.note),
        )


def _upkeep(job: UpkeepJob, hours: Hours, note: str, catch_up: timedelta = timedelta(hours=12)) -> Planned:
    name = job.replace("_", "-")
    return Planned(
        name=name, hours=hours, workflow=UPKEEP.name, argument=UpkeepInput(job=job), note=note, catch_up=catch_up
    )


SCHEDULES: Final = (
    # Six hours after its own the day is over, and so is the sense of its digest.
    _upkeep(
        UpkeepJob.DAILY_DIGEST, Hours(hour=17, minute=30), "Tổng hợp ngày gửi người điều hành Ban", timedelta(hours=6)
    ),
    _upkeep(
        UpkeepJob.WEEKLY_DIGEST, Hours(hour=7, minute=30, weekday=_MONDAY), "Tổng hợp tuần gửi người điều hành Ban"
    ),
    # A channel that is out of order is known before an article is approved for it; the next hour asks again anyway.
    _upkeep(UpkeepJob.TOKENS, Hours(hour=6, until=21), "Hỏi từng kênh, xem hạn mã truy cập", timedelta(minutes=30)),
    _upkeep(UpkeepJob.BACKUP, Hours(hour=8), "Nhắc khi bản sao lưu đã cũ"),
    _upkeep(UpkeepJob.LEDGER, Hours(hour=2), "Kiểm tra sổ ghi"),
    _upkeep(UpkeepJob.RETENTION, Hours(hour=3), "Dọn những gì không phải hồ sơ"),
)
"""All schedules of the newsroom."""


class Change(StrEnum):
    """What applying did to one schedule."""

    CREATED = "created"
    UPDATED = "updated"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """One schedule after it was applied. Shape: `paused` is how a person has left it."""

    id: str
    change: Change
    paused: bool = False


async def apply_schedules(client: Client, wanted: Sequence[Planned] = SCHEDULES) -> tuple[Applied, ...]:
    """What was done to each schedule so that the server has exactly ours and others' as they were.

    Shape: one that a person has paused stays paused, with the reason given for it.
    """
    applied = [await _apply(client, planned) for planned in wanted]
    kept = {planned.id for planned in wanted}
    for found in await ours_on(client):
        if found not in kept:
            await client.get_schedule_handle(found).delete()
            applied.append(Applied(id=found, change=Change.REMOVED))
    return tuple(applied)


async def ours_on(client: Client) -> tuple[str, ...]:
    """The ids of the schedules on the server that are ours."""
    return tuple(sorted([found.id async for found in await client.list_schedules() if found.id.startswith(OURS)]))


async def _apply(client: Client, planned: Planned) -> Applied:
    try:
        await client.create_schedule(planned.id, planned.schedule)
    except ScheduleAlreadyRunningError:
        return await _update(client, planned)
    return Applied(id=planned.id, change=Change.CREATED)


async def _update(client: Client, planned: Planned) -> Applied:
    paused = False

    def renewed(now: ScheduleUpdateInput) -> ScheduleUpdate:
        nonlocal paused
        wanted, state = planned.schedule, now.description.schedule.state
        paused = state.paused
        wanted.state = state if paused else wanted.state
        return ScheduleUpdate(schedule=wanted)

    await client.get_schedule_handle(planned.id).update(renewed)
    return Applied(id=planned.id, change=Change.UPDATED, paused=paused)
