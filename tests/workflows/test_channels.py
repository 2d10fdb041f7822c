"""Channels that fail in their own ways: in the end one visible post per channel, or a person who knows what to do."""

import asyncio
import uuid
from typing import Final

import pytest

from activities.ports import TokenPair
from newsroom.article import ArticleId, ChannelName
from newsroom.board import Office
from newsroom.claims import Details
from newsroom.errors import Refused
from newsroom.stages import Act, Stage
from tests.support.live import LiveNewsroom, eventually
from tests.support.lives import (
    all_with,
    at_stage,
    ended,
    entries,
    last_call,
    report_of,
    shown_on,
    standing_of,
    until_outcome,
    zalo_renewals,
)

_EVERYWHERE: Final = ["fanpage", "portal", "zalo_oa"]
_PASSING: Final = [
    ("fanpage", "create_post", "server_error_after", 1),
    ("fanpage", "create_post", "lost_reply", 1),
    ("fanpage", "create_post", "unknown_error_after", 1),
    ("fanpage", "publish_post", "server_error_after", 1),
    ("fanpage", "publish_post", "lost_reply", 1),
    ("fanpage", "get_post", "not_there_yet", 2),
    ("portal", "put_article", "server_error_after", 1),
    ("portal", "put_article", "lost_reply", 1),
    ("portal", "put_article", "unavailable", 2),
    ("zalo_oa", "create", "server_error_after", 1),
    ("zalo_oa", "create", "lost_reply", 1),
    ("zalo_oa", "update", "lost_reply", 1),
    ("zalo_oa", "verify", "processing", 2),
]


_READING: Final = {
    ChannelName.PORTAL: ("page", "page_altered"),
    ChannelName.FANPAGE: ("get_post", "altered_text"),
    ChannelName.ZALO_OA: ("getdetail", "altered_text"),
}


async def _marked(live: LiveNewsroom) -> tuple[ArticleId, str]:
    mark = f"M{uuid.uuid4().hex[:10]}"
    return await live.ready_for_approval(title=f"Học sinh vùng cao đón năm học mới {mark}"), mark


def _channel(name: ChannelName, reason: str = "") -> Details:
    return Details(channel=name, reason=reason)


async def _survives(live: LiveNewsroom, channel: str, call: str, fault: str, times: int) -> None:
    article_id, mark = await _marked(live)
    await live.fault(channel, call, fault, times=times, match=mark)
    await live.approve(article_id)

    report = await ended(live, article_id)

    assert {result.outcome for result in report.results} == {"published"}, (channel, call, fault)
    assert await all_with(live, mark) == _EVERYWHERE, (channel, call, fault)
    left = (await live.simulator.get("/_sim/faults")).json()["faults"]
    assert not [rule for rule in left if rule["match"] == mark], f"{channel}/{call}/{fault} never struck"


async def test_whatever_the_reply_there_is_one_visible_post_per_channel(live: LiveNewsroom) -> None:
    """Lost replies, errors after the effect, downtime: the channel is read back, never blindly asked again."""
    await asyncio.gather(*(_survives(live, *case) for case in _PASSING))
    assert await live.stores.ledger.faults() == ()


async def test_an_unclear_reply_is_told_while_it_is_being_settled(live: LiveNewsroom) -> None:
    """Whoever looks meanwhile sees that the result is unknown, and why."""
    article_id, mark = await _marked(live)
    await live.fault("fanpage", "publish_post", "server_error_after", match=mark)
    await live.approve(article_id)

    unclear = await until_outcome(live, article_id, ChannelName.FANPAGE, "ambiguous")

    assert unclear.explanation
    assert unclear.not_before
    await ended(live, article_id)
    assert await all_with(live, mark) == _EVERYWHERE


async def test_a_refused_page_token_waits_for_a_new_one_and_goes_on(live: LiveNewsroom) -> None:
    """The engineer stores a new token and lets the channel go on; the others have not waited for it."""
    await live.simulator.post("/_sim/tokens", json={"channel": "fanpage", "action": "revoke", "subcode": 463})
    article_id, mark = await _marked(live)
    await live.approve(article_id)
    stopped = await until_outcome(live, article_id, ChannelName.FANPAGE, "needs_person")
    assert "463" in stopped.explanation or "hết hạn" in stopped.explanation
    await until_outcome(live, article_id, ChannelName.ZALO_OA, "published")
    assert await all_with(live, mark) == ["portal", "zalo_oa"]
    told = await live.stores.reading.notifications(live.holder(Office.ENGINEER).id, limit=500)
    assert any(note.article_id == article_id and note.kind == "warning" for note in told)
    engineer = live.holder(Office.ENGINEER)

    await live.desk.act(engineer, Act.RESUME_CHANNEL, article_id, details=_channel(ChannelName.FANPAGE))

    async def stopped_again() -> bool:
        return len(await entries(live, article_id, kind="channel_stopped", channel="fanpage")) > 1

    await eventually(stopped_again)
    token = f"moi-{uuid.uuid4().hex}"
    await live.stores.tokens.save(ChannelName.FANPAGE, TokenPair(access=token))
    await live.simulator.post("/_sim/tokens", json={"channel": "fanpage", "action": "install", "token": token})
    await live.desk.act(engineer, Act.RESUME_CHANNEL, article_id, details=_channel(ChannelName.FANPAGE))

    assert {r.outcome for r in (await ended(live, article_id)).results} == {"published"}
    assert await all_with(live, mark) == _EVERYWHERE
    assert token not in str(await live.stores.reading.timeline(article_id))


