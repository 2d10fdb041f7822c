"""`toasoan alarm`: whoever installs hears at once which receiver hears nothing."""

import asyncio
from typing import Final

from typer.testing import CliRunner, Result

from tests.watch.receivers import receiver
from workers.__main__ import app
from workers.embedded.ports import free_port

_OFFICES: Final = {"engineer", "final_editor", "standing_deputy", "head"}


async def typed(**settings: str) -> Result:
    given = {f"TOASOAN_{name.upper()}": value for name, value in settings.items()}
    runner = CliRunner(env={"TOASOAN_DATA_FOLDER": "/nowhere", **given})
    return await asyncio.to_thread(lambda: runner.invoke(app, ["alarm"]))


async def test_each_office_gets_a_trial_at_every_receiver() -> None:
    async with receiver() as hearing:
        said = await typed(watch_alertmanager_url=hearing.url, watch_webhook_url=f"{hearing.url}/hook")
    assert said.exit_code == 0, said.output
    (_, alerts), (path, body) = hearing.got
    assert {alert["labels"]["audience"] for alert in alerts} == _OFFICES
    assert {alert["labels"]["severity"] for alert in alerts} == {"page"}
    assert all("không có việc gì xảy ra" in alert["annotations"]["summary"] for alert in alerts)
    assert (path, len(body["alerts"])) == ("/hook", 4)


async def test_a_receiver_that_hears_nothing_is_named() -> None:
    said = await typed(watch_webhook_url=f"http://127.0.0.1:{free_port()}/")
    assert (said.exit_code, "webhook: không gửi được" in said.output) == (1, True)


async def test_no_receiver_at_all_is_no_success() -> None:
    said = await typed()
    assert (said.exit_code, "Chưa đặt nơi nhận nào" in said.output) == (1, True)
