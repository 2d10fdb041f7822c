"""Whose request a workflow is working for: an id that travels in headers, beside the inputs and never in them."""

from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.worker import (
    ContinueAsNewInput,
    ExecuteWorkflowInput,
    HandleUpdateInput,
    StartActivityInput,
    StartLocalActivityInput,
    WorkflowInboundInterceptor,
    WorkflowOutboundInterceptor,
)

with workflow.unsafe.imports_passed_through():
    from workflows.messages import REQUEST_HEADER

_of_this_act: ContextVar[Payload | None] = ContextVar("request_id", default=None)


class CarryRequestIds(WorkflowInboundInterceptor):
    """Hands the request id of an act to the activities that the act starts.

    What the workflow starts later by itself belongs to the last act. Headers are in the history, so a replay hands on
    the same ids; they are no part of a command's identity, so histories from before replay as well.
    """

    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        """Stand between the workflow and what it starts."""
        self._last: Payload | None = None
        super().init(_Outbound(outbound, self))

    async def execute_workflow(self, given: ExecuteWorkflowInput) -> Any:
        """Begin with the id of the request that started the workflow."""
        self._last = self._last or given.headers.get(REQUEST_HEADER)
        return await super().execute_workflow(given)

    async def handle_update_handler(self, given: HandleUpdateInput) -> Any:
        """Work for the request that brought this act; acts may take turns, so each keeps its own."""
        found = given.headers.get(REQUEST_HEADER)
        if found is not None:
            self._last = found
        _of_this_act.set(found)
        request = "" if found is None else workflow.payload_converter().from_payload(found, str)
        workflow.logger.info("act_taken", extra={"act": given.update, "request": request})
        return await super().handle_update_handler(given)

    def carried(self, headers: Mapping[str, Payload]) -> Mapping[str, Payload]:
        """These headers with the request id, when one is known."""
        current = _of_this_act.get() or self._last
        return headers if current is None else {**headers, REQUEST_HEADER: current}


class _Outbound(WorkflowOutboundInterceptor):
    def __init__(self, following: WorkflowOutboundInterceptor, carrier: CarryRequestIds) -> None:
        super().__init__(following)
        self._carrier = carrier

    def start_activity(self, given: StartActivityInput) -> workflow.ActivityHandle[Any]:
        given.headers = self._carrier.carried(given.headers)
        return super().start_activity(given)

    def start_local_activity(self, given: StartLocalActivityInput) -> workflow.ActivityHandle[Any]:
        given.headers = self._carrier.carried(given.headers)
        return super().start_local_activity(given)

    def continue_as_new(self, given: ContinueAsNewInput) -> Any:
        given.headers = self._carrier.carried(given.headers)
        return super().continue_as_new(given)
