"""`toasoan versions` as an engineer types it."""

import asyncio
from collections.abc import Awaitable, Callable

from typer.testing import CliRunner, Result

from bench.rollout import NEXT, OLD
from tests.deployment.conftest import Builds
from tests.support.live import eventually
from tests.support.spoken import failed, said
from workers.__main__ import app
from workers.settings import environment_of

Versions = Callable[..., Awaitable[Result]]


def _typed(builds: Builds, build_id: str = "", **others: str) -> Versions:
    """The command in a process of that build."""
    settings = builds.live.settings.model_copy(update={"build_id": build_id, **others})
    runner = CliRunner(env=environment_of(settings) | {"COLUMNS": "200"})

    async def versions(*words: str) -> Result:
        return await asyncio.to_thread(lambda: runner.invoke(app, ["versions", *words]))

    return versions


async def test_a_whole_rollout_by_hand(builds: Builds) -> None:
    """Every step says what happened and what to do next."""
    old, new = _typed(builds, OLD), _typed(builds, NEXT)
    shown = said(await old("show"))
    assert OLD in shown
    assert "đang nhận việc" in shown
    assert "không việc nào hỏng" in said(await new("check"))
    assert "20%" in said(await new("ramp", NEXT, "--percent", "20"))
    assert "đang thử" in said(await new("show"))
    assert f"{NEXT} đang nhận mọi việc" in said(await new("promote", NEXT))
    assert "việc ghim ở đây" in said(await new("drain", OLD))
    assert "Đã chuyển" in said(await new("drain", OLD, "--move"))
    failed(await new("rollback"), OLD, NEXT, "--force")
    assert f"Đã lùi từ {NEXT}; việc về {OLD}" in said(await old("rollback"))


async def test_mistakes_are_told_kindly(builds: Builds) -> None:
    """A build that is not there, work drained from the present one, a server that does not answer."""
    old = _typed(builds, OLD)
    failed(await old("promote", "2099.1"), "2099.1", OLD)
    failed(await old("drain", OLD, "--move"), "đang nhận việc")
    failed(await _typed(builds, OLD, deployment_name="chua-co")("show"), "TOASOAN_BUILD_ID")
    failed(await _typed(builds, OLD, temporal_address="127.0.0.1:1")("show"), "không trả lời")


async def test_the_check_fails_on_what_would_break(builds: Builds) -> None:
    """The exit code is what a pipeline looks at."""
    live, rolling = builds.live, builds.rolling
    await rolling.promote(rolling.next, NEXT)
    article_id = await live.ready_for_approval()
    await live.approve(article_id)
    handle = live.client.get_workflow_handle(f"article/{article_id}")
    await handle.result()
    await eventually(lambda: _closed(builds, article_id))
    # The code at hand is the old build's, which does not know the step that this article has taken.
    broken = await _typed(builds, OLD)("check")
    assert broken.exit_code == 1
    assert f"article/{article_id}" in broken.output
    assert "đừng đưa lên" in broken.output
    await rolling.promote(rolling.old, OLD)


async def _closed(builds: Builds, article_id: str) -> int:
    query = f"WorkflowId = 'article/{article_id}' AND ExecutionStatus = 'Completed'"
    return (await builds.live.client.count_workflows(query)).count
