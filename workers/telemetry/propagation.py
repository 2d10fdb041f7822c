"""Carries request ids through Temporal, and tells each activity's log lines what they are about."""

import json
import time
from collections.abc import Mapping
from typing import Any, Final

import structlog
from temporalio import activity, workflow
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
from temporalio.exceptions import ApplicationError, is_cancelled_exception
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)
from temporalio.worker import Interceptor as WorkerInterceptor

from newsroom.board import Office
from workers.telemetry.request_ids import FIELD, current_request
from workflows.request_ids import HEADER, CarryRequestIds

_CONVERTER: Final = PayloadConverter.default
_log = structlog.get_logger()


class RequestIds(Interceptor, WorkerInterceptor):
    """Given to the client, it serves the workers of that client as well.

    What a line is about is told here, so the SDK's loggers need not glue it to their messages.
    """

    def __init__(self) -> None:
        workflow.logger.workflow_info_on_message = False
        activity.logger.activity_info_on_message = False

    def intercept_client(self, following: OutboundInterceptor) -> OutboundInterceptor:
        """Put the request id on everything that is sent to a workflow."""
        return _Outgoing(following)

    def intercept_activity(self, following: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Tell the log what an activity is about."""
        return _Activities(following)

    def workflow_interceptor_class(
        self, _given: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        """Hand the id on inside workflows."""
        return CarryRequestIds


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


class _Activities(ActivityInboundInterceptor):
    async def execute_activity(self, given: ExecuteActivityInput) -> Any:
        with structlog.contextvars.bound_contextvars(**_about(given)):
            started = time.perf_counter()
            try:
                result = await super().execute_activity(given)
            except BaseException as failure:
                _log.warning("activity_failed", failure=_named(failure), seconds=_since(started))
                raise
            _log.info("activity_done", seconds=_since(started), **_answer(result))
            return result


def _with_request(headers: Mapping[str, Payload]) -> Mapping[str, Payload]:
    current = current_request()
    return {**headers, HEADER: _CONVERTER.to_payload(current)} if current else headers


def _about(given: ExecuteActivityInput) -> dict[str, Any]:
    """What the lines of an activity are about: ids, the office that acts, never a person or a text."""
    info = activity.info()
    order = given.args[0] if given.args else None
    carried = given.headers.get(HEADER)
    about = {
        "article": getattr(order, "article_id", ""),
        "matter": getattr(order, "matter", ""),
        "channel": getattr(order, "channel", ""),
        "office": _office(order),
        "workflow": info.workflow_id,
        "run": info.workflow_run_id,
        "activity": info.activity_type,
        "attempt": info.attempt,
        FIELD: _CONVERTER.from_payload(carried, str) if carried is not None else "",
    }
    return {name: value for name, value in about.items() if value}


def _office(order: object) -> str:
    """The office in which an act claims to be made; only one of ours, whatever the claim says."""
    try:
        said = json.loads(order.act.claim)["office"]  # type: ignore[attr-defined]
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError):
        return ""
    return said if said in set(Office) else ""


def _answer(result: object) -> dict[str, str]:
    """How the answer to an act reads in a log: accepted, or refused and by which rule."""
    accepted = getattr(result, "accepted", None)
    if accepted is None:
        outcome = getattr(result, "outcome", "")
        return {"outcome": str(outcome)} if outcome else {}
    return {"outcome": "accepted"} if accepted else {"outcome": "refused", "code": str(getattr(result, "code", ""))}


def _named(failure: BaseException) -> str:
    if is_cancelled_exception(failure):
        return "cancelled"
    if isinstance(failure, ApplicationError) and failure.type:
        return failure.type
    return type(failure).__name__


def _since(started: float) -> float:
    return round(time.perf_counter() - started, 3)
