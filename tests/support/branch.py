"""A branch of the newsroom: same servers, storage and simulator, but a namespace and workers of its own.

Its workers can be stopped and started without disturbing the other tests.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Final

import httpx
from google.protobuf.duration_pb2 import Duration
from temporalio.api.operatorservice.v1 import AddSearchAttributesRequest
from temporalio.api.workflowservice.v1 import RegisterNamespaceRequest
from temporalio.service import RPCError, RPCStatusCode

from tests.support.live import LiveNewsroom, eventually
from workers.embedded.temporal import TYPES
from workers.entrusting import Process
from workers.temporal.client import connected_client
from workers.wiring.desk import built_parts
from workflows.search_attributes import REGISTRY

_RETENTION: Final = timedelta(days=1)


@dataclass(slots=True, kw_only=True)
class Branch:
    """The branch's own view of the newsroom, and its workers."""

    live: LiveNewsroom
    http: httpx.AsyncClient
    _shift: contextlib.AsyncExitStack = field(default_factory=contextlib.AsyncExitStack)

    async def start_workers(self, *queues: str) -> None:
        """Begin a shift with fresh workers; for all queues when none is named."""
        for worker in self.live.workers(self.http, queues):
            await self._shift.enter_async_context(worker)

    async def stop_workers(self) -> None:
        """End the shift in good order."""
        await self._shift.aclose()


@contextlib.asynccontextmanager
async def opened_branch(live: LiveNewsroom, name: str, *, max_cached_workflows: int) -> AsyncIterator[Branch]:
    """A branch without workers yet; they are stopped in the end."""
    await _register(live, name)
    settings = live.settings.model_copy(
        update={"temporal_namespace": name, "max_cached_workflows": max_cached_workflows}
    )
    client = await connected_client(settings)

    async def known() -> bool:
        try:
            await client.count_workflows(" AND ".join(f"{attribute} IS NULL" for attribute in REGISTRY))
        except RPCError:
            return False
        return True

    await eventually(known)
    own = replace(
        live,
        settings=settings,
        client=client,
        parts=built_parts(settings, client, live.storage_of(Process.DESK)),
    )
    async with httpx.AsyncClient() as http:
        branch = Branch(live=own, http=http)
        try:
            yield branch
        finally:
            await branch.stop_workers()


async def _register(live: LiveNewsroom, name: str) -> None:
    retention = Duration(seconds=int(_RETENTION.total_seconds()))
    request = RegisterNamespaceRequest(namespace=name, workflow_execution_retention_period=retention)

    async def there() -> bool:
        # A busy server cancels the call, and may have carried it out.
        try:
            await live.client.workflow_service.register_namespace(request)
        except RPCError as error:
            return error.status is RPCStatusCode.ALREADY_EXISTS
        return True

    await eventually(there)
    types = {attribute: TYPES[kind] for attribute, kind in REGISTRY.items()}

    async def added() -> bool:
        try:
            await live.client.operator_service.add_search_attributes(
                AddSearchAttributesRequest(namespace=name, search_attributes=types)
            )
        except RPCError:
            return False
        return True

    await eventually(added)
