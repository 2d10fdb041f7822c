"""What else the workflow server takes from whoever reaches it: signals, ends, resets, schedules."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from google.protobuf.message import Message
from temporalio.api.batch.v1 import BatchOperationTermination
from temporalio.api.common.v1 import WorkflowExecution
from temporalio.api.enums.v1 import EventType, ResetReapplyType
from temporalio.api.workflowservice.v1 import (
    DeleteWorkflowExecutionRequest,
    PauseWorkflowExecutionRequest,
    RecordActivityTaskHeartbeatByIdRequest,
    ResetWorkflowExecutionRequest,
    RespondActivityTaskCanceledByIdRequest,
    RespondActivityTaskCompletedByIdRequest,
    RespondActivityTaskFailedByIdRequest,
    SetWorkerDeploymentCurrentVersionRequest,
    StartBatchOperationRequest,
)
from temporalio.client import Schedule, ScheduleActionStartWorkflow, ScheduleSpec
from temporalio.service import RPCError

from activities.contracts import EDITORIAL_QUEUE, UpkeepInput, UpkeepJob
from newsroom.article import ChannelName
from newsroom.publishing import ChannelResult, Outcome
from newsroom.stages import Stage
from tests.adversary.forged_acts import Attempt, ServerStep
from tests.adversary.forged_starts import approved
from tests.adversary.scene import Scene
from tests.support.lives import handle_of, history_of, standing_of
from workflows.messages import STANDING_CHANGED, article_workflow_id
from workflows.registry import ARTICLE, UPKEEP

_MANY: Final = 30
_NUMBERS: Final = 12
_SHOWN: Final = ChannelResult(channel=ChannelName.PORTAL, outcome=Outcome.PUBLISHED, url="https://gia.example/bai")


def _named(scene: Scene, stage: Stage) -> WorkflowExecution:
    return WorkflowExecution(workflow_id=article_workflow_id(scene.articles[stage]))


async def _signalled(scene: Scene, stage: Stage) -> None:
    await handle_of(scene.live, scene.articles[stage]).signal(STANDING_CHANGED)


async def _signalled_often(scene: Scene, stage: Stage) -> None:
    for _ in range(_MANY):
        await _signalled(scene, stage)


async def _signalled_with_more(scene: Scene, stage: Stage) -> None:
    forged = replace(await standing_of(scene.live, scene.articles[stage]), stage=Stage.PUBLISHING)
    await handle_of(scene.live, scene.articles[stage]).signal(STANDING_CHANGED, forged)


async def _signalled_strangely(scene: Scene, stage: Stage) -> None:
    await handle_of(scene.live, scene.articles[stage]).signal("publish_at_once", "x" * 10_000)


async def _queried(scene: Scene, stage: Stage) -> None:
    for query in ("standing", "__stack_trace", "publish"):
        await handle_of(scene.live, scene.articles[stage]).query(query)


async def _cancelled(scene: Scene, stage: Stage) -> None:
    await handle_of(scene.live, scene.articles[stage]).cancel()


async def _terminated(scene: Scene, stage: Stage) -> None:
    await handle_of(scene.live, scene.articles[stage]).terminate("không rõ ai")


async def _matter_cancelled(scene: Scene, stage: Stage) -> None:
    await scene.client.get_workflow_handle(scene.matter).cancel()


async def _matter_terminated(scene: Scene, stage: Stage) -> None:
    await scene.client.get_workflow_handle(scene.matter).terminate()


async def _deleted(scene: Scene, stage: Stage) -> None:
    asked = DeleteWorkflowExecutionRequest(namespace=scene.client.namespace, workflow_execution=_named(scene, stage))
    await scene.ask("delete_workflow_execution", asked)


async def _paused(scene: Scene, stage: Stage) -> None:
    asked = PauseWorkflowExecutionRequest(
        namespace=scene.client.namespace, workflow_id=article_workflow_id(scene.articles[stage]), reason="x"
    )
    await scene.ask("pause_workflow_execution", asked)


async def _ended_in_bulk(scene: Scene, stage: Stage) -> None:
    asked = StartBatchOperationRequest(
        namespace=scene.client.namespace,
        job_id=f"bulk-{stage}",
        reason="x",
        executions=[_named(scene, stage)],
        termination_operation=BatchOperationTermination(),
    )
    await scene.ask("start_batch_operation", asked)


async def _versioned_away(scene: Scene, stage: Stage) -> None:
    """No worker of ours gets a task while a version that nobody runs is current; then an operator puts it back."""
    for build_id in ("gia", ""):
        asked = SetWorkerDeploymentCurrentVersionRequest(
            namespace=scene.client.namespace,
            deployment_name="toasoan",
            build_id=build_id,
            ignore_missing_task_queues=True,
            allow_no_pollers=True,
        )
        await scene.ask("set_worker_deployment_current_version", asked)
        await _signalled(scene, stage)


def _reset(position: int, reapply: "ResetReapplyType.ValueType") -> Attempt:
    """Back to the workflow task at that place in the history."""

    async def attempt(scene: Scene, stage: Stage) -> None:
        events = await history_of(scene.live, scene.articles[stage])
        done = [e.event_id for e in events if e.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_COMPLETED]
        if not done:
            # Another step has just begun the workflow anew: there is nothing to go back to.
            return
        asked = ResetWorkflowExecutionRequest(
            namespace=scene.client.namespace,
            workflow_execution=_named(scene, stage),
            workflow_task_finish_event_id=done[max(-len(done), min(position, len(done) - 1))],
            request_id=f"{stage}-{position}-{reapply}-{len(events)}",
            reset_reapply_type=reapply,
        )
        await scene.ask("reset_workflow_execution", asked)

    return attempt


def _by_id(call: str, kind: type[Message]) -> Attempt:
    """An answer to whatever activity the article's workflow waits for, by its number."""

    async def attempt(scene: Scene, stage: Stage) -> None:
        result = await scene.client.data_converter.encode([_SHOWN])
        for number in range(1, _NUMBERS):
            asked: Any = kind(
                namespace=scene.client.namespace,
                workflow_id=article_workflow_id(scene.articles[stage]),
                activity_id=str(number),
                identity="x",
            )
            for field in ("result", "details"):
                if field in asked.DESCRIPTOR.fields_by_name:
                    getattr(asked, field).payloads.extend(result)
            with contextlib.suppress(RPCError):
                await scene.ask(call, asked)

    return attempt


