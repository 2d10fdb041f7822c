"""The door counts who comes how often, and closes a line that only dribbles."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import h11
import httpx
import pytest
import uvicorn

from desk.api.app import create_api
from desk.api.serving.pace import Buckets, Pace
from tests.support.api import refused
from tests.support.described import Described
from tests.support.live import LiveNewsroom
from workers import patience
from workers.telemetry.server import QuietServer

pytestmark = pytest.mark.trust


@contextlib.asynccontextmanager
async def door(live: LiveNewsroom, pace: Pace) -> AsyncIterator[httpx.AsyncClient]:
    transport = Described(create_api(live.parts, pace))
    async with httpx.AsyncClient(transport=transport, base_url="http://desk/api/v1") as http:
        yield http


async def test_a_member_who_comes_too_often_waits_and_nobody_else_does(live: LiveNewsroom) -> None:
    """A bored account must not keep the others waiting."""
    async with door(live, Pace(member=4)) as http:
        bored, other = ({"Authorization": f"Bearer {live.tokens[name]}"} for name in ("reporter-1", "head"))
        answers = [await http.get("/inbox", headers=bored) for _ in range(6)]
        assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
        refused(answers[-1], 429, "too_many_requests")
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 15
        assert answers[-1].headers["x-frame-options"] == "DENY"
        assert (await http.get("/inbox", headers=other)).status_code == 200


async def test_an_address_that_proves_nobody_is_counted_too(live: LiveNewsroom) -> None:
    """Guessing tokens costs as much as using them."""
    async with door(live, Pace(address=3)) as http:
        answers = [await http.get("/inbox", headers={"Authorization": "Bearer x"}) for _ in range(5)]
    assert [answer.status_code for answer in answers] == [401] * 3 + [429] * 2


def test_a_bucket_fills_again() -> None:
    at = [0.0]
    buckets = Buckets(60, lambda: at[0])
    assert [buckets.wait("a") for _ in range(61)] == [0] * 60 + [1]
    at[0] = 2.0
    assert [buckets.wait("a") for _ in range(3)] == [0, 0, 1]
    assert buckets.wait("b") == 0


@contextlib.asynccontextmanager
async def listening(live: LiveNewsroom) -> AsyncIterator[int]:
    config = uvicorn.Config(
        create_api(live.parts),
        host="127.0.0.1",
        port=0,
        log_config=None,
        access_log=False,
        http=patience.PatientProtocol,
    )
    server = QuietServer(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        await serving


@pytest.fixture
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        patience, "_PATIENCE", {h11.IDLE: timedelta(seconds=0.6), h11.SEND_BODY: timedelta(seconds=0.6)}
    )


async def seconds_until_closed(port: int, first: bytes, every: bytes) -> float:
    """How long a line lives on which a byte comes now and then."""
    loop = asyncio.get_running_loop()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    began = loop.time()
    writer.write(first)
    ended = asyncio.create_task(reader.read())
    while not ended.done() and loop.time() - began < 10:
        writer.write(every)
        await asyncio.sleep(0.1)
    writer.close()
    ended.cancel()
    return loop.time() - began


@pytest.mark.usefixtures("_impatient")
@pytest.mark.parametrize(
    ("first", "every"),
    [
        (b"", b""),
        (b"GET /health HTTP/1.1\r\nHost: desk\r\nX-Slow: ", b"a"),
        (b"GET /health HTTP/1.1\r\nHost: desk\r\n\r\n", b"G"),
        (b"POST /articles HTTP/1.1\r\nHost: desk\r\nContent-Length: 1000\r\n\r\n", b"a"),
    ],
    ids=["silent", "head", "second head", "body"],
)
async def test_a_line_that_dribbles_is_closed(live: LiveNewsroom, first: bytes, every: bytes) -> None:
    """A few hundred such lines used to hold the desk's door for as long as they liked."""
    async with listening(live) as port:
        assert await seconds_until_closed(port, first, every) < 3


async def test_a_line_in_use_stays_open(live: LiveNewsroom) -> None:
    async with listening(live) as port, httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as http:
        for _ in range(3):
            assert (await http.get("/health")).status_code == 200
