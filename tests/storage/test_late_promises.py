"""Being late is a fact: written by whoever ends the promise, whether or not its alert was ever raised."""

from datetime import timedelta

import pytest

from activities.contracts import Alerted
from newsroom.article import ArticleId, ChannelName
from newsroom.sla import Alert, Moment, Promise
from newsroom.stages import Act, Stage
from tests.storage.overdue import overdue
from tests.support.clocks import Clock
from tests.support.storages import Storage, show

pytestmark = pytest.mark.trust

MINUTE = timedelta(minutes=1)
CALLED = {"final-editor", "head", "standing-deputy"}


async def raised(storage: Storage, article_id: str, moment: Moment) -> Alerted:
    return await storage.stores.alerts.raise_alert(article_id, moment)


async def alarms(storage: Storage, article_id: str) -> list[tuple[str, str]]:
    query = "SELECT member, text FROM notifications WHERE article_id = $1 AND kind = 'alarm' ORDER BY member"
    return [(row["member"], row["text"]) for row in await storage.rows(query, article_id)]


async def test_a_promise_broken_while_all_was_down_and_met_before_its_alert_is_written_and_told(
    storage: Storage,
) -> None:
    """The one seen: no breach in the ledger, no alarm, no `SlaBreached`."""
    article_id = await storage.submit()
    moment = await overdue(storage, article_id, Promise.EDIT)
    answer = await storage.done(Act.FINISH_EDIT, article_id)
    assert answer.agenda.breached
    (body,) = await storage.bodies(article_id, kind="breach")
    assert (body["promise"], body["due_at"]) == ("edit", moment.at.isoformat())
    told = await alarms(storage, article_id)
    assert {member for member, _ in told} == CALLED
    assert all("QUÁ HẠN biên tập lần cuối" in text and "mới xong" in text for _, text in told)

    before = await storage.everything()
    assert await raised(storage, article_id, moment) == Alerted(told=True, over=True)
    assert await storage.everything() == before


async def test_a_breach_that_was_told_at_its_hour_is_not_written_again(storage: Storage) -> None:
    article_id = await storage.submit()
    await raised(storage, article_id, await overdue(storage, article_id, Promise.EDIT))
    told = await alarms(storage, article_id)
    assert (await storage.done(Act.FINISH_EDIT, article_id)).agenda.breached
    assert await alarms(storage, article_id) == told
    assert len(await storage.bodies(article_id, kind="breach")) == 1


async def test_a_promise_kept_in_time_is_no_breach(storage: Storage) -> None:
    article_id = await storage.submit()
    await overdue(storage, article_id, Promise.EDIT, by=-MINUTE)
    assert not (await storage.done(Act.FINISH_EDIT, article_id)).agenda.breached
    assert await storage.bodies(article_id, kind="breach") == []
    assert await alarms(storage, article_id) == []


async def test_channels_that_show_a_text_too_late_are_written_each_and_told_once(storage: Storage) -> None:
    """The reply of the channel says so, because the workflow may end with it."""
    article_id = await storage.approved()
    moment = await overdue(storage, article_id, Promise.PUBLISH)
    standing = await storage.stores.articles.standing(article_id)
    for channel in standing.channels:
        await show(storage, article_id, channel)
    channels = [body["channels"] for body in await storage.bodies(article_id, kind="breach", promise="publish")]
    assert channels == [[channel] for channel in standing.channels]
    told = [text for _, text in await alarms(storage, article_id)]
    assert len(told) == 4
    assert "mới xong trên Cổng TTĐT" in told[0]
    assert "chưa lên Fanpage, Zalo OA" in told[0]
    assert (await raised(storage, article_id, moment)).told
    assert len(await alarms(storage, article_id)) == 4
    job = await storage.stores.publications.claim(article_id, standing.content_hash, ChannelName.PORTAL)
    assert job.late


async def test_the_day_that_has_passed_is_written_by_the_last_channel(storage: Storage) -> None:
    article_id = await storage.approved()
    await overdue(storage, article_id, Promise.SAME_DAY, by=MINUTE)
    for channel in (await storage.stores.articles.standing(article_id)).channels:
        await show(storage, article_id, channel)
    assert (await storage.stores.articles.standing(article_id)).stage is Stage.PUBLISHED
    assert len(await storage.bodies(article_id, kind="breach", promise="same_day")) == 1