async def test_an_expired_zalo_token_is_renewed_once(live: LiveNewsroom) -> None:
    """The refresh token is good for one use, so two renewals would lose the channel."""
    await live.simulator.post("/_sim/tokens", json={"channel": "zalo_oa", "action": "expire"})
    before = await last_call(live)
    first, second = await asyncio.gather(_marked(live), _marked(live))
    await asyncio.gather(*(live.approve(article_id) for article_id, _ in (first, second)))
    for article_id, mark in (first, second):
        await ended(live, article_id)
        assert await all_with(live, mark) == _EVERYWHERE
    assert await zalo_renewals(live, before) == 1


@pytest.mark.parametrize("channel", ChannelName)
async def test_a_text_that_reads_back_altered_needs_a_person(live: LiveNewsroom, channel: ChannelName) -> None:
    """What readers see is compared with what was approved; a difference is never passed over."""
    article_id, mark = await _marked(live)
    call, fault = _READING[channel]
    await live.fault(channel, call, fault, match=article_id if call == "page" else mark)
    await live.approve(article_id)

    stopped = await until_outcome(live, article_id, channel, "needs_person")

    assert "KHÁC bản đã duyệt" in stopped.explanation
    assert (await entries(live, article_id, kind="channel_stopped"))[0]["evidence"]
    engineer = live.holder(Office.ENGINEER)
    await live.desk.act(engineer, Act.RESUME_CHANNEL, article_id, details=_channel(channel))
    await ended(live, article_id)
    assert await all_with(live, mark) == _EVERYWHERE


_RICH: Final = (
    "## Việc cần làm\n\nĐiều 1. Theo [văn bản](https://chinhphu.vn/van-ban) của Chính phủ, các xã làm ngay.\n\n"
    "Đoạn cuối của bài."
)


@pytest.mark.parametrize(
    ("fault", "said"), [("link_changed", "liên kết ở đoạn"), ("label_changed", "đang hiện “Điều 99. Theo")]
)
async def test_a_link_or_a_label_that_reads_back_otherwise_needs_a_person(
    live: LiveNewsroom, fault: str, said: str
) -> None:
    """Every word may stand as approved, and readers are led elsewhere."""
    article_id = await live.ready_for_approval(_RICH)
    await live.fault("portal", "page", fault, match=article_id)
    await live.approve(article_id)

    stopped = await until_outcome(live, article_id, ChannelName.PORTAL, "needs_person")

    assert said in stopped.explanation
    engineer = live.holder(Office.ENGINEER)
    await live.desk.act(engineer, Act.RESUME_CHANNEL, article_id, details=_channel(ChannelName.PORTAL))
    assert {r.outcome for r in (await ended(live, article_id)).results} == {"published"}


async def test_a_stopped_channel_can_be_given_up(live: LiveNewsroom) -> None:
    """The article closes without it, and its clock is dropped with the reason in the ledger."""
    article_id = await at_stage(live, Stage.PUBLISHING)
    given_up = _channel(ChannelName.FANPAGE, "Trang đang bị khóa.")
    await live.desk.act(await live.owner(article_id), Act.WAIVE_CHANNEL, article_id, details=given_up)

    report = await ended(live, article_id)

    assert {r.channel: r.outcome for r in report.results}[ChannelName.FANPAGE] == "waived"
    assert (await standing_of(live, article_id)).stage is Stage.PUBLISHED
    assert await shown_on(live, article_id) == ["portal", "zalo_oa"]
    clocks = (await live.stores.reading.card(article_id)).obligations
    assert [c.channel for c in clocks if c.dropped_at] == ["fanpage"]


async def test_giving_up_a_channel_that_has_published_hides_nothing(live: LiveNewsroom) -> None:
    """The report must go on saying that readers see the article there."""
    article_id = await at_stage(live, Stage.PUBLISHING)
    too_late = _channel(ChannelName.ZALO_OA, "Bấm nhầm.")
    with pytest.raises(Refused, match="đã hiện trên kênh này"):
        await live.desk.act(await live.owner(article_id), Act.WAIVE_CHANNEL, article_id, details=too_late)

    results = {result.channel: result for result in (await report_of(live, article_id)).results}

    assert results[ChannelName.ZALO_OA].outcome == "published"
    assert results[ChannelName.ZALO_OA].url


async def test_the_portal_cannot_be_given_up(live: LiveNewsroom) -> None:
    """The Portal is the channel that the notice is about."""
    article_id = await at_stage(live, Stage.PUBLISHING)
    owner, given_up = await live.owner(article_id), _channel(ChannelName.PORTAL, "Hỏng.")
    with pytest.raises(Refused) as refused:
        await live.desk.act(owner, Act.WAIVE_CHANNEL, article_id, details=given_up)
    assert refused.value.code == "bad_request"


async def test_a_portal_that_is_down_holds_the_other_channels_back(live: LiveNewsroom) -> None:
    """They carry the Portal's address, so nothing is posted before the Portal shows the article."""
    article_id, mark = await _marked(live)
    await live.fault("portal", "put_article", "unavailable", times=1, match=mark)
    await live.approve(article_id)

    async def waiting() -> bool:
        results = (await report_of(live, article_id)).results
        return any(r.outcome in {"waiting", "ambiguous"} for r in results)

    await eventually(waiting)
    assert await all_with(live, mark) == []
