"""The class of each kind of workflow."""

from typing import Final

from workflows.absence import AbsenceWorkflow
from workflows.amendment import AmendmentWorkflow
from workflows.article import ArticleWorkflow
from workflows.board_version import BoardVersionWorkflow
from workflows.delegation import DelegationWorkflow
from workflows.incident import IncidentWorkflow
from workflows.meeting import MeetingWorkflow
from workflows.registry import (
    ABSENCE,
    AMENDMENT,
    ARTICLE,
    BOARD,
    DELEGATION,
    INCIDENT,
    KINDS,
    MEETING,
    UPKEEP,
    WorkflowKind,
)
from workflows.upkeep import UpkeepWorkflow

CLASSES: Final[dict[WorkflowKind, type]] = {
    ARTICLE: ArticleWorkflow,
    ABSENCE: AbsenceWorkflow,
    DELEGATION: DelegationWorkflow,
    MEETING: MeetingWorkflow,
    AMENDMENT: AmendmentWorkflow,
    BOARD: BoardVersionWorkflow,
    INCIDENT: IncidentWorkflow,
    UPKEEP: UpkeepWorkflow,
}

WORKFLOWS: Final = tuple(CLASSES[kind] for kind in KINDS)
"""All that an editorial worker carries."""
