"""Workflows that somebody else has begun: they carry what their name says, and believe the storage once they look."""

from dataclasses import replace

import pytest
from temporalio.common import WorkflowIDConflictPolicy

from activities.contracts import EDITORIAL_QUEUE, Agenda
from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.stages import Act, Stage
from newsroom.standing import Standing, in_short
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import REASON, at_stage, ended, handle_of, report_of, shown_on, standing_of
from workflows.messages import STANDING_CHANGED, ArticleInput, article_workflow_id
from workflows.registry import ARTICLE

pytestmark = pytest.mark.trust


async def begun(live: LiveNewsroom, article_id: ArticleId, standing: Standing) -> None:
    """A workflow in the place of the article's own, with whatever standing."""
    await live.client.start_workflow(
        ARTICLE.name,
        ArticleInput(standing=standing, agenda=Agenda(), closes_by_storage=True),
        id=article_workflow_id(article_id),
        task_queue=EDITORIAL_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING,
    )


async def told(live: LiveNewsroom, article_id: ArticleId) -> None:
    """The article's workflow is told to look, and stands as the storage says."""
    await handle_of(live, article_id).signal(STANDING_CHANGED)

    async def in_step() -> bool:
        return (await report_of(live, article_id)).standing == in_short(await standing_of(live, article_id))

    await eventually(in_step)


async def test_a_workflow_carries_the_article_that_it_is_named_after(live: LiveNewsroom) -> None:
    """Begun with the standing of another, it looked up and published the other for ever, and nobody carried its own."""
    article_id, other = await at_stage(live, Stage.AWAITING_APPROVAL), await at_stage(live, Stage.AWAITING_APPROVAL)
    await begun(live, article_id, await standing_of(live, other))
    await told(live, article_id)
    await live.approve(article_id)
    await ended(live, article_id)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]
    assert await shown_on(live, other) == []


async def test_what_is_begun_before_its_hour_waits_for_it_and_can_be_withdrawn(live: LiveNewsroom) -> None:
    """It took itself for further than the storage, whatever it was told: the Head could withdraw it no more."""
    article_id = await at_stage(live, Stage.SCHEDULED)
    standing = await standing_of(live, article_id)
    await begun(live, article_id, replace(standing, stage=Stage.PUBLISHING, publish_at=None))
    await told(live, article_id)
    await live.desk.act(live.holder(Office.HEAD), Act.WITHDRAW, article_id, details=REASON)
    assert (await standing_of(live, article_id)).stage is not Stage.SCHEDULED
    assert await shown_on(live, article_id) == []
