"""The promise of `activities.ports.Channel`, kept alike by all four adapters."""

from datetime import timedelta
from typing import Final

import pytest

from activities.ports import Channel, ChannelTrouble, Order, Trouble
from newsroom.article import ChannelName
from simulator.world import utc_now
from tests.support.stand_ins import ADAPTERS, BLUE, CORRECTED, RED, Outside, amended, article, order

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
    assert shown.differs_from(wanted.post) == ""
    assert shown.fingerprint_as(wanted.post) == wanted.post.fingerprint
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
    assert "do người ngoài chèn vào" in shown.differs_from(wanted.post)


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


@every_adapter
async def test_amended_text_shows_at_the_same_address_and_date(sim: Outside, name: str) -> None:
    channel, wanted, found = await sim.published(name)
    (before,) = await sim.visible(channel.name)
    changed = amended(wanted)
    await channel.amend(found, changed)
    shown = await channel.read(found, changed)
    assert shown is not None
    assert shown.lines == changed.post.lines
    (after,) = await sim.visible(channel.name)
    assert shown.url == after["url"] == before["url"]
    assert (after["id"], after["visible_since"]) == (before["id"], before["visible_since"])
    page = await sim.page(after["url"])
    assert CORRECTED in page
    assert "Tuần lễ" not in page


@every_adapter
async def test_amending_may_be_repeated_and_done_again(sim: Outside, name: str) -> None:
    channel, wanted, found = await sim.published(name)
    first = amended(wanted)
    second = amended(wanted, article(title=wanted.post.title, body_html="<p>Bốn.</p>"))
    for changed in (first, first, second, wanted):
        await channel.amend(found, changed)
        shown = await channel.read(found, changed)
        assert shown is not None
        assert shown.lines == changed.post.lines
    assert len(await sim.visible(channel.name)) == 1


@every_adapter
async def test_removed_post_is_off_the_page_the_list_and_the_reading(sim: Outside, name: str) -> None:
    channel, wanted, found = await sim.published(name)
    (before,) = await sim.visible(channel.name)
    for _ in range(3):
        await channel.remove(found, wanted)
        assert await channel.read(found, wanted) is None
    assert await sim.visible(channel.name) == []
    assert not await sim.page(before["url"])


@every_adapter
async def test_what_is_gone_is_not_made_anew_by_amending_it(sim: Outside, name: str) -> None:
    """Without this a correction would bring back what was taken down, or publish it a second time."""
    channel, wanted, found = await sim.published(name)
    await channel.remove(found, wanted)
    with pytest.raises(ChannelTrouble, match="bài không còn trên kênh") as caught:
        await channel.amend(found, amended(wanted))
    assert caught.value.trouble is Trouble.NEEDS_PERSON
    assert await channel.read(found, wanted) is None
    assert await sim.visible(channel.name) == []


@every_adapter
async def test_what_never_was_is_neither_amended_nor_missed(sim: Outside, name: str) -> None:
    channel, wanted = _both(sim, name)
    missing = f"{sim.config.page_id}_1" if name == "facebook" else "999999"
    with pytest.raises(ChannelTrouble, match="bài không còn trên kênh"):
        await channel.amend(missing, amended(wanted))
    await channel.remove(missing, wanted)
    assert await sim.visible(channel.name) == []


@every_adapter
async def test_lost_attempt_is_found_and_removed(sim: Outside, name: str) -> None:
    """An article called back while its publication was under way may have left a post whose id nobody learnt."""
    channel, wanted = _both(sim, name)
    began_at = utc_now()
    await channel.prepare(wanted)
    found = await sim.channel(name).find(wanted, began_at)
    assert found is not None
    await channel.remove(found, wanted)
    await channel.remove(found, wanted)
    assert await channel.read(found, wanted) is None
    assert await sim.visible(channel.name) == []
