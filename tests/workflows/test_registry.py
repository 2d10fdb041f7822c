"""One table of the kinds of workflow, and every room that has something of its own to say of each."""

import pytest

from newsroom.matters.acts import kind_of
from newsroom.matters.kinds import MatterKind
from workers.telemetry import names
from workflows.kinds import CLASSES
from workflows.registry import ARTICLE, BOARD, KINDS, MATTERS, NAMED, WorkflowKind, address_of

each_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


@each_kind
def test_a_kind_has_a_class_of_its_name(kind: WorkflowKind) -> None:
    """A worker that does not know the name leaves what was started under it waiting for ever."""
    assert vars(CLASSES[kind])["__temporal_workflow_definition"].name == kind.name


def test_no_class_stands_outside_the_table() -> None:
    """What is served and not listed is not replayed before a rollout, not counted, not resumed."""
    assert set(CLASSES) == set(KINDS) == set(NAMED.values())
    assert len({kind.prefix for kind in KINDS}) == len(KINDS)


@each_kind
def test_a_key_is_read_back_from_its_id(kind: WorkflowKind) -> None:
    """An id that another kind claims too would have its workflow ended in the other's place."""
    built = kind.id_of("7c1e-1")
    assert [other for other in KINDS if other.key_from(built) is not None] == [kind]
    assert kind.key_from(built) == "7c1e-1"


@pytest.mark.parametrize("matter", MatterKind)
def test_a_matter_is_the_id_of_its_workflow(matter: MatterKind) -> None:
    """Rows, ledger and the workflow server call it by one name."""
    assert kind_of(MATTERS[matter].id_of("7c1e")) is matter


@each_kind
def test_every_kind_can_be_counted(kind: WorkflowKind) -> None:
    """A workflow that nobody counts could fail unseen."""
    assert kind.name in names.WORKFLOW.values


def test_a_matter_is_shown_where_the_table_says() -> None:
    assert address_of("absence/7c1e") == "/absences/7c1e"
    assert (address_of(BOARD.id_of("7c1e")), address_of(ARTICLE.id_of("7c1e")), address_of("")) == ("", "", "")
