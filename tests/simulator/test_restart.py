"""What a channel showed before a restart it shows after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from simulator.app import create_app
from simulator.config import SimulatorConfig
from tests.simulator.conftest import MovableClock
from tests.simulator.outside import JPEG, Outside


@asynccontextmanager
async def one_run(config: SimulatorConfig, clock: MovableClock) -> AsyncIterator[Outside]:
    app = create_app(config, clock)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=config.public_url) as http,
    ):
        yield Outside(http, config, app)


@pytest.mark.asyncio
async def test_state_survives_a_restart(tmp_path: Path, clock: MovableClock) -> None:
    config = SimulatorConfig(data_file=str(tmp_path / "simulator.sqlite3"))
    async with one_run(config, clock) as before:
        document = (await before.put_document()).json()
        await before.put_article()
        await before.post()
        draft = (await before.feed(published=False)).json()["id"]
        await before.oa_publish()
        pair = (await before.refresh()).json()
        await before.switch_on("fanpage", "publish_post", "unavailable", times=2)
        await before.http.post("/_sim/seed", json={"seed": 1, "rate": 0})
        await before.http.post("/_sim/delay", json={"channel": "wordpress", "seconds": 0.001})
        seen, faults = await before.visible(), (await before.http.get("/_sim/faults")).json()
    async with one_run(config, clock) as after:
        assert await after.visible() == seen
        assert (await after.http.get("/_sim/faults")).json() == faults
        assert (await after.http.get(document["contentUrl"])).content == JPEG
        assert (await after.put_article(title="Sau")).json()["id"] == int(seen[0]["id"])
        assert (await after.post()).json()["slug"] == "tin-moi-2"
        statuses = [(await after.facebook("POST", draft, json={"is_published": True})).status_code for _ in range(3)]
        assert statuses == [503, 503, 200]
        assert (await after.refresh()).json()["error"] == -14014
        assert "access_token" in (await after.refresh(pair["refresh_token"])).json()
        ids = [post["id"] for post in await after.visible("zalo_oa")]
        assert await after.oa_publish() not in ids
