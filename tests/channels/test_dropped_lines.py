"""Real connections that break: each faulty call is settled by reading, and one post is visible in the end."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, Final

import httpx
import pytest
import uvicorn

from activities.channels.wire import Wire
from activities.ports import Channel, ChannelTrouble, Order, Shown, Trouble
from newsroom.article import ChannelName, Kind
from simulator.app import create_app
from simulator.world import utc_now
from tests.support.stand_ins import CONFIG, SHORT, Outside, amended, article, met, order, tokens

CREATIONS: Final = {
    "liferay": (ChannelName.PORTAL, "put_article"),
    "wordpress": (ChannelName.PORTAL, "create_post"),
    "facebook": (ChannelName.FANPAGE, "create_post"),
    "zalo": (ChannelName.ZALO_OA, "create"),
}
AMENDMENTS: Final = {
    "liferay": "update_article",
    "wordpress": "update_post",
    "facebook": "update_post",
    "zalo": "update",
}
REMOVALS: Final = {
    "liferay": "put_permissions",
    "wordpress": "update_post",
    "facebook": "delete_post",
    "zalo": "remove",
}
REVELATIONS: Final = {"wordpress": "update_post", "facebook": "publish_post", "zalo": "update"}

_TLS: Final = httpx.create_ssl_context()
"""Read once: the certificates of the whole world take longer than most of these tests."""


@asynccontextmanager
async def served(**changes: Any) -> AsyncIterator[Outside]:
    """A simulator on a free port of this machine."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{chosen.getsockname()[1]}"
        config = replace(CONFIG, public_url=base, slow_seconds=SHORT.answer_seconds * 3, **changes)
        app = create_app(config)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", timeout_graceful_shutdown=1))
        serving = asyncio.create_task(server.serve(sockets=[chosen]))
        while not server.started:
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(transport=Wire(_TLS)) as client:
            yield Outside(client=client, base=base, app=app, config=config, tokens=tokens(config))
        server.should_exit = True
        await serving
        app.state.world.state.close()


@pytest.fixture(name="wire")
async def _wire() -> AsyncIterator[Outside]:
    async with served() as found:
        yield found


@pytest.mark.parametrize("portal", ["liferay", "wordpress"])
async def test_portal_serves_the_two_other_channels(portal: str) -> None:
    """Facebook scrapes the Portal's page and Zalo fetches its photos, as the real ones do."""
    async with served(fetch_images=True, scrape_links=True, require_appsecret_proof=True) as sim:
        on_portal = order(ChannelName.PORTAL)
        shown = await _published(sim.channel(portal), on_portal)
        assert set(shown.photo_urls) == set(on_portal.post.photos)
        for name in ("facebook", "zalo"):
            channel = sim.channel(name)
            wanted = replace(order(channel.name), portal_url=shown.url, photo_urls=shown.photo_urls)
            assert (await _published(channel, wanted)).lines == wanted.post.lines
            assert len(await sim.visible(channel.name)) == 1


def _struck(wire: Outside, name: str, fault: str) -> Channel:
    """For the call that is struck: one that comes too late is given up soon, any other may take as long as it does."""
    return replace(wire, limits=SHORT).channel(name) if fault == "slow_reply" else wire.channel(name)


async def _published(channel: Channel, wanted: Order) -> Shown:
    found = await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    shown = await channel.read(found, wanted)
    assert shown is not None
    return shown


@pytest.mark.parametrize("name", CREATIONS)
@pytest.mark.parametrize(("fault", "done"), [("lost_reply", True), ("lost_request", False), ("slow_reply", True)])
async def test_lost_creation_is_found_or_made_again(wire: Outside, name: str, fault: str, *, done: bool) -> None:
    channel_name, creation = CREATIONS[name]
    channel, wanted, began_at = wire.channel(name), order(channel_name), utc_now()
    await wire.strike(name, creation, fault)
    with pytest.raises(ChannelTrouble) as caught:
        await _struck(wire, name, fault).prepare(wanted)
    assert caught.value.trouble is Trouble.UNCLEAR
    found = await channel.find(wanted, began_at)
    assert (found is not None) is done
    found = found or await channel.prepare(wanted)
    await channel.reveal(found, wanted)
    shown = await channel.read(found, wanted)
    assert shown is not None
    assert shown.lines == wanted.post.lines
    assert len(await wire.visible(channel_name)) == 1


@pytest.mark.parametrize("name", REVELATIONS)
@pytest.mark.parametrize(("fault", "done"), [("lost_reply", True), ("lost_request", False)])
async def test_lost_reveal_is_settled_by_reading(wire: Outside, name: str, fault: str, *, done: bool) -> None:
    channel_name = CREATIONS[name][0]
    channel, wanted = wire.channel(name), order(channel_name)
    found = await channel.prepare(wanted)
    await wire.strike(name, REVELATIONS[name], fault)
    with pytest.raises(ChannelTrouble) as caught:
        await channel.reveal(found, wanted)
    assert caught.value.trouble is Trouble.UNCLEAR
    assert (await channel.read(found, wanted) is not None) is done
    await channel.reveal(found, wanted)
    assert len(await wire.visible(channel_name)) == 1


