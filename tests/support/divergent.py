"""A workflow that does not do what the recorded ones did, whatever their type: the replay must notice."""

from collections.abc import Sequence
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RawValue


@workflow.defn(dynamic=True)
class DivergentWorkflow:
    """Sleeps where a workflow of ours waits for people."""

    @workflow.run
    async def run(self, args: Sequence[RawValue]) -> None:
        """Wait two hours for nobody."""
        await workflow.sleep(timedelta(hours=1))
        await workflow.sleep(timedelta(hours=len(args)))
