"""The gate before a rollout: histories from the server, replayed on the code at hand; nothing is changed."""

from collections.abc import AsyncIterable, AsyncIterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from temporalio.client import Client, WorkflowHistory
from temporalio.client import WorkflowExecution as Run
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import Replayer

from workflows.kinds import WORKFLOWS
from workflows.lookups import in_query
from workflows.registry import NAMED

_OURS: Final = f"WorkflowType IN ({in_query(NAMED)})"


@dataclass(slots=True, kw_only=True)
class Replayed:
    """What came of a replay. Shape: `broken` holds workflow ids with the first line of what went wrong."""

    histories: int = 0
    broken: dict[str, str] = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)


class Gate:
    """Replays histories on a set of workflows. Errors: RPCError when the server is away."""

    def __init__(self, client: Client, workflows: Sequence[type] = WORKFLOWS) -> None:
        self._client = client
        self._replayer = Replayer(workflows=workflows, data_converter=client.data_converter)

    async def everything(self, *, now: datetime, closed_within: timedelta, most_closed: int) -> Replayed:
        """Every open workflow, and those closed lately: what has just closed took the newest paths."""
        since = (now - closed_within).strftime("%Y-%m-%dT%H:%M:%SZ")
        found = await self.of(self._client.list_workflows(f"{_OURS} AND ExecutionStatus = 'Running'"))
        closed = self._client.list_workflows(f"{_OURS} AND CloseTime > '{since}'", limit=most_closed)
        return await self.of(closed, found)

    async def of(self, runs: AsyncIterable[Run], found: Replayed | None = None) -> Replayed:
        """The replay of these runs, added to what was found before."""
        result = found or Replayed()
        async for run, history in self._histories(runs):
            result.histories += 1
            replay = await self._replayer.replay_workflow(history, raise_on_replay_failure=False)
            if replay.replay_failure is not None:
                result.broken[run.id] = str(replay.replay_failure).splitlines()[0]
                result.runs.append(run)
        return result

    async def _histories(self, runs: AsyncIterable[Run]) -> AsyncIterator[tuple[Run, WorkflowHistory]]:
        async for run in runs:
            handle = self._client.get_workflow_handle(run.id, run_id=run.run_id)
            try:
                yield run, await handle.fetch_history()
            except RPCError as gone:
                # Its retention may end between the listing and the look.
                if gone.status is not RPCStatusCode.NOT_FOUND:
                    raise
