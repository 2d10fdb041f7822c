"""Over a real connection: dropped replies look dropped, and pictures are really fetched."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
import uvicorn

from simulator.app import create_app
from simulator.config import SimulatorConfig
from tests.simulator.outside import Outside

pytestmark = pytest.mark.asyncio


@asynccontextmanager
async def served(*, fetching: bool = False) -> AsyncIterator[Outside]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        config = SimulatorConfig(public_url=address, fetch_images=fetching, scrape_links=fetching)
        app = create_app(config)
        server = uvicorn.Server(uvicorn.Config(app, log_level="critical"))
        running = asyncio.create_task(server.serve(sockets=[listener]))
        async with httpx.AsyncClient(base_url=config.public_url) as http:
            yield Outside(http, config, app)
        server.should_exit = True
        await running


async def test_lost_reply_is_a_dropped_connection_with_the_work_done() -> None:
    async with served() as outside:
        await outside.switch_on("fanpage", "create_post", "lost_reply")
        with pytest.raises(httpx.TransportError):
            await outside.feed()
        assert len(await outside.visible()) == 1


async def test_lost_request_is_a_dropped_connection_with_nothing_done() -> None:
    async with served() as outside:
        await outside.switch_on("fanpage", "create_post", "lost_request")
        with pytest.raises(httpx.TransportError):
            await outside.feed()
        assert await outside.visible() == []


async def test_slow_reply_outlasts_the_caller_with_the_work_done() -> None:
    async with served() as outside:
        await outside.switch_on("fanpage", "create_post", "slow_reply", seconds=0.4)
        with pytest.raises(httpx.ReadTimeout):
            await outside.facebook("POST", f"{outside.config.page_id}/feed", json={"message": "x"}, timeout=0.1)
        assert len(await outside.visible()) == 1


async def test_zalo_and_facebook_fetch_what_they_are_given() -> None:
    """Pictures and links must be public first: the portal goes before the other channels."""
    async with served(fetching=True) as outside:
        public = outside.config.public_url
        picture = public + (await outside.put_document()).json()["contentUrl"]
        page = f"{public}/liferay/web/caobang/-/tin-moi"
        assert (await outside.feed(link=page)).json()["error"]["error_subcode"] == 1609005
        await outside.put_article()
        assert (await outside.feed(link=page)).status_code == 200
        for address, error in ((picture, 0), (page, -200), (f"{public}/khong-co.jpg", -200)):
            cover = {"cover_type": "photo", "photo_url": address, "status": "show"}
            created = await outside.zalo("create", json=outside.oa_article(cover=cover))
            verified = await outside.zalo("verify", json={"token": created.json()["data"]["token"]})
            assert verified.json()["error"] == error
        photos = f"{outside.config.page_id}/photos"
        assert (await outside.facebook("POST", photos, json={"url": picture})).status_code == 200
        assert (await outside.facebook("POST", photos, json={"url": f"{public}/khong"})).status_code == 400
