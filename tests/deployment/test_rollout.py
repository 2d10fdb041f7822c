"""A new build while articles are open: nothing fails, nothing is lost, and there is a way back."""

from pathlib import Path

import pytest
from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer

from bench.rollout import NEXT_WORKFLOWS
from tests.deployment.conftest import rolling_on
from tests.support.branch import opened_branch
from tests.support.histories import HISTORIES
from tests.support.live import LiveNewsroom

_ARTICLES = 60


async def test_a_rollout_and_its_way_back_lose_no_article(live: LiveNewsroom) -> None:
    """Ramped, promoted, rolled back, promoted again while people approve; in full size by `bench.rollout`."""
    async with opened_branch(live, "rollout", max_cached_workflows=300) as branch:
        metrics = await rolling_on(branch.live).measure(_ARTICLES)
    assert metrics["completed"] == metrics["published"] == metrics["replayed"] == _ARTICLES, metrics
    assert 0 < metrics["took_new_path"] < _ARTICLES, metrics


@pytest.mark.parametrize("file", sorted(HISTORIES.glob("*.json")), ids=lambda file: file.stem)
async def test_every_recorded_history_replays_on_the_new_build(file: Path) -> None:
    """What a patch promises: lives that began before it go on as they began."""
    history = WorkflowHistory.from_json(file.stem, file.read_text(encoding="utf-8"))
    await Replayer(workflows=list(NEXT_WORKFLOWS)).replay_workflow(history)
