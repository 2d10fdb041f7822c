"""Articles approved for a later hour: nothing before it, everything after it, and people may change their mind."""

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio.client import WorkflowUpdateFailedError
from temporalio.service import RPCError

from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import (
    REASON,
    at_stage,
    claim_of,
    desk_key,
    ended,
    in_time,
    report_of,
    send,
    shown_on,
    standing_of,
)


async def test_an_embargo_holds_until_its_hour_and_not_longer(live: LiveNewsroom) -> None:
    """No reader sees the article before the hour; after it all channels show it, with the clock started at the hour."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    details = in_time(timedelta(seconds=2.5))
    hour = details.publish_at
    assert hour is not None
    await live.desk.act(await live.owner(article_id), Act.APPROVE, article_id, details=details)

    async def over() -> bool:
        seen = await shown_on(live, article_id)
        if seen:
            return True
        assert (await standing_of(live, article_id)).stage in {Stage.SCHEDULED, Stage.PUBLISHING}
        return False

    await eventually(over)
    assert datetime.now(UTC) >= hour
    report = await ended(live, article_id)
    assert all(result.visible_at and result.visible_at >= hour for result in report.results)
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]
    card = await live.stores.reading.card(article_id)
    assert {clock.started_at for clock in card.obligations if clock.promise == "publish"} == {hour}


async def test_a_rescheduled_article_waits_for_its_new_hour(live: LiveNewsroom) -> None:
    """The old timer must not publish; the hour can be moved on and moved back."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    owner, head = await live.owner(article_id), live.holder(Office.HEAD)
    first = in_time(timedelta(seconds=2.5))
    await live.desk.act(owner, Act.APPROVE, article_id, details=first)
    await live.desk.act(head, Act.RESCHEDULE, article_id, details=in_time(timedelta(hours=1)))

    async def old_hour_over() -> bool:
        return datetime.now(UTC) > (first.publish_at or datetime.now(UTC)) + timedelta(seconds=0.7)

    await eventually(old_hour_over)
    assert await shown_on(live, article_id) == []
    assert (await report_of(live, article_id)).standing.stage is Stage.SCHEDULED

    soon = in_time(timedelta(seconds=2))
    await live.desk.act(owner, Act.RESCHEDULE, article_id, details=soon)
    report = await ended(live, article_id)
    assert report.standing.publish_at == soon.publish_at
    assert await shown_on(live, article_id) == ["fanpage", "portal", "zalo_oa"]


async def test_an_article_withdrawn_before_its_hour_is_never_published(live: LiveNewsroom) -> None:
    """Also when the withdrawal comes at the last moment."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    details = in_time(timedelta(seconds=2.5))
    await live.desk.act(await live.owner(article_id), Act.APPROVE, article_id, details=details)
    await live.desk.act(live.holder(Office.HEAD), Act.WITHDRAW, article_id, details=REASON)

    assert (await ended(live, article_id)).standing.stage is Stage.WITHDRAWN

    async def hour_over() -> bool:
        return datetime.now(UTC) > (details.publish_at or datetime.now(UTC)) + timedelta(seconds=0.5)

    await eventually(hour_over)
    assert await shown_on(live, article_id) == []


async def test_a_channel_given_up_before_the_hour_is_left_out(live: LiveNewsroom) -> None:
    """The other channels publish at the hour."""
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    owner = await live.owner(article_id)
    await live.desk.act(owner, Act.APPROVE, article_id, details=in_time(timedelta(seconds=2.5)))
    given_up = Details(channel=ChannelName.ZALO_OA, reason="Zalo OA đang bảo trì.")
    await live.desk.act(owner, Act.WAIVE_CHANNEL, article_id, details=given_up)

    report = await ended(live, article_id)

    assert {r.channel: r.outcome for r in report.results}[ChannelName.ZALO_OA] == "waived"
    assert await shown_on(live, article_id) == ["fanpage", "portal"]


async def _raced(live: LiveNewsroom, early: float) -> None:
    article_id = await at_stage(live, Stage.AWAITING_APPROVAL)
    owner, head = await live.owner(article_id), live.holder(Office.HEAD)
    hour = datetime.now(UTC) + timedelta(seconds=2.5)
    await live.desk.act(owner, Act.APPROVE, article_id, details=Details(publish_at=hour))
    claim = await claim_of(live, Act.WITHDRAW, article_id, head, details=REASON)
    signed = desk_key(live).sign(claim)

    async def nearly() -> bool:
        return datetime.now(UTC) > hour - timedelta(seconds=early)

    await eventually(nearly, every=0.005)
    try:
        await send(live, Act.WITHDRAW, article_id, signed, update_id=claim.act_id)
        withdrawn = True
    except (WorkflowUpdateFailedError, RPCError):
        withdrawn = False
    report = await ended(live, article_id)
    assert report.standing.stage is (Stage.WITHDRAWN if withdrawn else Stage.PUBLISHED), early
    assert await shown_on(live, article_id) == ([] if withdrawn else ["fanpage", "portal", "zalo_oa"]), early


async def test_acts_around_the_hour_leave_one_consistent_end(live: LiveNewsroom) -> None:
    """A withdrawal that races the hour either stops everything or is refused; there is nothing between."""
    await asyncio.gather(*(_raced(live, early) for early in (0.2, 0.1, 0.05, 0.02, 0.0, -0.02)))
