"""Every kind of workflow of the newsroom."""

from typing import Final

from workflows.absence import AbsenceWorkflow
from workflows.amendment import AmendmentWorkflow
from workflows.article import ArticleWorkflow
from workflows.board_version import BoardVersionWorkflow
from workflows.care import CareWorkflow
from workflows.delegation import DelegationWorkflow
from workflows.meeting import MeetingWorkflow

WORKFLOWS: Final = (
    ArticleWorkflow,
    AbsenceWorkflow,
    DelegationWorkflow,
    MeetingWorkflow,
    AmendmentWorkflow,
    BoardVersionWorkflow,
    CareWorkflow,
)
"""All that an editorial worker carries."""
