"""Moments that have come: each told once, a breach written once, and nothing said about a promise that was kept."""

import asyncio
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from activities.alerting import AlertActivities
from activities.contracts import AlertInput
from newsroom.article import ArticleId
from newsroom.sla import Alert, Moment, Promise
from newsroom.stages import Act
from tests.storage.overdue import HOUR, overdue
from tests.support.storages import Storage


async def told(storage: Storage, article_id: str, moment: Moment) -> bool:
    activities = AlertActivities(storage.stores.alerts)
    return (await activities.raise_alert(AlertInput(article_id=ArticleId(article_id), moment=moment))).told


async def messages(storage: Storage, article_id: str, kind: str) -> list[str]:
    rows = await storage.rows(
        "SELECT member FROM notifications WHERE article_id = $1 AND kind = $2 ORDER BY member", article_id, kind
    )
    return [row["member"] for row in rows]


async def breached(storage: Storage, article_id: str) -> list[bool]:
    rows = await storage.rows("SELECT breached_at FROM obligations WHERE article_id = $1 ORDER BY id", article_id)
    return [row["breached_at"] is not None for row in rows]


async def test_a_breach_is_written_once_and_told_once(storage: Storage) -> None:
    """Rule 14: a breach that is not written did not happen; one that is told every minute is not heard."""
    article_id = await storage.submit()
    moment = await overdue(storage, article_id, Promise.EDIT)
    assert [await told(storage, article_id, moment) for _ in range(3)] == [True, True, True]
    assert await messages(storage, article_id, "alarm") == ["final-editor", "head", "standing-deputy"]
    (body,) = await storage.bodies(article_id, kind="breach")
    assert (body["promise"], body["due_at"]) == ("edit", moment.at.isoformat())
    assert await breached(storage, article_id) == [True, False]


async def test_two_workers_tell_once(storage: Storage) -> None:
    """The same activity may run twice at once after a lost heartbeat."""
    article_id = await storage.submit()
    moment = await overdue(storage, article_id, Promise.EDIT)
    await asyncio.gather(*(told(storage, article_id, moment) for _ in range(8)))
    assert len(await messages(storage, article_id, "alarm")) == 3
    assert len(await storage.bodies(article_id, kind="breach")) == 1


async def test_work_goes_on_after_a_breach(storage: Storage) -> None:
    """Late work is still met work, and stays known as late."""
    article_id = await storage.submit()
    await told(storage, article_id, await overdue(storage, article_id, Promise.EDIT))
    await storage.done(Act.FINISH_EDIT, article_id)
    assert (await storage.clocks(article_id))["edit", ""] == ["met"]
    assert await breached(storage, article_id) == [True, False]


async def test_all_late_channels_are_in_one_breach(storage: Storage) -> None:
    """Three entries for one lateness would count three times."""
    article_id = await storage.approved()
    assert await told(storage, article_id, await overdue(storage, article_id, Promise.PUBLISH))
    (body,) = await storage.bodies(article_id, kind="breach")
    assert sorted(body["channels"]) == ["fanpage", "portal", "zalo_oa"]
    assert await messages(storage, article_id, "alarm") == ["engineer", "final-editor", "head", "standing-deputy"]


async def test_a_kept_promise_is_not_spoken_of(storage: Storage) -> None:
    """The near miss: met a moment before, so nobody is called."""
    article_id = await storage.submit()
    moment = await overdue(storage, article_id, Promise.EDIT, by=timedelta(seconds=-30))
    await storage.done(Act.FINISH_EDIT, article_id)
    before = await storage.everything()
    assert not await told(storage, article_id, moment)
    assert not await told(storage, "CB-nowhere", moment)
    assert await storage.everything() == before


async def test_the_breach_of_an_old_clock_is_not_laid_on_a_new_one(storage: Storage) -> None:
    """Returned and resubmitted: the editor's new four hours would be called over before they began."""
    article_id = await storage.submit()
    await overdue(storage, article_id, Promise.EDIT, by=-HOUR)
    before = await storage.everything()
    old = Moment(at=datetime.now(UTC), alert=Alert.BREACH, promise=Promise.EDIT, step=1)
    assert not await told(storage, article_id, old)
    assert await storage.everything() == before


async def test_a_worker_whose_clock_is_behind_still_writes_the_breach(storage: Storage) -> None:
    """The server calls the moment by its own clock; a second's difference left the breach unwritten for ever."""
    article_id = await storage.submit()
    moment = await overdue(storage, article_id, Promise.EDIT, by=timedelta(seconds=-2))
    assert await told(storage, article_id, moment)
    assert len(await storage.bodies(article_id, kind="breach")) == 1
    assert await breached(storage, article_id) == [True, False]


@pytest.mark.parametrize("promise", [Promise.EDIT, Promise.SAME_DAY])
async def test_a_warning_writes_no_breach(storage: Storage, promise: Promise) -> None:
    """A warning is not yet a lateness."""
    article_id = await storage.submit()
    # Late in the evening a submission warns by itself.
    by_itself = Counter(await messages(storage, article_id, "warning"))
    moment = Moment(at=datetime.now(UTC) + HOUR, alert=Alert.WARN, promise=promise, step=1)
    assert await told(storage, article_id, moment)
    assert await told(storage, article_id, moment)
    warned = Counter(await messages(storage, article_id, "warning")) - by_itself
    assert warned["final-editor"] == 1
    assert set(warned.values()) == {1}
    assert await storage.bodies(article_id, kind="breach") == []
    assert await breached(storage, article_id) == [False, False]
