"""Tells each activity's log lines what they are about, and hands request ids on inside workflows."""

import json
import time
from typing import Any, Final

import structlog
from temporalio import activity, workflow
from temporalio.converter import PayloadConverter
from temporalio.exceptions import ApplicationError, is_cancelled_exception
from temporalio.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from newsroom.board import Office
from workers.telemetry.request_ids import FIELD
from workflows.messages import REQUEST_HEADER
from workflows.request_ids import CarryRequestIds

_CONVERTER: Final = PayloadConverter.default
_log = structlog.get_logger()


class ActivityLines(Interceptor):
    """Given to a worker. What a line is about is told here, so the SDK's loggers need not glue it to their messages."""

    def __init__(self) -> None:
        workflow.logger.workflow_info_on_message = False
        activity.logger.activity_info_on_message = False

    def intercept_activity(self, following: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Tell the log what an activity is about."""
        return _Activities(following)

    def workflow_interceptor_class(
        self, _given: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        """Hand the id on inside workflows."""
        return CarryRequestIds


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


def _about(given: ExecuteActivityInput) -> dict[str, Any]:
    """What the lines of an activity are about: ids, the office that acts, never a person or a text."""
    info = activity.info()
    order = given.args[0] if given.args else None
    carried = given.headers.get(REQUEST_HEADER)
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