@pytest.mark.parametrize("act", [Act.WITHDRAW, Act.REJECT])
async def test_a_promise_given_up_after_its_hour_was_broken_all_the_same(storage: Storage, act: Act) -> None:
    article_id = await storage.submit()
    await storage.done(Act.FINISH_EDIT, article_id)
    await overdue(storage, article_id, Promise.SAME_DAY)
    await storage.done(act, article_id)
    assert len(await storage.bodies(article_id, kind="breach", promise="same_day")) == 1
    assert any("không còn phải làm" in text for _, text in await alarms(storage, article_id))


async def test_an_act_that_the_ledger_does_not_take_leaves_no_breach(storage: Storage) -> None:
    """Everything or nothing, the lateness too."""
    article_id = await storage.submit()
    await overdue(storage, article_id, Promise.EDIT)
    before = await storage.everything()
    refused = await storage.act(Act.FINISH_EDIT, article_id, by="reporter-2")
    assert not refused.accepted
    after = await storage.everything()
    assert (after["obligations"], after["notifications"]) == (before["obligations"], before["notifications"])


class TestWarningsAfterAnOutage:
    """What came up while nothing ran is one message in true words."""

    async def scheduled(self, storage: Storage, clock: Clock, many: int) -> list[ArticleId]:
        clock.put_to_hour(9)
        return [await storage.approved() for _ in range(many)]

    async def warned(self, storage: Storage, clock: Clock, article_id: str, *, at: timedelta, step: int = 1) -> Alerted:
        (row,) = await storage.rows(
            "SELECT started_at FROM obligations WHERE article_id = $1 AND promise = 'publish' AND channel = 'portal'",
            article_id,
        )
        begun = row["started_at"]
        clock.put(begun + at)
        due = {1: 30 * MINUTE, 2: 45 * MINUTE}[step]
        moment = Moment(at=begun + due, alert=Alert.WARN, promise=Promise.PUBLISH, step=step)
        return await raised(storage, article_id, moment)

    async def test_nobody_hears_about_to_be_late_after_the_hour(self, own_storage: Storage, clock: Clock) -> None:
        (article_id,) = await self.scheduled(own_storage, clock, 1)
        for step in (1, 2):
            answer = await self.warned(own_storage, clock, article_id, at=70 * MINUTE, step=step)
            assert answer == Alerted(told=False)
        assert [text for text in await own_storage.inbox("engineer") if "quá hạn" in text.lower()] == []

    async def test_two_warnings_that_are_due_are_one_message(self, own_storage: Storage, clock: Clock) -> None:
        (article_id,) = await self.scheduled(own_storage, clock, 1)
        for step in (1, 2):
            assert (await self.warned(own_storage, clock, article_id, at=46 * MINUTE, step=step)).told
        (text,) = await own_storage.inbox("engineer", "warning")
        assert text.startswith("Sắp quá hạn đăng sau khi duyệt")

    async def test_what_an_outage_held_up_is_one_message_for_each_person(
        self, own_storage: Storage, clock: Clock
    ) -> None:
        articles = await self.scheduled(own_storage, clock, 3)
        for article_id in articles:
            assert (await self.warned(own_storage, clock, article_id, at=58 * MINUTE, step=2)).told
        for member in ("engineer", "final-editor", "standing-deputy"):
            (text,) = await own_storage.inbox(member, "warning")
            assert text.startswith("Hệ thống vừa hoạt động trở lại: có 3 bài sắp quá hạn đăng sau khi duyệt")

    async def test_a_promise_that_no_longer_runs_is_said_to_be_over(self, own_storage: Storage, clock: Clock) -> None:
        """Its next moment stood in the Temporal UI until the article closed."""
        (article_id,) = await self.scheduled(own_storage, clock, 1)
        for channel in (await own_storage.stores.articles.standing(article_id)).channels:
            await show(own_storage, article_id, channel)
        moment = Moment(at=clock.now(), alert=Alert.WARN, promise=Promise.PUBLISH, step=1)
        assert await raised(own_storage, article_id, moment) == Alerted(told=False, over=True)
