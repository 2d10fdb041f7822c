"""Hours in seconds: when people are reminded, warned and told of a breach, on a server that skips time.

No clock ever decides anything: in every test below only acts move the article.
"""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.publishing import ChannelResult, Outcome
from newsroom.sla import Alert, Promise
from newsroom.stages import Act, Stage
from newsroom.working_time import ZONE, local
from tests.support.live import eventually
from tests.support.samples import board
from tests.workflows.theatre import Play, Theatre, played
from workflows.messages import Before
from workflows.search_attributes import (
    ARTICLE_STAGE,
    WAITING_FOR,
)

_MINUTE = timedelta(minutes=1)
_REASON = Details(reason="Cần bổ sung.", reason_code="form")


def _tomorrow(at: time) -> datetime:
    """That hour of the next working day, on which all moments still lie ahead."""
    calendar, day = board().calendar, datetime.now(ZONE).date() + timedelta(days=1)
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return datetime.combine(day, at, ZONE).astimezone(UTC)


async def test_the_approver_is_reminded_after_30_minutes_and_the_head_asked_after_60(theatre: Theatre) -> None:
    """A silent approver is reminded, then the Head is asked to assign; the article is never approved by itself."""
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)

    await play.to(start + 29 * _MINUTE)
    assert play.told(Alert.REMIND_APPROVER, Promise.SAME_DAY) == []
    await play.to(start + 31 * _MINUTE)
    await play.hears(Alert.REMIND_APPROVER, Promise.SAME_DAY, 1)
    await play.to(start + 61 * _MINUTE)
    await play.hears(Alert.REMIND_APPROVER, Promise.SAME_DAY, 1, 2)

    assert [to for _, to in play.told(Alert.REMIND_APPROVER, Promise.SAME_DAY)] == [
        ("standing-deputy",),
        ("standing-deputy", "head"),
    ]
    assert (await play.report()).standing.stage is Stage.AWAITING_APPROVAL
    assert not await play.breached()


async def test_publication_is_warned_about_at_30_and_45_and_breached_at_60_while_work_goes_on(theatre: Theatre) -> None:
    """The breach is seen by operators, and the article is still published afterwards."""
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    away = ChannelResult(channel=ChannelName.FANPAGE, outcome=Outcome.NEEDS_PERSON, explanation="Hết hạn mã.")
    done = ChannelResult(channel=ChannelName.FANPAGE, outcome=Outcome.PUBLISHED)
    play.article.answers = {ChannelName.FANPAGE: [away, done]}
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY)

    await play.to(start + 31 * _MINUTE)
    await play.hears(Alert.WARN, Promise.PUBLISH, 1)
    await play.to(start + 46 * _MINUTE)
    await play.hears(Alert.WARN, Promise.PUBLISH, 1, 2)
    assert not await play.breached()
    await play.to(start + 61 * _MINUTE)
    await play.hears(Alert.BREACH, Promise.PUBLISH, 1)
    await eventually(play.breached)

    report = await play.report()
    assert (report.breached, report.standing.stage) == (True, Stage.PUBLISHING)
    assert "head" in play.told(Alert.BREACH, Promise.PUBLISH)[0][1]
    await play.do(Act.RESUME_CHANNEL, Office.ENGINEER, Details(channel=ChannelName.FANPAGE))
    end = await play.handle.result()
    assert (end.breached, end.standing.stage) == (True, Stage.PUBLISHED)


async def test_the_day_of_submission_is_warned_about_in_the_afternoon_and_in_the_evening(theatre: Theatre) -> None:
    """Approved and posted the same day: warnings at 16:00 and 20:00, a breach at midnight, and still no approval."""
    start = _tomorrow(time(14))
    play = await played(theatre, start)
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)

    await play.to(start + 119 * _MINUTE)
    assert play.told(Alert.WARN, Promise.SAME_DAY) == []
    await play.to(start + 121 * _MINUTE)
    await play.hears(Alert.WARN, Promise.SAME_DAY, 1)
    await play.to(start + 361 * _MINUTE)
    await play.hears(Alert.WARN, Promise.SAME_DAY, 1, 2)
    await play.to(start + 601 * _MINUTE)
    await play.hears(Alert.BREACH, Promise.SAME_DAY, 1)
    await eventually(play.breached)

    assert (await play.report()).standing.stage is Stage.AWAITING_APPROVAL


async def test_a_late_edit_is_warned_about_an_hour_before_and_breached_in_working_time(theatre: Theatre) -> None:
    """Four working hours from 10:00 end at 16:00, because the lunch break does not count."""
    start = _tomorrow(time(10))
    play = await played(theatre, start)

    await play.to(start + timedelta(hours=5, minutes=1))
    await play.hears(Alert.WARN, Promise.EDIT, 1)
    assert not await play.breached()
    await play.to(start + timedelta(hours=6, minutes=1))
    await play.hears(Alert.BREACH, Promise.EDIT, 1)
    await eventually(play.breached)

    assert await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR) is Stage.AWAITING_APPROVAL


