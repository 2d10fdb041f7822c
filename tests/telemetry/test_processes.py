"""A real process, as it is started in production."""

import json

import httpx

from tests.support.live import LiveNewsroom
from tests.telemetry.reading import Exposed


async def test_the_desk_serves_its_numbers_apart_and_logs_as_json(live: LiveNewsroom) -> None:
    """Its numbers must not stand at the door that the public network reaches."""
    stack = live.stack
    await stack.start_process("desk")
    try:
        desk = f"http://127.0.0.1:{stack.settings.desk_port}"
        own = f"http://127.0.0.1:{stack.metrics_ports['desk']}"
        async with httpx.AsyncClient() as http:
            refused = await http.get(f"{desk}/inbox", headers={"X-Request-Id": "yeu-cau-0001"})
            assert (refused.status_code, refused.headers["X-Request-Id"]) == (401, "yeu-cau-0001")
            assert (await http.get(f"{desk}/metrics")).status_code == 404
            shown = Exposed((await http.get(f"{own}/metrics")).text)
    finally:
        await stack.stop_process("desk")
    assert shown.value("desk_requests_total", status="4xx") == 2
    assert shown.by("build_info", "process") == {"desk": 1}
    assert "newsroom_articles" not in shown.types
    lines = [json.loads(line) for line in (stack.folder / "log" / "desk.log").read_text("utf-8").splitlines()]
    assert [line["route"] for line in lines if line.get("request") == "yeu-cau-0001"] == ["/inbox"]
