"""The doors of our processes: opened first of all or not at all, and to nobody who comes by another name."""

import asyncio
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.support.live import LiveNewsroom
from workers.doors import KnownDoor, PortTaken, opened_door
from workers.embedded.child import ChildProcess, spawn
from workers.embedded.ports import free_port
from workers.embedded.temporal import EmbeddedTemporal
from workers.entrusting import Process
from workers.settings import Settings, environment_of

pytestmark = pytest.mark.trust

EVIL = "https://trang-la.example"


@pytest.fixture
def taken_port() -> Iterator[int]:
    """A port on which somebody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield int(listening.getsockname()[1])


def settings_with(live: LiveNewsroom, process: Process, **changed: object) -> Settings:
    return live.stack.settings_for(process).model_copy(update=changed)


async def ended_by_itself(folder: Path, settings: Settings, *command: str) -> tuple[ChildProcess, str]:
    child = await spawn(command[0], *command, folder=folder, environment=environment_of(settings))
    try:
        async with asyncio.timeout(60):
            await child.wait()
    finally:
        await child.kill()
    return child, (folder / "log" / f"{command[0]}.log").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("process", "setting"),
    [
        (Process.WORKER, "metrics_port"),
        (Process.DESK, "metrics_port"),
        (Process.DESK, "desk_port"),
        (Process.WATCH, "watch_port"),
        (Process.COURIER, "metrics_port"),
    ],
)
async def test_a_process_whose_port_is_taken_ends_at_once_and_says_which(
    live: LiveNewsroom, tmp_path: Path, taken_port: int, process: Process, setting: str
) -> None:
    """The worker polled nothing, never ended and heard no SIGTERM; the alarm came from elsewhere, minutes later."""
    ports = {"metrics_port": free_port(), "desk_port": free_port(), "watch_port": free_port()}
    settings = settings_with(live, process, **(ports | {setting: taken_port}))
    child, said = await ended_by_itself(tmp_path, settings, process)
    assert child.exit_code == 1
    assert f"Cổng {taken_port} (TOASOAN_{setting.upper()})" in " ".join(said.split())


async def test_a_worker_hears_that_it_shall_stop_from_its_first_moment(live: LiveNewsroom, tmp_path: Path) -> None:
    """Also one that finds nothing alive and is still knocking."""
    away = f"127.0.0.1:{free_port()}"
    settings = settings_with(live, Process.WORKER, metrics_port=free_port(), temporal_address=away)
    child = await spawn("worker", "worker", folder=tmp_path, environment=environment_of(settings))
    await asyncio.sleep(1.5)
    await child.stop(seconds=30)
    assert child.exit_code in {0, 1, -signal.SIGTERM}


def test_an_open_door_is_not_opened_twice(taken_port: int) -> None:
    with pytest.raises(PortTaken, match="TOASOAN_DESK_PORT"):
        opened_door("127.0.0.1", taken_port, "TOASOAN_DESK_PORT")


def asked(app: KnownDoor, base_url: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=base_url)


async def hello(_request: Request) -> PlainTextResponse:
    return PlainTextResponse("chào")


HELLO = Starlette(routes=[Route("/", hello, methods=["GET", "POST"]), Route("/health", hello)])


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"host": "localhost:8080"}, 200),
        ({"host": "[::1]:8080"}, 200),
        ({"host": "127.0.0.1:8080", "origin": "http://127.0.0.1:8080"}, 200),
        ({"host": "toasoan.caobang.gov.vn"}, 200),
        ({"host": "toasoan.caobang.gov.vn", "origin": "https://toasoan.caobang.gov.vn"}, 200),
        ({"host": "127.0.0.1.trang-la.example:8080"}, 400),
        ({"host": "trang-la.example"}, 400),
        ({"host": ""}, 400),
        ({"host": "[::1"}, 400),
        ({"origin": EVIL}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "http://localhost:8233"}, 403),
        ({"host": "trang-la.example:8080", "origin": "http://trang-la.example:8080"}, 400),
    ],
)
async def test_a_door_on_the_loopback_knows_its_names_and_its_own_page(headers: dict[str, str], status: int) -> None:
    """Any page that somebody opens in a browser here could act in the newsroom."""
    app = KnownDoor(HELLO, bound_to="127.0.0.1", hosts=["toasoan.caobang.gov.vn"])
    async with asked(app, "http://127.0.0.1:8080") as http:
        answer = await http.post("/", headers=headers)
    assert answer.status_code == status
    if status != 200:
        assert answer.json()["detail"].endswith(".")


async def test_a_door_behind_a_proxy_takes_the_names_of_the_proxy_but_no_foreign_page() -> None:
    async with asked(KnownDoor(HELLO, bound_to="10.1.2.3"), "http://10.1.2.3:8080") as http:
        assert (await http.get("/", headers={"host": "toasoan.caobang.gov.vn"})).status_code == 200
        assert (await http.get("/", headers={"origin": EVIL})).status_code == 403
    named = KnownDoor(HELLO, bound_to="10.1.2.3", hosts=["toasoan.caobang.gov.vn"])
    async with asked(named, "http://10.1.2.3:8080") as http:
        assert (await http.get("/")).status_code == 400
        assert (await http.get("/health")).status_code == 200, "the cluster asks by number"


async def test_a_page_that_is_named_may_ask() -> None:
    app = KnownDoor(HELLO, bound_to="127.0.0.1", origins=["http://localhost:8233"])
    async with asked(app, "http://127.0.0.1:8088") as http:
        assert (await http.post("/", headers={"origin": "http://localhost:8233"})).status_code == 200


@pytest.mark.parametrize("host", ["", "localhost", "127.0.0.1"])
async def test_no_page_starts_a_workflow_through_temporals_http_port(tmp_path: Path, host: str) -> None:
    """A form on any page, sent to the port, started workflows."""
    async with EmbeddedTemporal(tmp_path) as server, httpx.AsyncClient(trust_env=False) as http:
        port = server._ports["http-port"]
        answer = await http.post(
            f"http://127.0.0.1:{port}/api/v1/namespaces/default/workflows/tu-trang-la",
            content='{"workflowType": {"name": "Article"}, "taskQueue": {"name": "editorial"}}',
            headers={"Origin": EVIL, "Content-Type": "text/plain", "Host": f"{host}:{port}" if host else EVIL[8:]},
        )
    assert answer.status_code == 403


async def test_the_desk_of_one_machine_refuses_a_foreign_page(live: LiveNewsroom) -> None:
    """As it really runs."""
    await live.stack.start_process("desk")
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{live.settings.desk_port}") as http:
            assert (await http.get("/board", headers={"Origin": EVIL})).status_code == 403
            assert (await http.get("/board", headers={"Host": "trang-la.example"})).status_code == 400
            assert (await http.get("/board")).status_code == 401
    finally:
        await live.stack.stop_process("desk")
