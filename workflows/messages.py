"""Names and messages of the workflows: ids with their parsers, what starts one, what it answers."""

from dataclasses import dataclass
from typing import Final

from activities.contracts import Agenda
from newsroom.article import ArticleId
from newsroom.matters.kinds import MatterKind
from newsroom.publishing import ChannelResult
from newsroom.stages import Stage
from newsroom.standing import Standing

ARTICLE_WORKFLOW: Final = "Article"
STANDING_QUERY: Final = "standing"
STANDING_CHANGED: Final = "standing_changed"
ABSENCE_WORKFLOW: Final = "Absence"
DELEGATION_WORKFLOW: Final = "Delegation"
MEETING_WORKFLOW: Final = "Meeting"
AMENDMENT_WORKFLOW: Final = "Amendment"
BOARD_WORKFLOW: Final = "BoardVersion"
CARE_WORKFLOW: Final = "Care"
MATTER_QUERY: Final = "now"
MATTER_WORKFLOWS: Final[dict[MatterKind, str]] = {
    MatterKind.ABSENCE: ABSENCE_WORKFLOW,
    MatterKind.DELEGATION: DELEGATION_WORKFLOW,
    MatterKind.MEETING: MEETING_WORKFLOW,
    MatterKind.AMENDMENT: AMENDMENT_WORKFLOW,
    MatterKind.BOARD: BOARD_WORKFLOW,
}
"""The workflow of each kind of matter; the matter's name is the workflow's id."""

_ARTICLE_PREFIX: Final = "article/"


def article_workflow_id(article_id: str) -> str:
    """The id of the workflow that carries an article."""
    return f"{_ARTICLE_PREFIX}{article_id}"


def article_id_from(workflow_id: str) -> ArticleId | None:
    """The article that a workflow carries, or None for another kind of workflow."""
    if not workflow_id.startswith(_ARTICLE_PREFIX):
        return None
    return ArticleId(workflow_id.removeprefix(_ARTICLE_PREFIX))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleOrder:
    """What the workflow of an article begins with; everything else lives in the storage."""

    standing: Standing
    agenda: Agenda


@dataclass(frozen=True, slots=True, kw_only=True)
class ActAnswer:
    """What a person gets back for an accepted act."""

    stage: Stage
    waiting_for: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleReport:
    """Where an article stands, as the workflow knows it: the answer to the query and the workflow's result."""

    standing: Standing
    results: tuple[ChannelResult, ...]
    breached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterStart:
    """What the workflow of a matter begins with: its name, which is its id too.

    Shape: `resumed` when the storage has the matter already and only its workflow was lost.
    """

    matter: str
    resumed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedAnswer:
    """What a person gets back for an accepted deed."""

    matter: str
    summary: str
