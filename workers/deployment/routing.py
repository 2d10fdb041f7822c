"""To which version of the code the server gives work: read, ramped, promoted, taken back.

Knows nothing of single workflows; `repinning` brings those along that do not go by themselves.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from google.protobuf.timestamp_pb2 import Timestamp
from temporalio.api.deployment.v1 import WorkerDeploymentInfo
from temporalio.api.deployment.v1 import WorkerDeploymentVersion as VersionName
from temporalio.api.enums.v1 import TaskQueueType, WorkerDeploymentVersionStatus
from temporalio.api.taskqueue.v1 import PollerInfo, TaskQueue
from temporalio.api.workflowservice.v1 import (
    DescribeTaskQueueRequest,
    DescribeWorkerDeploymentRequest,
    DescribeWorkerDeploymentVersionRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    SetWorkerDeploymentRampingVersionRequest,
)
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.clock import now
from activities.contracts import EDITORIAL_QUEUE
from workers.deployment.errors import NobodyServes, NoVersions, UnknownBuild, VersionRefused

_IDENTITY: Final = "toasoan versions"
# A waiting poll lasts a minute; who has not asked for longer is gone.
_STILL_ASKING: Final = timedelta(seconds=90)
_KINDS: Final = (TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW, TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY)
_REFUSALS: Final = {
    RPCStatusCode.FAILED_PRECONDITION,
    RPCStatusCode.INVALID_ARGUMENT,
    RPCStatusCode.RESOURCE_EXHAUSTED,
    RPCStatusCode.PERMISSION_DENIED,
}


class Status(StrEnum):
    """Where a version stands."""

    NEW = "new"
    CURRENT = "current"
    RAMPING = "ramping"
    DRAINING = "draining"
    DRAINED = "drained"


_STATUSES: Final = {
    WorkerDeploymentVersionStatus.WORKER_DEPLOYMENT_VERSION_STATUS_CURRENT: Status.CURRENT,
    WorkerDeploymentVersionStatus.WORKER_DEPLOYMENT_VERSION_STATUS_RAMPING: Status.RAMPING,
    WorkerDeploymentVersionStatus.WORKER_DEPLOYMENT_VERSION_STATUS_DRAINING: Status.DRAINING,
    WorkerDeploymentVersionStatus.WORKER_DEPLOYMENT_VERSION_STATUS_DRAINED: Status.DRAINED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version as the server sees it. Shape: `percent` is 100 for the current one, 0 for those not in use."""

    build_id: str
    status: Status
    percent: float
    seen_at: datetime | None
    current_at: datetime | None


