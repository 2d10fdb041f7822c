"""The promise of `activities.ports.Channel`, kept alike by all four adapters."""

from datetime import timedelta
from typing import Final

import pytest

from activities.ports import Channel, Order
from newsroom.article import ChannelName
from newsroom.text import fingerprint
from simulator.world import utc_now
from tests.channels.stand_ins import BLUE, RED, Outside, order

ADAPTERS: Final = {
    "liferay": ChannelName.PORTAL,
    "wordpress": ChannelName.PORTAL,
    "facebook": ChannelName.FANPAGE,
    "zalo": ChannelName.ZALO_OA,
}
every_adapter = pytest.mark.parametrize("name", ADAPTERS)
SHOWS_AT_ONCE: Final = "liferay"


def _both(sim: Outside, name: str) -> tuple[Channel, Order]:
    return sim.channel(name), order(ADAPTERS[name])


@every_adapter
async def test_revealed_post_reads_back_as_approved(sim: Outside, name: str) -> None:
    channel, wanted = _both(sim, name)
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    shown = await channel.read(found, wanted)
    assert shown is not None
    assert list(shown.lines) == list(wanted.post.lines)
    assert shown.url == (await sim.visible(channel.name))[0]["url"]


@every_adapter
async def test_nothing_is_visible_before_reveal(sim: Outside, name: str) -> None:
    channel, wanted = _both(sim, name)
    found = await channel.prepare(wanted)
    hidden = await channel.read(found, wanted) is None
    assert hidden is (name != SHOWS_AT_ONCE)
    assert len(await sim.visible(channel.name)) == (name == SHOWS_AT_ONCE)


@every_adapter
async def test_reveal_may_be_repeated(sim: Outside, name: str) -> None:
    channel, wanted = _both(sim, name)
    found = await channel.prepare(wanted)
    for _ in range(3):
        await channel.reveal(found, wanted)
    assert len(await sim.visible(channel.name)) == 1


@every_adapter
async def test_preparing_twice_shows_one_post(sim: Outside, name: str) -> None:
    channel, wanted = _both(sim, name)
    await channel.prepare(wanted)
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    assert len(await sim.visible(channel.name)) == 1


@every_adapter
async def test_crash_before_the_id_was_stored_is_found_again(sim: Outside, name: str) -> None:
    """Without this a second start would leave the first attempt behind, or show two posts."""
    channel, wanted = _both(sim, name)
    began_at = utc_now()
    lost = await channel.prepare(wanted)
    fresh = sim.channel(name)
    assert await fresh.find(wanted, began_at) == lost
    await fresh.reveal(lost, wanted)
    await fresh.reveal(await fresh.prepare(wanted) if name in {"liferay", "wordpress"} else lost, wanted)
    assert len(await sim.visible(channel.name)) == 1
    assert await fresh.find(wanted, began_at) == lost


@every_adapter
async def test_nothing_is_found_where_nothing_was_tried(sim: Outside, name: str) -> None:
    channel, wanted = _both(sim, name)
    other = order(ADAPTERS[name], key="bai-2-ban-1", portal_url="https://caobang.gov.vn/w/bai-2")
    await channel.prepare(other)
    assert await channel.find(wanted, utc_now() - timedelta(hours=1)) is None


@every_adapter
async def test_two_revisions_with_one_title_are_two_posts(sim: Outside, name: str) -> None:
    channel, wanted = _both(sim, name)
    other = order(ADAPTERS[name], key="bai-1-ban-3", portal_url="https://caobang.gov.vn/w/bai-1b")
    first, second = await channel.prepare(wanted), await channel.prepare(other)
    assert first != second
    await channel.reveal(first, wanted)
    await channel.reveal(second, other)
    assert len(await sim.visible(channel.name)) == 2


@every_adapter
async def test_tampering_is_visible_to_the_reader(sim: Outside, name: str) -> None:
    """Without this the read-back comparison of publication would compare nothing."""
    channel, wanted = _both(sim, name)
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    strike = ("page", "page_altered") if ADAPTERS[name] is ChannelName.PORTAL else ("*", "altered_text")
    await sim.strike(name, *strike, times=5)
    shown = await channel.read(found, wanted)
    assert shown is not None
    assert fingerprint(shown.lines) != wanted.post.fingerprint


@every_adapter
async def test_health_is_one_vietnamese_line(sim: Outside, name: str) -> None:
    line = await sim.channel(name).health()
    assert "dùng được" in line
    assert "\n" not in line


@pytest.mark.parametrize("name", ["liferay", "wordpress"])
async def test_portal_gives_the_public_address_of_each_photo(sim: Outside, name: str) -> None:
    channel, wanted = _both(sim, name)
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    shown = await channel.read(found, wanted)
    assert shown is not None
    assert set(shown.photo_urls) == {RED.photo.digest, BLUE.photo.digest}
    for digest, url in shown.photo_urls.items():
        answer = await sim.client.get(url)
        assert answer.status_code == 200
        assert answer.content == wanted.photo_files[digest].data


@every_adapter
async def test_unknown_id_shows_nothing(sim: Outside, name: str) -> None:
    channel, wanted = _both(sim, name)
    missing = f"{sim.config.page_id}_1" if name == "facebook" else "999999"
    assert await channel.read(missing, wanted) is None
