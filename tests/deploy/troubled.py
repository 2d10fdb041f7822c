"""A workflow in which everything goes wrong once, so that the SDK exports what it counts only then."""

from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError

WENT_WRONG: set[str] = set()
"""What has gone wrong already; the worker runs the workflow outside the sandbox, so that both see it."""


@activity.defn(name="stumble")
async def stumble() -> None:
    """Fails the first time."""
    if "activity" not in WENT_WRONG:
        WENT_WRONG.add("activity")
        raise ApplicationError("lần đầu hỏng")


@workflow.defn(name="Troubled", sandboxed=False)
class TroubledWorkflow:
    """Fails its first task, then its first activity, and ends well."""

    @workflow.run
    async def run(self) -> None:
        """Stumble twice. Ends: when the activity has succeeded."""
        if "workflow" not in WENT_WRONG:
            WENT_WRONG.add("workflow")
            raise ValueError("lần đầu hỏng")
        await workflow.execute_activity(
            stumble,
            start_to_close_timeout=timedelta(seconds=10),
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=50)),
        )