class Deployment:
    """The versions of one worker deployment.

    Errors: NoVersions while no worker with a build id has ever asked for work; VersionRefused when the server says no.
    """

    def __init__(self, client: Client, name: str) -> None:
        self.client = client
        self.name = name

    async def versions(self) -> tuple[Version, ...]:
        """All versions that the server remembers, newest first."""
        info = await self._info()
        routing = info.routing_config
        found = [
            Version(
                build_id=one.deployment_version.build_id,
                status=_STATUSES.get(one.status, Status.NEW),
                percent=_percent(info, one.deployment_version.build_id),
                seen_at=_moment(one.create_time),
                current_at=_moment(one.last_current_time)
                or (_moment(routing.current_version_changed_time) if _is_current(info, one) else None),
            )
            for one in info.version_summaries
        ]
        return tuple(sorted(found, key=lambda one: one.seen_at or datetime.min.replace(tzinfo=UTC), reverse=True))

    async def current(self) -> str:
        """The build that gets new work; empty while work goes to workers without a version."""
        return (await self._info()).routing_config.current_deployment_version.build_id

    async def ramping(self) -> str:
        """The build that gets a share of new work; empty when there is none."""
        return (await self._info()).routing_config.ramping_deployment_version.build_id

    async def before(self) -> str:
        """The build that was current before the present one; empty when there was none."""
        present = await self.current()
        once = {one.current_at: one.build_id for one in await self.versions() if one.build_id != present}
        return max(((at, build) for at, build in once.items() if at), default=(None, ""))[1]

    async def promote(self, build_id: str, *, back: bool = False, force: bool = False) -> None:
        """Give all work to a build; an empty one gives it to workers without a version.

        Shape: on the way `back` only the queues that the build itself knew need its workers.
        Errors: UnknownBuild, NobodyServes (unless forced).
        """
        await self._check(build_id, build_id if back else await self.current(), force=force)
        request = SetWorkerDeploymentCurrentVersionRequest(
            namespace=self.client.namespace,
            deployment_name=self.name,
            build_id=build_id,
            identity=_IDENTITY,
            ignore_missing_task_queues=force or back,
            allow_no_pollers=force,
        )
        async with _understood():
            await self.client.workflow_service.set_worker_deployment_current_version(request)

    async def ramp(self, build_id: str, percent: float, *, force: bool = False) -> None:
        """Give a share of the work to a build; an empty one ends the ramp. Errors: UnknownBuild, NobodyServes."""
        await self._check(build_id, await self.current(), force=force)
        request = SetWorkerDeploymentRampingVersionRequest(
            namespace=self.client.namespace,
            deployment_name=self.name,
            build_id=build_id,
            percentage=percent,
            identity=_IDENTITY,
            ignore_missing_task_queues=force,
            allow_no_pollers=force,
        )
        async with _understood():
            await self.client.workflow_service.set_worker_deployment_ramping_version(request)

    async def unserved(self, build_id: str, like: str = "") -> tuple[str, ...]:
        """Queues of the build, or of one that it shall be `like`, on which nobody of the build asks for work."""
        # Of a version that has only just appeared the server may not know the queues yet.
        queues = await self._queues(like or build_id) or {EDITORIAL_QUEUE}
        at = now()
        return tuple([queue for queue in sorted(queues) if not await self._asking(queue, build_id, at)])

    async def _check(self, build_id: str, like: str, *, force: bool) -> None:
        if not build_id:
            return
        known = [one.build_id for one in await self.versions()]
        if build_id not in known:
            raise UnknownBuild(build_id, known)
        if not force and (queues := await self.unserved(build_id, like)):
            raise NobodyServes(build_id, queues)

    async def _queues(self, build_id: str) -> set[str]:
        request = DescribeWorkerDeploymentVersionRequest(
            namespace=self.client.namespace,
            deployment_version=VersionName(deployment_name=self.name, build_id=build_id),
        )
        try:
            answer = await self.client.workflow_service.describe_worker_deployment_version(request)
        except RPCError as wrong:
            if wrong.status is RPCStatusCode.NOT_FOUND:
                raise UnknownBuild(build_id, [one.build_id for one in await self.versions()]) from wrong
            raise
        return {queue.name for queue in answer.worker_deployment_version_info.task_queue_infos}

    async def _asking(self, queue: str, build_id: str, now: datetime) -> bool:
        pollers: list[PollerInfo] = []
        for kind in _KINDS:
            request = DescribeTaskQueueRequest(
                namespace=self.client.namespace, task_queue=TaskQueue(name=queue), task_queue_type=kind
            )
            pollers += (await self.client.workflow_service.describe_task_queue(request)).pollers
        return any(self._is_of(poller, build_id) and _age(poller, now) < _STILL_ASKING for poller in pollers)

    def _is_of(self, poller: PollerInfo, build_id: str) -> bool:
        options = poller.deployment_options
        return options.deployment_name == self.name and options.build_id == build_id

    async def _info(self) -> WorkerDeploymentInfo:
        request = DescribeWorkerDeploymentRequest(namespace=self.client.namespace, deployment_name=self.name)
        try:
            answer = await self.client.workflow_service.describe_worker_deployment(request)
        except RPCError as wrong:
            if wrong.status is RPCStatusCode.NOT_FOUND:
                raise NoVersions from wrong
            raise
        return answer.worker_deployment_info


@asynccontextmanager
async def _understood() -> AsyncIterator[None]:
    try:
        yield
    except RPCError as wrong:
        if wrong.status in _REFUSALS:
            raise VersionRefused(wrong.message) from wrong
        raise


def _is_current(info: WorkerDeploymentInfo, one: WorkerDeploymentInfo.WorkerDeploymentVersionSummary) -> bool:
    return info.routing_config.current_deployment_version.build_id == one.deployment_version.build_id


def _percent(info: WorkerDeploymentInfo, build_id: str) -> float:
    routing = info.routing_config
    share = routing.ramping_version_percentage
    if routing.ramping_deployment_version.build_id == build_id:
        return share
    return 100 - share if routing.current_deployment_version.build_id == build_id else 0


def _moment(stamp: Timestamp) -> datetime | None:
    return stamp.ToDatetime(tzinfo=UTC) if stamp.seconds else None


def _age(poller: PollerInfo, now: datetime) -> timedelta:
    return now - poller.last_access_time.ToDatetime(tzinfo=UTC)