_BY_ID: Final[dict[str, tuple[str, type[Message]]]] = {
    "completed with a forged result": (
        "respond_activity_task_completed_by_id",
        RespondActivityTaskCompletedByIdRequest,
    ),
    "failed": ("respond_activity_task_failed_by_id", RespondActivityTaskFailedByIdRequest),
    "cancelled": ("respond_activity_task_canceled_by_id", RespondActivityTaskCanceledByIdRequest),
    "told a forged heartbeat": ("record_activity_task_heartbeat_by_id", RecordActivityTaskHeartbeatByIdRequest),
}


def _upkeep_started(job: UpkeepJob) -> Attempt:
    async def attempt(scene: Scene, stage: Stage) -> None:
        scene.touched.append(name := f"gia-{job}-{stage}")
        await scene.client.start_workflow(UPKEEP.name, UpkeepInput(job=job), id=name, task_queue=EDITORIAL_QUEUE)

    return attempt


async def _scheduled(scene: Scene, stage: Stage) -> None:
    """A schedule that begins a forged article at once, paused, let go on, and deleted."""
    standing = await standing_of(scene.live, scene.articles[stage])
    action = ScheduleActionStartWorkflow(
        ARTICLE.name, approved(standing, Stage.PUBLISHING), id=f"theo-lich-{stage}", task_queue=EDITORIAL_QUEUE
    )
    handle = await scene.client.create_schedule(
        f"lich-{stage}", Schedule(action=action, spec=ScheduleSpec()), trigger_immediately=True
    )
    for change in (handle.pause, handle.unpause, handle.trigger, handle.delete):
        await change()


def _steps() -> Iterator[ServerStep]:
    for called, (call, kind) in _BY_ID.items():
        yield ServerStep(name=f"activities {called}", where="answers by number", attempt=_by_id(call, kind))
    of_signals: dict[str, Attempt] = {
        "a signal that it has moved": _signalled,
        "thirty signals": _signalled_often,
        "a signal that brings a standing along": _signalled_with_more,
        "a signal that nobody knows": _signalled_strangely,
        "queries": _queried,
    }
    for name, attempt in of_signals.items():
        yield ServerStep(name=name, where="signals and queries", attempt=attempt)
    yield ServerStep(name="cancelled", where="ends", attempt=_cancelled)
    yield ServerStep(name="terminated", where="ends", attempt=_terminated, breaks=True)
    yield ServerStep(name="deleted", where="ends", attempt=_deleted, breaks=True)
    yield ServerStep(name="paused", where="ends", attempt=_paused)
    yield ServerStep(name="terminated in bulk", where="ends", attempt=_ended_in_bulk)
    yield ServerStep(name="a matter cancelled", where="ends", attempt=_matter_cancelled)
    yield ServerStep(name="a matter terminated", where="ends", attempt=_matter_terminated)
    yield ServerStep(name="another version made current", where="versions", attempt=_versioned_away)
    kinds = {
        "": ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
        "nothing kept": ResetReapplyType.RESET_REAPPLY_TYPE_NONE,
    }
    for called, reapply in kinds.items():
        for position, place in ((0, "first"), (1, "second"), (-2, "last but one"), (-1, "last")):
            name = f"reset to the {place} task{f', {called}' if called else ''}"
            yield ServerStep(name=name, where="resets", attempt=_reset(position, reapply))
    for job in UpkeepJob:
        yield ServerStep(name=f"upkeep out of its hour: {job}", where="schedules", attempt=_upkeep_started(job))
    yield ServerStep(name="a schedule that starts a forged article", where="schedules", attempt=_scheduled)


RUN_STEPS: Final = tuple(_steps())
"""All that is no act, by name."""
