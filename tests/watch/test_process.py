"""`toasoan watch` as a process: it opens whatever is dead, tells how it is, and ends in good order."""

import asyncio
import os
from pathlib import Path

import httpx
import pytest
from pydantic import SecretStr

from newsroom.errors import InvalidInput
from tests.support.live import eventually
from tests.watch.receivers import Receiver, receiver
from workers.embedded.child import ChildProcess, spawn
from workers.embedded.ports import free_port
from workers.settings import Settings, environment_of
from workers.watch.running import opened_watch

SECRET = "khoa-bi-mat"


def alone(folder: Path, taker: Receiver) -> Settings:
    """The settings of a watch that finds nothing alive but what it posts to."""
    return Settings.model_validate(
        {
            "data_folder": folder,
            "database_url": f"postgresql://toasoan_app:{SECRET}@127.0.0.1:{free_port()}/toasoan",
            "temporal_address": f"127.0.0.1:{free_port()}",
            "watch_port": free_port(),
            "watch_every_seconds": 1,
            "watch_webhook_url": f"{taker.url}/hook?khoa={SECRET}",
            "watch_heartbeat_url": f"{taker.url}/beat/{SECRET}",
        }
    )


async def started(folder: Path, settings: Settings) -> ChildProcess:
    child = await spawn("watch", "watch", folder=folder, environment={**os.environ, **environment_of(settings)})
    await child.until_answers(f"http://127.0.0.1:{settings.watch_port}/health")
    return child


@pytest.mark.timeout(240)
async def test_the_watch_lives_with_all_else_dead_says_so_and_stops_when_told(tmp_path: Path) -> None:
    async with receiver() as taker, httpx.AsyncClient() as http:
        taker.status = 500
        settings = alone(tmp_path, taker)
        child = await started(tmp_path, settings)
        try:

            async def told() -> str:
                text = (await http.get(f"http://127.0.0.1:{settings.watch_port}/metrics")).text
                return text if "newsroom_watch_heartbeat_timestamp_seconds" in text else ""

            text = await eventually(told, seconds=40)
            assert "newsroom_temporal_reachable 0.0" in text
            assert "newsroom_storage_reachable 0.0" in text
            await eventually(lambda: heard(taker, "/hook"), seconds=80)
        finally:
            await child.stop()
    assert child.exit_code == 0
    log = (tmp_path / "log" / "watch.log").read_text(encoding="utf-8")
    assert '"event": "finding_begins"' in log
    assert "source_lost" in log
    assert SECRET not in log


async def heard(taker: Receiver, path: str) -> bool:
    return any(asked == path and "NewsroomStorageDown" in str(body) for asked, body in taker.got)


async def test_a_channel_that_does_not_exist_is_refused_at_the_start(tmp_path: Path) -> None:
    """A misspelt channel would be a channel that nobody probes."""
    settings = Settings(watch_channels="portal, zalo", database_url=SecretStr("postgresql://127.0.0.1:1/x"))
    with pytest.raises(InvalidInput, match="zalo"):
        async with opened_watch(settings):
            await asyncio.sleep(0)
