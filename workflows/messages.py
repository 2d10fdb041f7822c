"""Messages of the workflows: what starts one, what it is asked, what it answers."""

from dataclasses import dataclass
from typing import Final

from activities.contracts import Agenda
from newsroom.article import ArticleId, article_of, subject_of
from newsroom.publishing import ChannelResult
from newsroom.stages import Stage
from newsroom.standing import Standing

STANDING_QUERY: Final = "standing"
STANDING_CHANGED: Final = "standing_changed"
MATTER_QUERY: Final = "now"
REQUEST_HEADER: Final = "toasoan-request-id"
"""Where the id of a person's request travels, beside the inputs."""


def article_workflow_id(article_id: str) -> str:
    """The id of the workflow that carries an article."""
    return subject_of(article_id)


def article_id_from(workflow_id: str) -> ArticleId | None:
    """The article that a workflow carries, or None for another kind of workflow."""
    return article_of(workflow_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What a run of a workflow hands over to the next, so that no history grows without end.

    Shape: `acts_seen` are the ids of the latest acts; `results` are where each channel is taken up.
    """

    acts_seen: tuple[str, ...] = ()
    results: tuple[ChannelResult, ...] = ()
    breached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleInput:
    """What the workflow of an article begins with; everything else lives in the storage.

    Shape: `closes_by_storage` unless it was started by a build that took the channels' answers for the end.
    `records_here` when every worker records acts in the workflow's own task, so that no earlier build takes it up.
    `before` is what an earlier run hands over, None at the first.
    """

    standing: Standing
    agenda: Agenda
    closes_by_storage: bool = False
    records_here: bool = False
    before: Before | None = None


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
class MatterInput:
    """What the workflow of a matter begins with: its name, which is its id too.

    Shape: `resumed` when the storage has the matter already, because its workflow was lost or goes on in another run;
    `before` is what an earlier run hands over.
    """

    matter: str
    resumed: bool = False
    before: Before | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatterAnswer:
    """What a person gets back for an accepted act."""

    matter: str
    summary: str
