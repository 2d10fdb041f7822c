"""Histories of workflows: where recorded ones are kept, what they say of tasks that failed, and their beginnings."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from temporalio.api.enums.v1 import WorkflowTaskFailedCause
from temporalio.client import WorkflowHistory

HISTORIES: Final = Path(__file__).parents[1] / "workflows" / "histories"


def failed_tasks(history: WorkflowHistory) -> list[str]:
    """The causes of workflow tasks that failed by what our code did.

    A workflow that would close while an act or an answer comes in at the same moment is asked once more by the server
    (`UnhandledCommand`): nothing is wrong then.
    """
    causes = [
        event.workflow_task_failed_event_attributes.cause
        for event in history.events
        if event.HasField("workflow_task_failed_event_attributes")
    ]
    asked_again = WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_UNHANDLED_COMMAND
    return [WorkflowTaskFailedCause.Name(cause) for cause in causes if cause != asked_again]


def at_each_task(history: WorkflowHistory) -> Iterator[WorkflowHistory]:
    """The history as a worker that remembers nothing is given it, for each task of the workflow."""
    for number, event in enumerate(history.events, start=1):
        if event.HasField("workflow_task_started_event_attributes"):
            yield WorkflowHistory(history.workflow_id, history.events[:number])
