"""What board and roster refuse never reaches the workflow server, which takes only so many acts of each article."""

import pytest
from temporalio.client import Client

from desk.acts.articles import Desk
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom
from tests.support.lives import entries, history_of

pytestmark = pytest.mark.trust

OFTEN = 60


async def refused(live: LiveNewsroom, desk: Desk, act: Act, article_id: str) -> Refused:
    with pytest.raises(Refused) as found:
        await desk.act(await live.member("reporter-1"), act, article_id)
    return found.value


async def test_refused_approvals_leave_nothing_in_the_workflow(live: LiveNewsroom) -> None:
    """Two thousand of them by one reporter used to be the last acts that the article could ever take."""
    article_id = await live.ready_for_approval()
    before = len(await history_of(live, article_id))

    found = {(await refused(live, live.desk, Act.APPROVE, article_id)).code for _ in range(OFTEN)}

    assert found == {RefusalCode.OWN_ARTICLE}
    assert len(await history_of(live, article_id)) == before
    assert len(await entries(live, article_id, outcome="refused", code="own_article")) == OFTEN
    await live.approve(article_id)
    assert (await live.stores.articles.standing(article_id)).stage is not Stage.AWAITING_APPROVAL


async def test_the_workflow_server_is_not_asked(live: LiveNewsroom) -> None:
    """A refusal is answered while it is away, too."""
    away = await Client.connect("127.0.0.1:9", lazy=True)
    stores, key = live.stores, live.desk._key
    waiting = live.parts.completing.waiting
    desk = Desk(
        away, stores.articles, stores.acts, stores.boards, stores.roster, key, live.desk.starter, stores.points, waiting
    )
    article_id = await live.ready_for_approval()
    assert (await refused(live, desk, Act.APPROVE, article_id)).code == RefusalCode.OWN_ARTICLE


async def test_a_matter_that_may_not_be_opened_starts_no_workflow(live: LiveNewsroom) -> None:
    """Anybody with an account could start as many as they liked."""
    with pytest.raises(Refused) as found:
        await live.matter_desk.open(
            await live.member("reporter-1"), MatterAct.DELEGATE, MatterKind.DELEGATION,
            {"kind": "delegation", "to": "deputy-2", "ends_at": "2030-01-01T00:00:00+00:00"},
            matter_id="never-opened",
        )  # fmt: skip
    assert found.value.code in {RefusalCode.NOT_ENTITLED, RefusalCode.BAD_REQUEST}
    listed = [each async for each in live.client.list_workflows("WorkflowId = 'delegation/never-opened'")]
    assert listed == []
