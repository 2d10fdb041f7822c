"""An act that was told as not done: called off in the storage, and without effect whenever it arrives."""

import asyncio
from datetime import timedelta

import pytest

from activities.contracts import SignedAct
from activities.storage.database import now
from newsroom.article import ArticleId, subject_of
from newsroom.board import Office
from newsroom.claims import CLAIM_LIFETIME
from newsroom.errors import RefusalCode, Refused
from newsroom.matters.acts import MatterClaim
from newsroom.matters.kinds import MatterAct
from newsroom.stages import Act, Stage
from tests.support.storages import Storage

pytestmark = pytest.mark.trust

OVER = Refused(RefusalCode.WRONG_STAGE, "Quy trình đã kết thúc.")


async def awaiting(storage: Storage) -> ArticleId:
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    return article_id


async def test_an_act_that_arrives_after_it_was_called_off_changes_nothing(storage: Storage) -> None:
    """Answered 'unchanged, try again', an approval published on three channels when the worker came back."""
    article_id = await awaiting(storage)
    late = await storage.signed(Act.APPROVE, article_id)
    told = await storage.stores.acts.call_off(subject_of(article_id), late)
    assert (told.accepted, told.code) == (False, RefusalCode.CALLED_OFF)
    before = await storage.everything()

    for _ in range(2):
        answer = await storage.stores.acts.record(subject_of(article_id), late)
        assert (answer.accepted, answer.code) == (False, RefusalCode.CALLED_OFF)
    assert await storage.everything() == before
    assert (await storage.stores.articles.standing(article_id)).stage is Stage.AWAITING_APPROVAL
    assert len(await storage.bodies(article_id, code="called_off", act="approve")) == 1
    await storage.done(Act.APPROVE, article_id)


async def test_an_act_that_was_recorded_cannot_be_called_off(storage: Storage) -> None:
    article_id = await awaiting(storage)
    signed = await storage.signed(Act.APPROVE, article_id)
    await storage.stores.acts.record(subject_of(article_id), signed)
    assert (await storage.stores.acts.call_off(subject_of(article_id), signed)).accepted
    assert await storage.bodies(article_id, code="called_off") == []


@pytest.mark.parametrize("_", range(5))
async def test_whoever_comes_first_is_right_for_both(storage: Storage, _: int) -> None:
    """Recording and calling off at the same moment: one line, and the same answer to both."""
    article_id = await awaiting(storage)
    signed, subject = await storage.signed(Act.APPROVE, article_id), subject_of(article_id)
    acts = storage.stores.acts
    recorded, told = await asyncio.gather(acts.record(subject, signed), acts.call_off(subject, signed))
    stage = (await storage.stores.articles.standing(article_id)).stage
    assert recorded.accepted == told.accepted == (stage is not Stage.AWAITING_APPROVAL)
    assert len(await storage.bodies(article_id, act="approve")) == 1


async def test_an_act_on_a_matter_is_called_off_like_one_on_an_article(storage: Storage) -> None:
    """An absence that was told as not filed moved the articles a minute later."""
    deputy = await storage.holder(Office.DEPUTY)
    said = MatterClaim(
        act_id="absence-called-off",
        act=MatterAct.FILE_ABSENCE,
        matter="absence/calledoff",
        member=deputy.id,
        office=deputy.office,
        made_at=now(),
        facts={"member": deputy.id, "reason": "Công tác", "starts_at": "2028-01-04T08:00:00+07:00"}
        | {"ends_at": "2028-01-05T08:00:00+07:00"},
    )
    signed = storage.key.sign(said)
    assert (await storage.stores.acts.call_off(said.matter, signed)).code == RefusalCode.CALLED_OFF
    answer = await storage.stores.acts.record(said.matter, signed)
    assert (answer.accepted, answer.code) == (False, RefusalCode.CALLED_OFF)
    assert said.matter not in await storage.stores.open_work.matters()