@pytest.mark.parametrize("name", AMENDMENTS)
@pytest.mark.parametrize(
    ("fault", "done"),
    [("lost_reply", True), ("lost_request", False), ("slow_reply", True), ("server_error_after", True)],
)
async def test_lost_amendment_is_settled_by_reading(wire: Outside, name: str, fault: str, *, done: bool) -> None:
    channel, wanted, found = await wire.published(name)
    changed = amended(wanted)
    await wire.strike(name, AMENDMENTS[name], fault)
    with pytest.raises(ChannelTrouble) as caught:
        await _struck(wire, name, fault).amend(found, changed)
    assert caught.value.trouble is Trouble.UNCLEAR
    shown = await channel.read(found, changed)
    assert shown is not None
    assert shown.lines == (changed if done else wanted).post.lines
    await channel.amend(found, changed)
    shown = await channel.read(found, changed)
    assert shown is not None
    assert shown.lines == changed.post.lines
    assert len(await wire.visible(channel.name)) == 1


@pytest.mark.parametrize("name", REMOVALS)
@pytest.mark.parametrize(
    ("fault", "done"), [("lost_reply", True), ("lost_request", False), ("server_error_after", True)]
)
async def test_lost_removal_is_settled_by_reading(wire: Outside, name: str, fault: str, *, done: bool) -> None:
    channel, wanted, found = await wire.published(name)
    await wire.strike(name, REMOVALS[name], fault)
    with pytest.raises(ChannelTrouble) as caught:
        await channel.remove(found, wanted)
    assert caught.value.trouble is Trouble.UNCLEAR
    assert (await channel.read(found, wanted) is None) is done
    await channel.remove(found, wanted)
    assert await channel.read(found, wanted) is None
    assert await wire.visible(channel.name) == []


@pytest.mark.parametrize(
    ("name", "call"),
    [("liferay", "put_document"), ("wordpress", "upload_media"), ("facebook", "upload_photo"), ("liferay", "token")],
)
async def test_lost_upload_is_only_a_pause(wire: Outside, name: str, call: str) -> None:
    channel = wire.channel(name)
    await _made_after_a_pause(wire, name, call, order(channel.name, article(kind=Kind.PHOTO_STORY)))


async def test_lost_tag_is_only_a_pause(wire: Outside) -> None:
    await _made_after_a_pause(wire, "wordpress", "create_tag", replace(order(ChannelName.PORTAL), section="Cải chính"))


@pytest.mark.parametrize(("fault", "done"), [("lost_request", False), ("lost_reply", True)])
async def test_lost_scrape_is_settled_by_reading(fault: str, done: bool) -> None:
    async with served(scrape_links=True) as wire:
        portal, on_portal, article_id = await wire.published("liferay")
        shown = await portal.read(article_id, on_portal)
        assert shown is not None
        fanpage, wanted = wire.facebook(), order(ChannelName.FANPAGE, portal_url=shown.url)
        found = await fanpage.prepare(wanted)
        await fanpage.reveal(found, wanted)
        await portal.amend(article_id, amended(on_portal))
        changed = amended(wanted, portal_url=shown.url)
        await wire.strike("facebook", "scrape", fault)
        assert (await met(fanpage, "amend", found, changed)).trouble is Trouble.BUSY
        after = await fanpage.read(found, changed)
        assert after is not None
        assert (after.differs_from(changed.post) == "") is done
        await fanpage.amend(found, changed)
        again = await fanpage.read(found, changed)
        assert again is not None
        assert again.differs_from(changed.post) == ""


async def _made_after_a_pause(wire: Outside, name: str, call: str, wanted: Order) -> None:
    channel = wire.channel(name)
    await wire.strike(name, call, "lost_reply")
    with pytest.raises(ChannelTrouble) as caught:
        await channel.prepare(wanted)
    assert caught.value.trouble is Trouble.BUSY
    await channel.reveal(await channel.prepare(wanted), wanted)
    assert len(await wire.visible(channel.name)) == 1


async def test_lost_refresh_reply_needs_consent(wire: Outside) -> None:
    await wire.client.post(f"{wire.base}/_sim/tokens", json={"channel": "zalo_oa", "action": "expire"})
    await wire.strike("zalo", "token", "lost_reply")
    with pytest.raises(ChannelTrouble, match="phải cấp quyền lại") as caught:
        await wire.zalo().prepare(order(ChannelName.ZALO_OA))
    assert caught.value.trouble is Trouble.NEEDS_PERSON


@pytest.mark.parametrize("name", CREATIONS)
async def test_closed_port_means_nothing_was_sent(wire: Outside, name: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    channel = replace(wire, base=closed).channel(name)
    with pytest.raises(ChannelTrouble) as caught:
        await channel.prepare(order(CREATIONS[name][0]))
    assert caught.value.trouble is Trouble.BUSY
    assert caught.value.not_sent
