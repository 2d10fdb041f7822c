"""Recorded articles and matters replayed against the workflows as they are now.

RED HERE MEANS: WHAT YOU CHANGED BREAKS ARTICLES THAT ARE RUNNING NOW.
Put the change behind `workflow.patched("...")` so that running articles keep their path, and record the new path as
a further scenario. Never record an existing history again: it stands for the articles out there.
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer
from temporalio.workflow import NondeterminismError

from tests.support.divergent import DivergentWorkflow
from tests.support.histories import HISTORIES
from tests.workflows.record_histories import RECORDED
from workflows.kinds import WORKFLOWS

_FILES = sorted(HISTORIES.glob("*.json"))
_MOST_BYTES = 150_000


def _history(file: Path) -> WorkflowHistory:
    return WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
async def test_a_recorded_workflow_replays(file: Path) -> None:
    """Red means that running articles would stop: use `workflow.patched()`, never record again."""
    await Replayer(workflows=list(WORKFLOWS)).replay_workflow(_history(file))


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
async def test_the_replay_notices_a_workflow_that_diverges(file: Path) -> None:
    """Guards the test above: a replay that accepts everything protects nobody."""
    replayed = await Replayer(workflows=[DivergentWorkflow]).replay_workflow(
        _history(file), raise_on_replay_failure=False
    )
    assert isinstance(replayed.replay_failure, NondeterminismError), replayed.replay_failure


def test_every_scenario_is_recorded_and_every_record_has_its_scenario() -> None:
    """An orphan would be replayed for ever without anybody knowing what it stands for."""
    assert {file.stem for file in _FILES} == set(RECORDED)


@pytest.mark.parametrize("file", _FILES, ids=lambda file: file.stem)
def test_a_record_says_nothing_of_the_machine_it_was_made_on(file: Path) -> None:
    """Neither paths nor host names belong in the repository; nor do large files."""
    text = file.read_text(encoding="utf-8")
    read = "\n".join([text, *_decoded(json.loads(text))])
    for pattern in (
        r"/(?:home|root|work|tmp|Users|usr|var)/",
        r"site-packages",
        r'"identity":"(?!recorder")',
        r"\.py\b",
    ):
        assert not re.search(pattern, read), pattern
    assert len(text) < _MOST_BYTES


def _decoded(value: Any) -> list[str]:
    """The payloads of a history as text."""
    if isinstance(value, list):
        return [text for item in value for text in _decoded(item)]
    if not isinstance(value, dict):
        return []
    own = [base64.b64decode(value["data"]).decode("utf-8", "replace")] if isinstance(value.get("data"), str) else []
    return own + [text for item in value.values() for text in _decoded(item)]
