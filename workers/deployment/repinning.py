"""Open workflows and the versions they run on: counted, moved to the present version, held on theirs.

A held workflow stays on the version whose path it has taken, while all others go back; it is let go again when that
version is promoted, or moved on when a later one is ready.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import Final

from google.protobuf.field_mask_pb2 import FieldMask
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.deployment.v1 import WorkerDeploymentVersion
from temporalio.api.workflow.v1 import VersioningOverride, WorkflowExecutionOptions
from temporalio.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest
from temporalio.client import WorkflowExecution as Run
from temporalio.service import RPCError, RPCStatusCode

from workers.deployment.behaviour import FOLLOWING
from workers.deployment.routing import Deployment
from workflows.lookups import in_query

_OPEN: Final = "ExecutionStatus = 'Running'"
_PINNED: Final = "TemporalWorkflowVersioningBehavior = 'Pinned'"
_FOLLOWS: Final = f"WorkflowType IN ({in_query(FOLLOWING)})"
_PIN: Final = VersioningOverride.PinnedOverrideBehavior.PINNED_OVERRIDE_BEHAVIOR_PINNED
_AT_ONCE: Final = 10


class Moving:
    """The open workflows of one deployment, by version."""

    def __init__(self, deployment: Deployment) -> None:
        self._client = deployment.client
        self._name = deployment.name

    async def open_on(self, build_id: str) -> int:
        """How many open workflows last ran on a build."""
        return (await self._client.count_workflows(self._on(build_id))).count

    async def pinned_on(self, build_id: str) -> int:
        """How many of them stay there until they end or somebody moves them."""
        return (await self._client.count_workflows(f"{self._on(build_id)} AND {_PINNED}")).count

    def pinned(self, build_id: str) -> AsyncIterator[Run]:
        """Those that stay."""
        return self._client.list_workflows(f"{self._on(build_id)} AND {_PINNED}")

    def following(self, build_id: str) -> AsyncIterator[Run]:
        """Those that last ran on a build and will follow the routing with their next task."""
        return self._client.list_workflows(f"{self._on(build_id)} AND {_FOLLOWS} AND NOT {_PINNED}")

    def held(self, build_id: str) -> AsyncIterator[Run]:
        """Those that would follow, and are held on a build."""
        return self._client.list_workflows(f"{self._on(build_id)} AND {_FOLLOWS} AND {_PINNED}")

    async def hold(self, runs: Iterable[Run], build_id: str) -> int:
        """Keep workflows on a build; how many were still open. Again: they stay held."""
        return await self._all(runs, build_id)

    async def release(self, build_id: str) -> int:
        """Let the held ones of a build follow the routing again; how many."""
        return await self._all([run async for run in self.held(build_id)], "")

    async def move(self, runs: Iterable[Run], build_id: str) -> int:
        """Bring pinned workflows to a build, and let go of held ones; how many were still open."""
        listed = list(runs)
        follow = [run for run in listed if run.workflow_type in FOLLOWING]
        stay = [run for run in listed if run.workflow_type not in FOLLOWING]
        return await self._all(follow, "") + await self._all(stay, build_id)

    async def _all(self, runs: Iterable[Run], build_id: str) -> int:
        turns = asyncio.Semaphore(_AT_ONCE)

        async def one(run: Run) -> bool:
            async with turns:
                return await self._pin(run, build_id)

        return sum(await asyncio.gather(*(one(run) for run in runs)))

    async def _pin(self, run: Run, build_id: str) -> bool:
        options = WorkflowExecutionOptions()
        if build_id:
            version = WorkerDeploymentVersion(deployment_name=self._name, build_id=build_id)
            pinned = VersioningOverride.PinnedOverride(version=version, behavior=_PIN)
            options.versioning_override.CopyFrom(VersioningOverride(pinned=pinned))
        request = UpdateWorkflowExecutionOptionsRequest(
            namespace=self._client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=run.id, run_id=run.run_id),
            workflow_execution_options=options,
            update_mask=FieldMask(paths=["versioning_override"]),
        )
        try:
            await self._client.workflow_service.update_workflow_execution_options(request)
        except RPCError as gone:
            if gone.status is RPCStatusCode.NOT_FOUND:
                return False
            raise
        return True

    def _on(self, build_id: str) -> str:
        return f"TemporalWorkerDeploymentVersion = '{self._name}:{build_id}' AND {_OPEN}"
