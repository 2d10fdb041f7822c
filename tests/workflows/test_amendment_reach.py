"""One channel down ties no hands, from end to end: what the others show changes, and it gets the newest text once."""

import pytest

from newsroom.article import ChannelName, content_hash
from newsroom.matters.kinds import AmendmentKind
from newsroom.stages import Stage
from newsroom.text import plain
from tests.support.amendment_scenarios import (
    ALL,
    amended,
    amending,
    approve,
    new_mark,
    outcomes,
    propose,
    text_of,
    until_channel,
)
from tests.support.live import LiveNewsroom
from tests.support.lives import all_with, at_stage, ended, entries, standing_of, until_outcome
from tests.support.matters import matter_ended

pytestmark = [pytest.mark.trust, pytest.mark.timeout(300)]


async def zalo_down(live: LiveNewsroom, mark: str) -> str:
    """An article that the Portal and the Fanpage show, and that Zalo refuses until somebody has seen to it."""
    article_id = await live.ready_for_approval("Các xã đã gieo cấy xong.", title=f"Tin gieo cấy vụ xuân {mark}")
    await live.fault("zalo_oa", "create", "policy_violation", match=mark)
    await live.approve(article_id)
    await until_outcome(live, article_id, ChannelName.ZALO_OA, "rejected")
    await until_outcome(live, article_id, ChannelName.FANPAGE, "published")
    return article_id


async def test_what_the_others_show_is_corrected_and_zalo_gets_the_newest_text_once(live: LiveNewsroom) -> None:
    """Nobody has to let it go on: the approval of the newer text does."""
    mark = new_mark()
    article_id = await zalo_down(live, mark)
    text = await amended(live, article_id, AmendmentKind.CORRECTION)
    assert text is not None
    report = await ended(live, article_id)
    assert (report.standing.stage, report.standing.content_hash) == (Stage.PUBLISHED, content_hash(text))
    assert await all_with(live, mark) == ALL
    posts = {post["channel"]: plain(str(post)) for post in await live.visible(article_id)}
    assert "Thông tin cải chính" in posts["zalo_oa"]
    receipts = {body["channel"]: body["content_hash"] for body in await entries(live, article_id, kind="receipt")}
    assert receipts["zalo_oa"] == content_hash(text)
    assert await live.stores.ledger.faults() == ()


async def test_a_take_down_is_proposed_while_zalo_is_down(live: LiveNewsroom) -> None:
    mark = new_mark()
    article_id = await zalo_down(live, mark)
    assert await all_with(live, mark) == ["fanpage", "portal"]
    matter = await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    await approve(live, article_id, matter, None)
    await matter_ended(live, matter)
    assert (await ended(live, article_id)).standing.stage is Stage.TAKEN_DOWN
    assert await all_with(live, mark) == []


async def test_a_text_that_zalo_refused_is_adapted_and_the_others_stay(live: LiveNewsroom) -> None:
    mark = new_mark()
    article_id = await zalo_down(live, mark)
    before = {post["channel"]: post for post in await live.visible(article_id)}
    text = await amended(live, article_id, AmendmentKind.ADAPT)
    assert text is not None
    await ended(live, article_id)
    after = {post["channel"]: post for post in await live.visible(article_id)}
    assert await all_with(live, mark) == ALL
    assert {name: after[name] for name in before} == before
    assert text.channel_texts[0].text in plain(str(after["zalo_oa"]))


async def test_a_stuck_correction_gives_way_to_a_newer_one_and_that_to_a_take_down(live: LiveNewsroom) -> None:
    mark = new_mark()
    article_id = await at_stage(live, Stage.PUBLISHED, title=f"Tin gieo cấy vụ xuân {mark}")
    await live.fault("fanpage", "update_post", "permission_missing", match=mark, times=2)
    stuck, _ = await amending(live, article_id, AmendmentKind.CORRECTION)
    await until_channel(live, stuck, ChannelName.FANPAGE, "needs_person")
    newer, text = await amending(live, article_id, AmendmentKind.UPDATE, None)
    await matter_ended(live, stuck)
    await until_channel(live, newer, ChannelName.FANPAGE, "needs_person")
    assert text == await text_of(live, article_id)
    assert (await outcomes(live, newer))["portal"] == "published"
    down = await propose(live, article_id, AmendmentKind.TAKE_DOWN)
    await approve(live, article_id, down, None)
    await matter_ended(live, newer)
    await matter_ended(live, down)
    assert await all_with(live, mark) == []
    assert (await standing_of(live, article_id)).stage is Stage.TAKEN_DOWN
