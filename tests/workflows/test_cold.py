"""An approval of an article that its worker has put out of its memory, against one that it remembers."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from statistics import median
from typing import Any, Final

import pytest
import pytest_asyncio
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from tests.support.branch import Branch, opened_branch
from tests.support.live import LiveNewsroom
from tests.support.lives import ended

TIMES: Final = 1.5
"""What a cold approval may take, until all three channels show it, of the time of a warm one."""

_ON_A_BUSY_MACHINE: Final = 2
_ARTICLES: Final = 5

pytestmark = [pytest.mark.alone, pytest.mark.timeout(300)]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def branches(live: LiveNewsroom) -> AsyncIterator[tuple[Branch, Branch]]:
    """One whose workers remember the last workflow alone, and one whose workers remember all."""
    async with AsyncExitStack() as opened:
        cold, warm = [
            await opened.enter_async_context(opened_branch(live, name, max_cached_workflows=many))
            for name, many in (("cold", 1), ("warm", 100))
        ]
        for branch in (cold, warm):
            await branch.start_workers()
        yield cold, warm


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The workflows that a worker has built, be it from their histories, by their ids."""
    ids: list[str] = []
    create = SandboxedWorkflowRunner.create_instance

    def counted(self: SandboxedWorkflowRunner, det: Any) -> Any:
        ids.append(det.info.workflow_id)
        return create(self, det)

    monkeypatch.setattr(SandboxedWorkflowRunner, "create_instance", counted)
    return ids


async def shown_after(branch: Branch, article_id: Any) -> float:
    """The seconds from an approval until all channels show the article."""
    approved_at = time.monotonic()
    await branch.live.approve(article_id)
    await ended(branch.live, article_id)
    return time.monotonic() - approved_at


async def test_a_cold_approval_is_shown_nearly_as_soon(branches: tuple[Branch, Branch], built: list[str]) -> None:
    """Most approvals are cold where many articles wait, or when a worker has just begun."""
    # One more than is approved: it puts the last but one out of the small memory.
    waiting = [[await branch.live.ready_for_approval() for _ in range(_ARTICLES + 1)] for branch in branches]
    seconds: tuple[list[float], list[float]] = ([], [])
    for number in range(_ARTICLES):
        for branch, articles, taken, is_cold in zip(branches, waiting, seconds, (True, False), strict=True):
            workflow = f"article/{articles[number]}"
            before = built.count(workflow)
            taken.append(await shown_after(branch, articles[number]))
            assert (built.count(workflow) > before) is is_cold
    cold, warm = map(median, seconds)
    assert cold < _ON_A_BUSY_MACHINE * TIMES * warm, seconds
