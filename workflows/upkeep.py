"""What the newsroom looks after by the clock; a schedule starts one of these at each hour it is due."""

import asyncio
from datetime import datetime, timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ActivityError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.contracts import (
        CHANNEL_QUEUES,
        EDITORIAL_QUEUE,
        ActivityName,
        ChannelCheck,
        UpkeepInput,
        UpkeepJob,
        UpkeepReport,
        UpkeepTask,
    )
    from newsroom.article import ChannelName
    from newsroom.publishing import CHANNEL_LABELS
    from workflows.registry import UPKEEP

_PLANNED_AT: Final = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
_RETRY: Final = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1))
_CHANNEL_ANSWERS_WITHIN: Final = timedelta(minutes=2)
_CHANNEL_SERVED_WITHIN: Final = timedelta(minutes=10)
_LOOKED_AFTER_WITHIN: Final = timedelta(minutes=30)


@workflow.defn(name=UPKEEP.name)
class UpkeepWorkflow:
    """One job of upkeep.

    Ends: when the job is done, well or badly; its execution time-out ends one that nobody serves for hours.
    """

    @workflow.run
    async def run(self, order: UpkeepInput) -> UpkeepReport:
        """Ask the channels where the job is about them, then do it."""
        report: UpkeepReport = await workflow.execute_activity(
            ActivityName.LOOK_AFTER,
            UpkeepTask(job=order.job, planned_at=_planned_at(), channels=await _checked(order.job)),
            result_type=UpkeepReport,
            task_queue=EDITORIAL_QUEUE,
            start_to_close_timeout=_LOOKED_AFTER_WITHIN,
            retry_policy=_RETRY,
        )
        workflow.set_current_details(report.note)
        return report


def _planned_at() -> datetime:
    """The hour of the schedule, also when the job runs late; without a schedule, now."""
    return workflow.info().typed_search_attributes.get(_PLANNED_AT) or workflow.now()


async def _checked(job: UpkeepJob) -> tuple[ChannelCheck, ...]:
    if job is not UpkeepJob.TOKENS:
        return ()
    return tuple(await asyncio.gather(*(_check(channel) for channel in CHANNEL_QUEUES)))


async def _check(channel: ChannelName) -> ChannelCheck:
    """How a channel answers, asked where its credentials are; one that nobody serves is not in order either."""
    try:
        check: ChannelCheck = await workflow.execute_activity(
            ActivityName.CHECK_CHANNEL,
            channel,
            result_type=ChannelCheck,
            task_queue=CHANNEL_QUEUES[channel],
            start_to_close_timeout=_CHANNEL_ANSWERS_WITHIN,
            schedule_to_close_timeout=_CHANNEL_SERVED_WITHIN,
            retry_policy=_RETRY,
            summary=f"Hỏi {CHANNEL_LABELS[channel]}",
        )
    except ActivityError as failed:
        if is_cancelled_exception(failed):
            raise
        note = f"{CHANNEL_LABELS[channel]}: không hỏi được trong 10 phút; hãy xem tiến trình phục vụ kênh này có chạy."
        return ChannelCheck(channel=channel, ok=False, note=note)
    return check
