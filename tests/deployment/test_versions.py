"""Two builds at once: who follows, who stays, who is held, and what is refused."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio.common import VersioningBehavior, WorkerDeploymentVersion
from temporalio.worker import Worker, WorkerDeploymentConfig

from bench.next_build import NextArticleWorkflow
from bench.rollout import NEXT, NEXT_WORKFLOWS, OLD
from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.stages import Act, Stage
from tests.deployment.conftest import Builds
from tests.deployment.unpatched import UnpatchedArticleWorkflow
from tests.support.divergent import DivergentWorkflow
from tests.support.histories import failed_tasks
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import ended, handle_of, until_outcome
from tests.support.matters import matter_ended
from workers.deployment.behaviour import FOLLOWING, versioning
from workers.deployment.errors import NobodyServes, NoVersions, UnknownBuild, VersionTrouble, WrongCode
from workers.deployment.replaying import Gate
from workers.deployment.routing import Deployment, Status
from workers.settings import Settings
from workflows.article import ArticleWorkflow
from workflows.registry import NAMED


async def _build_of(live: LiveNewsroom, workflow_id: str) -> tuple[str, str]:
    """On which build a workflow last ran, and how it behaves when there is a new one."""
    info = (await live.client.get_workflow_handle(workflow_id).describe()).raw_description
    versioning_info = info.workflow_execution_info.versioning_info
    override = versioning_info.versioning_override.pinned.version.build_id
    return override or versioning_info.deployment_version.build_id, VersioningBehavior(versioning_info.behavior).name


async def _absence(live: LiveNewsroom, office: Office) -> str:
    now = datetime.now(UTC)
    facts = {
        "member": live.holder(office).id,
        "starts_at": (now + timedelta(days=30)).isoformat(),
        "ends_at": (now + timedelta(days=31)).isoformat(),
        "reason": "Đi công tác",
    }
    answer = await live.matter_desk.open(live.holder(office), MatterAct.FILE_ABSENCE, MatterKind.ABSENCE, facts)
    return answer.matter


async def _called_off(live: LiveNewsroom, absence: str, office: Office) -> None:
    """The trip does not take place; the build that it was moved to carries it to its end."""
    facts = {"ends_at": datetime.now(UTC).isoformat()}
    await live.matter_desk.do(live.holder(office), MatterAct.CHANGE_ABSENCE, absence, facts)
    await matter_ended(live, absence)


async def test_an_article_follows_the_new_build_and_an_absence_stays_until_it_is_moved(builds: Builds) -> None:
    """A repair must reach open articles; an absence filed for next month must not change its rules on the way."""
    live, rolling = builds.live, builds.rolling
    article_id, absence = await live.ready_for_approval(), await _absence(live, Office.DEPUTY)
    assert await _build_of(live, absence) == (OLD, "PINNED")
    await rolling.promote(rolling.next, NEXT)
    await live.approve(article_id)
    await ended(live, article_id)
    assert await _build_of(live, f"article/{article_id}") == (NEXT, "AUTO_UPGRADE")
    await eventually(lambda: rolling.next.moving.pinned_on(OLD))

    with pytest.raises(WrongCode):
        await rolling.old.drain(OLD)
    assert (await _build_of(live, absence))[0] == OLD
    moved, found = await rolling.next.drain(OLD)
    assert (moved >= 1, found.broken) == (True, {})
    assert await _build_of(live, absence) == (NEXT, "PINNED")
    await _called_off(live, absence, Office.DEPUTY)
    await rolling.promote(rolling.old, OLD)


async def test_what_only_the_new_build_understands_is_held_there_when_the_others_go_back(builds: Builds) -> None:
    """An article that has taken the new step would stand still for ever on the old code."""
    live, rolling = builds.live, builds.rolling
    await rolling.promote(rolling.next, NEXT)
    article_id = await live.ready_for_approval()
    await live.fault("fanpage", "create_post", "token_expired", match=article_id)
    await live.approve(article_id)
    await until_outcome(live, article_id, ChannelName.FANPAGE, "needs_person")
    await eventually(lambda: rolling.old.moving.open_on(NEXT))

    with pytest.raises(WrongCode):
        await rolling.next.rollback()
    back = await rolling.old.rollback()
    assert (back.left, back.to, back.held) == (NEXT, OLD, 1)
    with pytest.raises(VersionTrouble):
        await rolling.old.drain(OLD)
    resumed = Details(channel=ChannelName.FANPAGE)
    await live.desk.act(live.holder(Office.ENGINEER), Act.RESUME_CHANNEL, article_id, details=resumed)
    assert (await ended(live, article_id)).standing.stage is Stage.PUBLISHED
    assert (await _build_of(live, f"article/{article_id}"))[0] == NEXT
    history = await handle_of(live, article_id).fetch_history()
    assert failed_tasks(history) == []


async def test_a_ramp_is_seen_and_taken_back(builds: Builds) -> None:
    """A trial that goes wrong must end with one command."""
    rolling = builds.rolling
    await rolling.next.deployment.ramp(NEXT, 30)
    shown = {one.build_id: (one.status, one.percent) for one in await rolling.old.deployment.versions()}
    assert shown == {OLD: (Status.CURRENT, 70), NEXT: (Status.RAMPING, 30)}
    back = await rolling.old.rollback()
    assert (back.ramp, back.left, back.to) == (True, NEXT, OLD)
    assert await rolling.old.deployment.ramping() == ""


async def test_a_build_without_workers_is_not_promoted(builds: Builds) -> None:
    """All articles would wait for workers that are not there."""
    live, deployment = builds.live, builds.rolling.old.deployment
    with pytest.raises(UnknownBuild, match=OLD):
        await deployment.promote("2099.1")
    elsewhere = WorkerDeploymentConfig(
        version=WorkerDeploymentVersion(deployment_name=deployment.name, build_id="2026.9"),
        use_worker_versioning=True,
        default_versioning_behavior=VersioningBehavior.PINNED,
    )
    async with Worker(live.client, task_queue="elsewhere", workflows=[ArticleWorkflow], deployment_config=elsewhere):
        await eventually(lambda: _knows(deployment, "2026.9"))
        with pytest.raises(NobodyServes, match="editorial"):
            await deployment.promote("2026.9")
        with pytest.raises(NobodyServes, match="editorial"):
            await deployment.ramp("2026.9", 10)
        assert await deployment.current() == OLD
        await deployment.promote("2026.9", force=True)
        assert await deployment.current() == "2026.9"
        # The way back must be open although the old build never knew the other's queue.
        assert (await builds.rolling.old.rollback()).to == OLD


async def _knows(deployment: Deployment, build_id: str) -> bool:
    return build_id in [one.build_id for one in await deployment.versions()]


async def test_without_a_build_id_there_are_no_versions(live: LiveNewsroom) -> None:
    """On one machine everything stays as it was."""
    with pytest.raises(NoVersions):
        await Deployment(live.client, "chua-ai-biet").versions()
    for settings, queue in ((Settings(), "editorial"), (Settings(build_id="1"), "channel-portal")):
        assert not versioning(settings, queue)["deployment_config"].use_worker_versioning


async def test_the_check_refuses_a_build_that_forgot_its_patch(builds: Builds) -> None:
    """The gate before a rollout: this is what would have stopped the newsroom."""
    live = builds.live
    published, waiting = await live.ready_for_approval(), await live.ready_for_approval()
    await live.approve(published)
    await ended(live, published)

    async def broken(article: type) -> set[str]:
        workflows = [article, *(one for one in NEXT_WORKFLOWS if one is not NextArticleWorkflow)]
        gate = Gate(live.client, workflows)
        found = await gate.everything(now=datetime.now(UTC), closed_within=timedelta(days=1), most_closed=100)
        assert found.histories >= 2
        return set(found.broken)

    closed_one = live.client.list_workflows(f"WorkflowId = 'article/{published}' AND ExecutionStatus = 'Completed'")
    assert [run.id async for run in closed_one] == [f"article/{published}"]
    assert await broken(NextArticleWorkflow) == set()
    assert f"article/{published}" in await broken(UnpatchedArticleWorkflow)
    assert {f"article/{published}", f"article/{waiting}"} <= await broken(DivergentWorkflow)
    await live.desk.act(live.holder(Office.HEAD), Act.WITHDRAW, waiting, details=Details(reason="Thôi đăng."))


def test_every_workflow_is_either_followed_or_pinned_and_checked() -> None:
    """A new workflow that the check does not replay would be rolled out blind."""
    names = {getattr(one, "__temporal_workflow_definition").name for one in NEXT_WORKFLOWS}
    assert names == set(NAMED)
    assert names > FOLLOWING
