"""What the workflow server's own record says that people did: every act that a workflow took, with its signature."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.api.history.v1 import HistoryEvent
from temporalio.api.update.v1 import Request
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client, WorkflowExecution, WorkflowExecutionStatus
from temporalio.exceptions import TemporalError

from activities.contracts import SignedAct
from newsroom.claims import Claim, claim_from
from newsroom.errors import Refused
from newsroom.matters.acts import MatterClaim, matter_claim_from
from workflows.registry import ARTICLE, MATTERS

SKEW: Final = timedelta(minutes=5)
"""How far the clocks of the two records may be apart."""

_TYPES: Final = ", ".join(f"'{kind.name}'" for kind in (ARTICLE, *MATTERS.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenAct:
    """An act that a workflow took. Shape: `done` says whether its member was told so; None when nobody was told yet."""

    said: Claim | MatterClaim
    signed: SignedAct
    at: datetime
    done: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of a workflow. Shape: `whole` when its record begins with it: it neither follows a reset nor was cut."""

    workflow_id: str
    run_id: str
    running: bool
    whole: bool
    began_at: datetime
    events: int
    acts: tuple[TakenAct, ...]


async def runs_since(client: Client, since: datetime) -> tuple[Run, ...]:
    """The runs of articles and matters that were open at an instant or later, as far as the server keeps them."""
    after = (since - SKEW).isoformat()
    query = f"WorkflowType IN ({_TYPES}) AND (ExecutionStatus = 'Running' OR CloseTime >= '{after}')"
    found = [run async for run in client.list_workflows(query)]
    return tuple([await _read(client, run) for run in found])


async def names_known(client: Client) -> tuple[str, ...]:
    """The names of all articles and matters that the server still keeps, open or not."""
    return tuple([found.id async for found in client.list_workflows(f"WorkflowType IN ({_TYPES})")])


async def retention_of(client: Client) -> timedelta:
    """How long the server keeps what has ended."""
    asked = DescribeNamespaceRequest(namespace=client.namespace)
    described = await client.workflow_service.describe_namespace(asked)
    return described.config.workflow_execution_retention_ttl.ToTimedelta()


async def _read(client: Client, execution: WorkflowExecution) -> Run:
    handle = client.get_workflow_handle(execution.id, run_id=execution.run_id)
    history = await handle.fetch_history()
    events = list(history.events)
    began = events[0].workflow_execution_started_event_attributes
    return Run(
        workflow_id=execution.id,
        run_id=execution.run_id,
        running=execution.status is WorkflowExecutionStatus.RUNNING,
        whole=began.original_execution_run_id == execution.run_id and not any(map(_is_reset, events)),
        began_at=_at(events[0]),
        events=len(events),
        acts=await _acts(client, events),
    )


async def _acts(client: Client, events: list[HistoryEvent]) -> tuple[TakenAct, ...]:
    """The acts in a history, in order; what the desk cannot have written is left out."""
    ends = {seq: done for event in events for seq, done in _end(event)}
    admitted = {request.meta.update_id: request for event in events for request in _admitted(event)}
    found = []
    for event in events:
        if event.event_type != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            continue
        accepted = event.workflow_execution_update_accepted_event_attributes
        # After a reset the request stands in an event of its own.
        own = accepted.HasField("accepted_request")
        request = accepted.accepted_request if own else admitted.get(accepted.protocol_instance_id)
        if request is not None and (signed := await _signed(client, request)) and (said := _said(signed)):
            found.append(TakenAct(said=said, signed=signed, at=_at(event), done=ends.get(event.event_id)))
    return tuple(found)


def _end(event: HistoryEvent) -> Iterator[tuple[int, bool]]:
    if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_COMPLETED:
        ended = event.workflow_execution_update_completed_event_attributes
        yield ended.accepted_event_id, ended.outcome.HasField("success")


def _admitted(event: HistoryEvent) -> Iterator[Request]:
    if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ADMITTED:
        yield event.workflow_execution_update_admitted_event_attributes.request


async def _signed(client: Client, request: Request) -> SignedAct | None:
    """What an Update carried, unsealed; None for what is no act. Whoever sends Updates may send anything."""
    try:
        carried = await client.data_converter.decode(request.input.args.payloads, [SignedAct])
    except (TemporalError, ValueError, TypeError, KeyError, RuntimeError):
        return None
    return carried[0] if carried and isinstance(carried[0], SignedAct) else None


def _said(signed: SignedAct) -> Claim | MatterClaim | None:
    for read in (claim_from, matter_claim_from):
        try:
            return read(signed.claim)
        except Refused:
            continue
    return None


def _is_reset(event: HistoryEvent) -> bool:
    failed = event.workflow_task_failed_event_attributes
    return failed.cause == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW


def _at(event: HistoryEvent) -> datetime:
    return event.event_time.ToDatetime(tzinfo=UTC)
