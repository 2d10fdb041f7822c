"""A rogue worker answers for the newsroom's own: the storage stays as it is, the article is named, and goes on."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from temporalio.service import RPCError

from newsroom.article import ArticleId
from newsroom.errors import NewsroomError
from newsroom.stages import Stage
from tests.adversary.forged_answers import LIES, Lie, answering
from tests.adversary.scene import FAILURES, is_quiet
from tests.support.branch import Branch, opened_branch
from tests.support.live import LiveNewsroom, administrator, eventually
from tests.support.lives import at_stage, ended, shown_on, standing_of
from tests.support.proofs import Drawn
from workers.upkeep.reconcile import Finding, differences, mend
from workflows.messages import article_workflow_id

_LINES = 'SELECT seq FROM ledger WHERE article_id = $1 AND NOT body LIKE \'%"outcome":"refused"%\' ORDER BY seq'

pytestmark = [pytest.mark.timeout(900), pytest.mark.proof("adversary")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """An article that waits for approval, in a branch whose queues anybody may poll."""

    branch: Branch
    article: ArticleId

    @property
    def live(self) -> LiveNewsroom:
        return self.branch.live

    @property
    def name(self) -> str:
        return article_workflow_id(self.article)

    async def truth(self) -> list[Any]:
        """All that the storage has of the article, and what readers see of it."""
        async with administrator(self.live.stack) as admin:
            lines = await admin.fetch(_LINES, self.article)
            sent = await admin.fetch("SELECT * FROM intents WHERE article_id = $1", self.article)
        return [await standing_of(self.live, self.article), lines, sent, await self.live.visible(self.article)]

    async def lied_to(self, lie: Lie) -> None:
        """Approved by the approver while rogues answer, until nothing more happens."""
        assert await self.live.desk.starter.start(self.article, again=True)
        standing = await standing_of(self.live, self.article)
        async with answering(self.live.client, lie, standing):
            try:
                await self.live.approve(self.article)
            except (*FAILURES, NewsroomError):
                pass
            await eventually(lambda: is_quiet(self.live.client, self.name), seconds=30)

    async def found(self) -> Finding:
        """How `reconcile` finds the article."""
        (found,) = [each for each in await differences(self.live.client, self.live.stores) if each.name == self.name]
        return found.finding


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def answered(live: LiveNewsroom) -> AsyncIterator[Answered]:
    article = await at_stage(live, Stage.AWAITING_APPROVAL, text="Bài mà người lạ trả lời thay.")
    async with opened_branch(live, "forged-answers", max_cached_workflows=100) as branch:
        yield Answered(branch=branch, article=article)


async def test_forged_answers_show_nothing(answered: Answered, drawn: Drawn[Lie]) -> None:
    before = await answered.truth()
    for lie in drawn(LIES, 4):
        await answered.lied_to(lie)
        assert await answered.truth() == before, lie.name
        with contextlib.suppress(RPCError):
            await answered.live.client.get_workflow_handle(answered.name).terminate()


async def test_an_article_that_was_lied_to_is_named_and_goes_on(answered: Answered) -> None:
    """The way back: `reconcile` with our own workers, and the approver approves once more."""
    await answered.lied_to(LIES[0])
    assert await answered.found() in {Finding.ENDED, Finding.APART}
    await answered.branch.start_workers()
    (found,) = [f for f in await differences(answered.live.client, answered.live.stores) if f.name == answered.name]
    assert await mend(answered.live.client, answered.live.desk.starter, found)
    await answered.live.approve(answered.article)
    await ended(answered.live, answered.article)
    assert await shown_on(answered.live, answered.article) == ["fanpage", "portal", "zalo_oa"]
