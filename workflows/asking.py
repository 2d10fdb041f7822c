"""How a workflow asks the storage: the worker at hand first, which costs one event, or whichever worker reaches it."""

from datetime import timedelta
from typing import Final, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import FailureError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.contracts import EDITORIAL_QUEUE, SILENT_AT_MOST, ActivityName

_TIMEOUT: Final = timedelta(seconds=30)
_RETRY: Final = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(seconds=5))
# Well within a workflow task: one that outlasts it is begun anew by another worker.
_HERE_WITHIN: Final = timedelta(seconds=4)
_HERE_RETRY: Final = RetryPolicy(initial_interval=timedelta(milliseconds=200), maximum_attempts=3)

AnswerT = TypeVar("AnswerT")


async def anywhere(activity: ActivityName, asked: object, answer: type[AnswerT], summary: str) -> AnswerT:
    """The answer of whichever worker reaches the storage, however long that takes."""
    found: AnswerT = await workflow.execute_activity(
        activity,
        asked,
        result_type=answer,
        task_queue=EDITORIAL_QUEUE,
        start_to_close_timeout=_TIMEOUT,
        heartbeat_timeout=SILENT_AT_MOST,
        retry_policy=_RETRY,
        summary=summary,
    )
    return found


async def here_first(activity: ActivityName, asked: object, answer: type[AnswerT], summary: str) -> AnswerT:
    """The answer of the worker at hand; of any other when this one does not reach the storage, or fails.

    Shape: what is asked must be safe to repeat. The history knows of it only with the answer: what a worker has done
    before it died with the workflow server is asked by nobody again, so whoever waits for it must be told otherwise.
    """
    try:
        found: AnswerT = await workflow.execute_local_activity(
            activity,
            asked,
            result_type=answer,
            schedule_to_close_timeout=_HERE_WITHIN,
            retry_policy=_HERE_RETRY,
            summary=summary,
        )
    except FailureError as failed:
        if is_cancelled_exception(failed):
            raise
        return await anywhere(activity, asked, answer, summary)
    return found