async def test_a_replaced_agenda_silences_the_old_moments(theatre: Theatre) -> None:
    """Nobody is reminded of an article that has been returned meanwhile, or of an hour that was moved."""
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.to(start + 20 * _MINUTE)
    await play.do(Act.RETURN_FOR_EDIT, Office.STANDING_DEPUTY, _REASON)
    await play.to(start + 50 * _MINUTE)
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.to(start + 79 * _MINUTE)
    assert play.told(Alert.REMIND_APPROVER, Promise.SAME_DAY) == []
    await play.to(start + 81 * _MINUTE)
    await play.hears(Alert.REMIND_APPROVER, Promise.SAME_DAY, 1)


async def test_nobody_is_told_of_a_promise_that_was_kept(theatre: Theatre) -> None:
    """A straight article is published in silence, and its clocks end with it."""
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY)

    report = await play.handle.result()

    assert report.standing.stage is Stage.PUBLISHED
    assert play.article.told == []


@pytest.mark.trust
async def test_what_the_storage_knows_as_late_is_seen_by_operators_without_an_alert(theatre: Theatre) -> None:
    """Kept too late by a channel before its alert was raised: `SlaBreached` stayed false for ever."""
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    late = ChannelResult(channel=ChannelName.PORTAL, outcome=Outcome.PUBLISHED, late=True)
    play.article.answers = {ChannelName.PORTAL: [late]}
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    assert not await play.breached()
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY)
    end = await play.handle.result()
    assert (end.breached, await play.breached(), play.article.told) == (True, True, [])


@pytest.mark.trust
async def test_an_act_that_ends_a_promise_too_late_shows_it(theatre: Theatre) -> None:
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    play.article.broken = True
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    assert await play.breached()
    assert (await play.report()).breached


async def _play_without_the_fanpage(theatre: Theatre, start: datetime) -> Play:
    """An article that was approved at `start`, and whose Fanpage waits for a person."""
    play = await played(theatre, start)
    away = ChannelResult(channel=ChannelName.FANPAGE, outcome=Outcome.NEEDS_PERSON)
    play.article.answers = {ChannelName.FANPAGE: [away]}
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY)
    return play


@pytest.mark.trust
async def test_a_moment_that_has_come_is_raised_though_an_act_brings_another_agenda(theatre: Theatre) -> None:
    """After an outage the first act swallowed every warning that had come up meanwhile."""
    start = _tomorrow(time(8))
    play = await _play_without_the_fanpage(theatre, start)
    play.article.may_alert.clear()
    await play.to(start + 31 * _MINUTE)
    await eventually(play.article.alerting.wait)
    await play.to(start + 46 * _MINUTE)
    await play.do(Act.RESUME_CHANNEL, Office.ENGINEER, Details(channel=ChannelName.FANPAGE))
    play.article.may_alert.set()
    await play.to(start + 48 * _MINUTE)
    await play.hears(Alert.WARN, Promise.PUBLISH, 1, 2)


@pytest.mark.trust
async def test_the_moments_of_a_promise_that_no_longer_runs_leave_the_view_of_operators(theatre: Theatre) -> None:
    """The next warning of a text that all readers see stood there until the article closed."""
    start = _tomorrow(time(8))
    play = await _play_without_the_fanpage(theatre, start)
    assert f"Cảnh báo sắp quá hạn lúc {local(start) + 30 * _MINUTE:%H:%M %d/%m}" in await play.details()
    for channel in ChannelName:
        play.article.open.pop((Promise.PUBLISH, channel), None)
    await play.to(start + 31 * _MINUTE)
    await play.hears(Alert.WARN, Promise.PUBLISH, 1)

    async def next_is_the_day() -> bool:
        return f"lúc {local(start):16:00 %d/%m}" in await play.details()

    await eventually(next_is_the_day)
    assert play.told(Alert.WARN, Promise.PUBLISH) == [(1, ())]


async def test_an_embargo_of_days_publishes_at_its_hour_and_its_clock_starts_there(theatre: Theatre) -> None:
    """The 60 minutes run from the embargo's end, not from the approval."""
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    hour = start + timedelta(days=2, hours=1)
    play.article.answers = {
        ChannelName.PORTAL: [ChannelResult(channel=ChannelName.PORTAL, outcome=Outcome.NEEDS_PERSON)],
    }
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY, Details(publish_at=hour))

    await play.to(hour - _MINUTE)
    assert (await play.report()).standing.stage is Stage.SCHEDULED
    assert play.told(Alert.WARN, Promise.PUBLISH) == []
    await play.to(hour + _MINUTE)

    async def publishing() -> bool:
        return bool((await play.report()).results)

    await eventually(publishing)
    assert (await play.report()).standing.stage is Stage.PUBLISHING
    await play.to(hour + 31 * _MINUTE)
    await play.hears(Alert.WARN, Promise.PUBLISH, 1)


