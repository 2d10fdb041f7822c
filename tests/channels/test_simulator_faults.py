"""Each fault that the simulator can play on Facebook and Zalo ends in the class that the reference gives it."""

import pytest

from activities.ports import ChannelTrouble, Trouble
from newsroom.article import ChannelName
from simulator.world import utc_now
from tests.support.stand_ins import Outside, order

FACEBOOK = [
    ("create_post", "server_error_after", Trouble.UNCLEAR),
    ("create_post", "unknown_error_after", Trouble.UNCLEAR),
    ("create_post", "unknown_error", Trouble.UNCLEAR),
    ("create_post", "duplicate_post", Trouble.UNCLEAR),
    ("create_post", "policy_same_content", Trouble.UNCLEAR),
    ("create_post", "policy_too_fast", Trouble.NEEDS_PERSON),
    ("create_post", "app_limit", Trouble.BUSY),
    ("create_post", "business_limit", Trouble.BUSY),
    ("create_post", "link_not_scraped", Trouble.BUSY),
    ("create_post", "token_password_changed", Trouble.NEEDS_PERSON),
    ("create_post", "permission_missing", Trouble.NEEDS_PERSON),
    ("create_post", "version_deprecated", Trouble.NEEDS_PERSON),
    ("create_post", "bad_parameter", Trouble.REJECTED),
]
ZALO = [
    ("create", "server_error_after", Trouble.UNCLEAR),
    ("create", "server_error_before", Trouble.UNCLEAR),
    ("create", "rate_limited", Trouble.BUSY),
    ("create", "article_quota_used", Trouble.BUSY),
    ("create", "tier_too_low", Trouble.NEEDS_PERSON),
    ("create", "oa_not_verified", Trouble.NEEDS_PERSON),
    ("create", "cover_invalid", Trouble.REJECTED),
    ("create", "policy_violation", Trouble.REJECTED),
    ("verify", "media_failed", Trouble.BUSY),
    ("verify", "unavailable", Trouble.BUSY),
]
CASES = [("facebook", *case) for case in FACEBOOK] + [("zalo", *case) for case in ZALO]
CHANNELS = {"facebook": ChannelName.FANPAGE, "zalo": ChannelName.ZALO_OA}


@pytest.mark.parametrize(("name", "call", "fault", "expected"), CASES)
async def test_fault_is_classed_and_ends_in_one_visible_post(
    sim: Outside, name: str, call: str, fault: str, expected: Trouble
) -> None:
    channel, wanted, began_at = sim.channel(name), order(CHANNELS[name]), utc_now()
    await sim.strike(name, call, fault)
    with pytest.raises(ChannelTrouble) as caught:
        await channel.prepare(wanted)
    assert caught.value.trouble is expected
    found = await channel.find(wanted, began_at) or await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    assert await channel.read(found, wanted) is not None
    assert len(await sim.visible(CHANNELS[name])) == 1


async def test_business_limit_waits_the_minutes_of_the_header(sim: Outside) -> None:
    await sim.strike("facebook", "create_post", "business_limit")
    with pytest.raises(ChannelTrouble) as caught:
        await sim.facebook().prepare(order(ChannelName.FANPAGE))
    assert caught.value.not_before is not None
    assert caught.value.not_before > utc_now()


async def test_post_that_lags_behind_its_creation_shows_nothing_for_a_while(sim: Outside) -> None:
    facebook, wanted = sim.facebook(), order(ChannelName.FANPAGE)
    found = await facebook.prepare(wanted)
    await facebook.reveal(found, wanted)
    await sim.strike("facebook", "get_post", "not_there_yet", times=2)
    assert await facebook.read(found, wanted) is None
    assert await facebook.read(found, wanted) is None
    assert await facebook.read(found, wanted) is not None


async def test_new_page_token_works_without_a_restart(sim: Outside) -> None:
    facebook = sim.facebook()
    await sim.client.post(f"{sim.base}/_sim/tokens", json={"channel": "fanpage", "action": "revoke", "subcode": 460})
    with pytest.raises(ChannelTrouble, match="đổi mật khẩu"):
        await facebook.health()
    order_new = {"channel": "fanpage", "action": "install", "token": "ma-moi"}
    await sim.client.post(f"{sim.base}/_sim/tokens", json=order_new)
    pair = sim.tokens.pairs[ChannelName.FANPAGE]
    await sim.tokens.save(ChannelName.FANPAGE, type(pair)(access="ma-moi"))
    assert "dùng được" in await facebook.health()


async def test_zalo_page_that_is_not_there_yet_shows_nothing(sim: Outside) -> None:
    zalo, wanted = sim.zalo(), order(ChannelName.ZALO_OA)
    found = await zalo.prepare(wanted)
    await zalo.reveal(found, wanted)
    await sim.strike("zalo", "page", "page_not_found")
    assert await zalo.read(found, wanted) is None
    assert await zalo.read(found, wanted) is not None


async def test_slow_processing_of_a_reveal_is_waited_for(sim: Outside) -> None:
    zalo, wanted = sim.zalo(), order(ChannelName.ZALO_OA)
    found = await zalo.prepare(wanted)
    await sim.strike("zalo", "verify", "processing", times=3)
    await zalo.reveal(found, wanted)
    assert sim.pauses.seconds == [0.2, 0.5, 1]
    await sim.strike("zalo", "verify", "processing", times=None)
    with pytest.raises(ChannelTrouble) as caught:
        await zalo.reveal(found, wanted)
    assert caught.value.trouble is Trouble.BUSY
    assert len(await sim.visible(ChannelName.ZALO_OA)) == 1


async def test_ids_of_zalo_stay_strings(sim: Outside) -> None:
    found = await sim.zalo().prepare(order(ChannelName.ZALO_OA))
    assert int(found) > 2**53
    assert str(int(found)) == found
