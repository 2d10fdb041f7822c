"""Stages in statements: they come from the enumerations, and from nowhere else."""

import re
from pathlib import Path

import pytest

from activities.storage import stages
from activities.storage.stages import staged
from newsroom.matters.kinds import AmendmentStage, MeetingStage
from newsroom.stages import Stage

FILES = sorted(file for file in Path(stages.__file__).parent.rglob("*.py") if "migrations" not in file.parts)
_LITERAL = re.compile(r"\bstage\b[^'\"\n]{0,12}\(?\s*'[a-z_]+'")


def test_a_statement_gets_the_values() -> None:
    said = staged("stage IN (Stage.EDITING, MeetingStage.CALLED) OR a.stage <> AmendmentStage.REFUSED")
    assert said == f"stage IN ('{Stage.EDITING}', '{MeetingStage.CALLED}') OR a.stage <> '{AmendmentStage.REFUSED}'"


def test_a_stage_that_is_not_there_is_refused() -> None:
    """A stage that is renamed must not leave a query behind that finds nothing."""
    with pytest.raises(KeyError):
        staged("stage = Stage.PARKED")


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_no_statement_names_a_stage_by_its_value(file: Path) -> None:
    assert _LITERAL.findall(file.read_text(encoding="utf-8")) == []