async def test_a_moved_hour_is_kept_and_the_old_one_forgotten(theatre: Theatre) -> None:
    """Rescheduling replaces the timer and the clocks alike."""
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    old, new = start + timedelta(hours=1), start + timedelta(hours=3)
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY, Details(publish_at=old))
    await play.do(Act.RESCHEDULE, Office.HEAD, Details(publish_at=new))

    await play.to(old + 61 * _MINUTE)
    assert (await play.report()).standing.stage is Stage.SCHEDULED
    assert play.told(Alert.WARN, Promise.PUBLISH) == []
    await play.to(new + _MINUTE)
    assert (await play.handle.result()).standing.stage is Stage.PUBLISHED


async def test_a_busy_channel_is_tried_again_when_it_said_so(theatre: Theatre) -> None:
    """A quota that renews after midnight is waited for, not hammered."""
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    later = start + timedelta(hours=16)
    busy = ChannelResult(channel=ChannelName.ZALO_OA, outcome=Outcome.WAITING, not_before=later)
    done = ChannelResult(channel=ChannelName.ZALO_OA, outcome=Outcome.PUBLISHED)
    play.article.answers = {ChannelName.ZALO_OA: [busy, done]}
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY)

    await play.to(later - _MINUTE)
    assert {r.channel: r.outcome for r in (await play.report()).results}[ChannelName.ZALO_OA] == "waiting"
    await play.to(later + _MINUTE)
    assert (await play.handle.result()).standing.stage is Stage.PUBLISHED


async def test_an_act_recorded_while_the_last_channel_closes_leaves_the_article_published(theatre: Theatre) -> None:
    """The standing that a late act brings is older than the end; operators must not find a closed article open."""
    play = await played(theatre, _tomorrow(time(8)))
    article = play.article
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    article.may_publish.clear()
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY)
    article.may_record.clear()
    article.recording.clear()
    resuming = asyncio.create_task(play.do(Act.RESUME_CHANNEL, Office.ENGINEER, Details(channel=ChannelName.FANPAGE)))
    await article.recording.wait()
    article.may_publish.set()

    async def all_done() -> bool:
        results = (await play.report()).results
        return len(results) == len(ChannelName) and {r.outcome for r in results} == {"published"}

    await eventually(all_done)
    article.may_record.set()
    await resuming

    assert (await play.handle.result()).standing.stage is Stage.PUBLISHED
    found = (await play.handle.describe()).typed_search_attributes
    assert found.get(ARTICLE_STAGE) == "published"
    assert found.get(WAITING_FOR) == "nobody"


async def test_an_act_at_the_hour_of_an_embargo_does_not_turn_publishing_back_into_waiting(theatre: Theatre) -> None:
    """Until a channel has claimed the text the storage says "scheduled"; an act in that gap must not block others."""
    start = _tomorrow(time(8))
    play = await played(theatre, start)
    article, hour = play.article, start + timedelta(hours=1)
    stopped = ChannelResult(channel=ChannelName.PORTAL, outcome=Outcome.NEEDS_PERSON)
    done = ChannelResult(channel=ChannelName.PORTAL, outcome=Outcome.PUBLISHED)
    article.answers = {ChannelName.PORTAL: [stopped, done]}
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY, Details(publish_at=hour))
    await play.to(hour + _MINUTE)

    async def portal_stopped() -> bool:
        return bool((await play.report()).results)

    await eventually(portal_stopped)
    given_up = Details(channel=ChannelName.ZALO_OA, reason="Zalo OA đang bảo trì.")
    assert await play.do(Act.WAIVE_CHANNEL, Office.STANDING_DEPUTY, given_up) is Stage.PUBLISHING
    article.standing = replace(article.standing, stage=Stage.PUBLISHING)
    await play.do(Act.RESUME_CHANNEL, Office.ENGINEER, Details(channel=ChannelName.PORTAL))

    assert (await play.handle.result()).standing.stage is Stage.PUBLISHED


@pytest.mark.trust
async def test_a_channel_taken_up_as_published_is_sent_again_when_the_storage_knows_it_is_not(theatre: Theatre) -> None:
    """In the run after the first the pages waited for the portal for ever, and nobody sent it."""
    start = _tomorrow(time(8))
    told = ChannelResult(channel=ChannelName.PORTAL, outcome=Outcome.PUBLISHED)
    play = await played(theatre, start, Before(results=(told,)))
    early = ChannelResult(
        channel=ChannelName.FANPAGE, outcome=Outcome.WAITING, not_before=start, waits_for=ChannelName.PORTAL
    )
    play.article.answers = {ChannelName.FANPAGE: [early, replace(early, outcome=Outcome.PUBLISHED, waits_for=None)]}
    await play.do(Act.FINISH_EDIT, Office.FINAL_EDITOR)
    await play.do(Act.APPROVE, Office.STANDING_DEPUTY)
    end = await play.handle.result()
    assert end.standing.stage is Stage.PUBLISHED
    assert [each for each in play.article.sent if each is not ChannelName.ZALO_OA] == [
        ChannelName.FANPAGE,
        ChannelName.PORTAL,
        ChannelName.FANPAGE,
    ]