class TestLaterActsOutrank:
    """What somebody has done since is what they want, whatever is still on its way."""

    async def late(self, storage: Storage, article_id: ArticleId, age: timedelta) -> SignedAct:
        return await storage.signed(Act.RETURN_FOR_EDIT, article_id, made_at=now() - age)

    async def test_an_earlier_act_that_arrives_after_a_later_one_is_refused(self, storage: Storage) -> None:
        article_id = await awaiting(storage)
        owner = await storage.usual(Act.APPROVE, article_id)
        early = await storage.signed(Act.ASK_REROUTE, article_id, by=owner, made_at=now() - timedelta(minutes=2))
        await storage.done(Act.ASK_REROUTE, article_id, by=owner)
        answer = await storage.stores.acts.record(subject_of(article_id), early)
        assert (answer.accepted, answer.code) == (False, RefusalCode.SUPERSEDED)
        assert "thao tác mới hơn" in answer.message

    async def test_the_act_of_another_member_or_on_another_article_outranks_nothing(self, storage: Storage) -> None:
        article_id, other = await awaiting(storage), await awaiting(storage)
        early = await self.late(storage, article_id, timedelta(minutes=2))
        await storage.done(Act.RETURN_FOR_EDIT, other)
        assert (await storage.stores.acts.record(subject_of(article_id), early)).accepted

    async def test_a_refused_later_act_outranks_nothing(self, storage: Storage) -> None:
        article_id = await awaiting(storage)
        early = await self.late(storage, article_id, timedelta(minutes=2))
        owner = await storage.usual(Act.APPROVE, article_id)
        assert not (await storage.act(Act.FINISH_EDIT, article_id, by=owner)).accepted
        assert (await storage.stores.acts.record(subject_of(article_id), early)).accepted

    async def test_two_acts_within_seconds_are_taken_as_they_arrive(self, storage: Storage) -> None:
        article_id = await awaiting(storage)
        owner = await storage.usual(Act.APPROVE, article_id)
        early = await storage.signed(Act.ASK_REROUTE, article_id, by=owner, made_at=now() - timedelta(seconds=1))
        await storage.done(Act.ASK_REROUTE, article_id, by=owner)
        assert (await storage.stores.acts.record(subject_of(article_id), early)).accepted

    async def test_an_act_too_old_to_count_is_told_so_without_a_search(self, storage: Storage) -> None:
        article_id = await awaiting(storage)
        early = await self.late(storage, article_id, CLAIM_LIFETIME + timedelta(minutes=1))
        answer = await storage.stores.acts.record(subject_of(article_id), early)
        assert answer.code == RefusalCode.EXPIRED_CLAIM


class TestNoWorkflow:
    """An act finds no workflow: that is the end of it, or an alarm."""

    async def test_of_an_open_article_it_alarms_and_names_the_way_back(self, storage: Storage) -> None:
        """Told 'the workflow has ended', nobody knew that the article had been lost."""
        article_id = await awaiting(storage)
        for _ in range(2):
            signed = await storage.signed(Act.APPROVE, article_id)
            await storage.stores.acts.record_without_workflow(subject_of(article_id), signed, OVER)
        refusals = await storage.bodies(article_id, code="workflow_gone")
        assert len(refusals) == 2
        assert "`toasoan reconcile --apply`" in refusals[0]["message"]
        told = [text for text in await storage.inbox("engineer", "alarm") if article_id in text]
        assert len(told) == 1
        assert "`toasoan reconcile`" in told[0]

    async def test_of_a_finished_article_it_is_refused_as_over(self, storage: Storage) -> None:
        article_id = await awaiting(storage)
        await storage.done(Act.WITHDRAW, article_id)
        signed = await storage.signed(Act.APPROVE, article_id)
        await storage.stores.acts.record_without_workflow(subject_of(article_id), signed, OVER)
        assert len(await storage.bodies(article_id, code="wrong_stage")) == 1
        assert await storage.bodies(article_id, code="workflow_gone") == []
