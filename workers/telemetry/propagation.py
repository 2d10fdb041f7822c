"""Carries request ids to Temporal, on everything that is sent to a workflow; workers have `activity_lines`."""

from collections.abc import Mapping
from typing import Any, Final

from temporalio.api.common.v1 import Payload
from temporalio.client import (
    Interceptor,
    OutboundInterceptor,
    SignalWorkflowInput,
    StartWorkflowInput,
    StartWorkflowUpdateInput,
    StartWorkflowUpdateWithStartInput,
    WorkflowHandle,
    WorkflowUpdateHandle,
)
from temporalio.converter import PayloadConverter

from workers.telemetry.request_ids import current_request
from workflows.messages import REQUEST_HEADER

_CONVERTER: Final = PayloadConverter.default


class RequestIds(Interceptor):
    """Given to a client, puts the request id on everything that is sent to a workflow."""

    def intercept_client(self, following: OutboundInterceptor) -> OutboundInterceptor:
        """Stand between the client and the server."""
        return _Outgoing(following)


class _Outgoing(OutboundInterceptor):
    async def start_workflow(self, given: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        given.headers = _with_request(given.headers)
        return await super().start_workflow(given)

    async def signal_workflow(self, given: SignalWorkflowInput) -> None:
        given.headers = _with_request(given.headers)
        await super().signal_workflow(given)

    async def start_workflow_update(self, given: StartWorkflowUpdateInput) -> WorkflowUpdateHandle[Any]:
        given.headers = _with_request(given.headers)
        return await super().start_workflow_update(given)

    async def start_update_with_start_workflow(
        self,
        given: StartWorkflowUpdateWithStartInput,
    ) -> WorkflowUpdateHandle[Any]:
        for part in (given.start_workflow_input, given.update_workflow_input):
            part.headers = _with_request(part.headers)
        return await super().start_update_with_start_workflow(given)


def _with_request(headers: Mapping[str, Payload]) -> Mapping[str, Payload]:
    current = current_request()
    return {**headers, REQUEST_HEADER: _CONVERTER.to_payload(current)} if current else headers
