"""Channels that end together: each leaves one receipt, and what ends too late by it is written once."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from activities.ports import Shown
from activities.storage import database
from activities.storage.database import StorageUnreachable, now
from activities.storage.recording import acts
from activities.storage.recording.refusing import refuse
from newsroom.article import ChannelName, subject_of
from newsroom.errors import RefusalCode
from newsroom.sla import Promise
from newsroom.stages import Act, Stage
from tests.storage.between import between
from tests.storage.overdue import overdue
from tests.support.storages import Storage, show

pytestmark = pytest.mark.trust

PORTAL, FANPAGE, ZALO = ChannelName


async def test_channels_that_end_at_the_same_instant_have_a_breach_each(
    storage: Storage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was met at that instant was taken for the work of whoever came last: breaches were written twice."""
    article_id = await storage.approved()
    await overdue(storage, article_id, Promise.PUBLISH)
    await overdue(storage, article_id, Promise.SAME_DAY)
    instant = now()
    monkeypatch.setattr(database, "_clock", lambda: instant)
    for channel in ChannelName:
        await show(storage, article_id, channel)
    told = [(body["promise"], body["channels"]) for body in await storage.bodies(article_id, kind="breach")]
    assert sorted(told) == sorted([*(("publish", [channel]) for channel in ChannelName), ("same_day", [])])


@pytest.mark.parametrize("late_by", [timedelta(hours=1), timedelta(hours=-1)])
async def test_two_last_channels_at_once_close_the_article_once(storage: Storage, late_by: timedelta) -> None:
    """Neither saw the other's text shown: nobody closed the article, or both did."""
    article_id = await storage.approved()
    await overdue(storage, article_id, Promise.PUBLISH, by=late_by)
    await overdue(storage, article_id, Promise.SAME_DAY, by=late_by)
    await show(storage, article_id, PORTAL)
    text = (await storage.stores.articles.standing(article_id)).content_hash
    publications = storage.stores.publications
    jobs = [await publications.claim(article_id, text, channel) for channel in (FANPAGE, ZALO)]
    async with between(storage, "SELECT lock_article($1)", article_id) as other:
        ends = [
            asyncio.create_task(publications.published(job, Shown(url="https://kenh/1", blocks=()), "")) for job in jobs
        ]
        await other.is_waited_for(ends[0], many=2)
        await other.commits_under(asyncio.gather(*ends))
    assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHED
    receipts = Counter(body["channel"] for body in await storage.bodies(article_id, kind="receipt"))
    assert receipts == dict.fromkeys(ChannelName, 1)
    breaches = Counter((body["promise"], *body["channels"]) for body in await storage.bodies(article_id, kind="breach"))
    wanted = [*(("publish", channel) for channel in ChannelName), ("same_day",)] if late_by > timedelta() else []
    assert breaches == dict.fromkeys(wanted, 1)
    clocks = await storage.clocks(article_id)
    assert all(states == ["met"] for (promise, _), states in clocks.items() if promise in {"publish", "same_day"})


@pytest.mark.parametrize("allowed_by_then", [False, True])
async def test_a_death_before_a_refusal_is_kept_has_it_judged_anew(
    storage: Storage, monkeypatch: pytest.MonkeyPatch, *, allowed_by_then: bool
) -> None:
    """It is kept in a transaction of its own: between the two nothing of the act is there, and nothing is lost."""
    article_id = await storage.submit()
    signed = await storage.signed(Act.APPROVE, article_id, by="standing-deputy")

    async def died(*_given: object) -> None:
        raise StorageUnreachable

    monkeypatch.setattr(acts, "refuse", died)
    before = await storage.bodies(article_id)
    with pytest.raises(StorageUnreachable):
        await storage.stores.acts.record(subject_of(article_id), signed)
    assert await storage.bodies(article_id) == before
    monkeypatch.setattr(acts, "refuse", refuse)
    if allowed_by_then:
        await storage.done(Act.FINISH_EDIT, article_id)
    answers = [await storage.stores.acts.record(subject_of(article_id), signed) for _ in range(2)]
    assert [answer.accepted for answer in answers] == [allowed_by_then] * 2
    assert {answer.code for answer in answers} == {"" if allowed_by_then else RefusalCode.WRONG_STAGE}
    assert len(await storage.bodies(article_id, act="approve")) == 1
