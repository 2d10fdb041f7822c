"""What a channel may answer over a real line: at most 2 MB, whatever it unfolds to, and from its own hosts only."""

import asyncio
import gzip
import ssl
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx
import pytest

from activities.channels.bounded import MOST_BYTES
from activities.channels.calls import Call, CallLimits, Effect, Line
from activities.channels.public_page import shown_page
from activities.channels.wire import Wire
from activities.ports import ChannelTrouble, Trouble
from newsroom.article import ChannelName
from tests.support.stand_ins import NOON, order

LIMITS = CallLimits(connect_seconds=2, answer_seconds=10)


@dataclass
class Server:
    """A server that gives each path the answer it was told, byte by byte."""

    answers: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    sent: int = 0
    base: str = ""

    def answer(self, path: str, body: bytes = b"", *, status: str = "200 OK", **headers: str) -> str:
        """What stands at a path from now on; its address."""
        named = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
        self.answers[path] = f"HTTP/1.1 {status}\r\nConnection: close\r\n{named}\r\n".encode() + body
        return f"{self.base}{path}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        path = (await reader.readuntil(b"\r\n\r\n")).decode().split()[1]
        self.asked.append(path)
        data = self.answers[path]
        try:
            for at in range(0, len(data), 65_536):
                writer.write(data[at : at + 65_536])
                await writer.drain()
                self.sent += len(data[at : at + 65_536])
        except ConnectionError:
            return
        finally:
            writer.close()


@asynccontextmanager
async def serving() -> AsyncIterator[Server]:
    server = Server()
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.base = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield server


@pytest.fixture(name="own")
async def _own() -> AsyncIterator[Server]:
    async with serving() as server:
        yield server


@pytest.fixture(name="foreign")
async def _foreign() -> AsyncIterator[Server]:
    async with serving() as server:
        yield server


@pytest.fixture(name="http")
async def _http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=Wire(ssl.create_default_context())) as client:
        yield client


def line(http: httpx.AsyncClient, *own: str) -> Line:
    return Line(http, label="Kênh", limits=LIMITS, clock=lambda: NOON, own=own)


def get(url: str, effect: Effect = Effect.READ) -> Call:
    return Call(effect=effect, method="GET", url=url, follow=effect is Effect.READ)


async def met(http: httpx.AsyncClient, call: Call, *own: str) -> ChannelTrouble:
    with pytest.raises(ChannelTrouble) as caught:
        await line(http, *own).send(call)
    return caught.value


@pytest.mark.parametrize(
    ("effect", "expected"),
    [(Effect.READ, Trouble.NEEDS_PERSON), (Effect.HARMLESS, Trouble.NEEDS_PERSON), (Effect.CHANGE, Trouble.UNCLEAR)],
)
async def test_an_answer_without_end_is_cut_off_at_its_bound(
    own: Server, http: httpx.AsyncClient, effect: Effect, expected: Trouble
) -> None:
    trouble = await met(http, get(own.answer("/dai", b"x" * 40_000_000), effect))
    assert trouble.trouble is expected
    assert "dài quá 2 MB" in trouble.explanation
    assert own.sent < 20_000_000


async def test_the_longest_answer_is_read_whole(own: Server, http: httpx.AsyncClient) -> None:
    reply = await line(http).send(get(own.answer("/vua", b"x" * MOST_BYTES)))
    assert len(reply.text) == MOST_BYTES
    assert "dài quá" in (await met(http, get(own.answer("/hon", b"x" * (MOST_BYTES + 1))))).explanation


async def test_what_unfolds_beyond_the_bound_is_not_unfolded(own: Server, http: httpx.AsyncClient) -> None:
    """A hundred kilobytes that are a hundred megabytes: httpx alone would unpack each piece whole."""
    bomb = gzip.compress(b"\0" * 100_000_000)
    assert len(bomb) < 200_000
    url = own.answer("/nen", bomb, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        trouble = await met(http, get(url))
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert "dài quá 2 MB" in trouble.explanation
    assert most < 10_000_000


async def test_a_packed_answer_is_read_and_a_broken_or_unasked_one_is_told(
    own: Server, http: httpx.AsyncClient
) -> None:
    packed = gzip.compress("Cổng".encode())
    assert (await line(http).send(get(own.answer("/a", packed, Content_Encoding="gzip")))).text == "Cổng"
    for body, packing in ((packed[:-9], "gzip"), (b"x", "gzip"), (b"x", "br")):
        trouble = await met(http, get(own.answer("/b", body, Content_Encoding=packing)))
        assert trouble.trouble is Trouble.BUSY


async def test_a_page_is_followed_within_the_channels_hosts(
    own: Server, foreign: Server, http: httpx.AsyncClient
) -> None:
    last = own.answer("/moi", "Đây".encode())
    between = foreign.answer("/giua", status="302 Found", Location=last)
    for start in (
        own.answer("/cu", status="301 Moved Permanently", Location="/moi"),
        own.answer("/vong", status="302 Found", Location=between),
    ):
        reply = await line(http, foreign.base).send(get(start))
        assert (reply.text, reply.url) == ("Đây", last)


async def test_a_page_led_to_another_host_is_not_followed(
    own: Server, foreign: Server, http: httpx.AsyncClient
) -> None:
    start = own.answer("/cu", status="302 Found", Location=foreign.answer("/bay", b"x"))
    trouble = await met(http, get(start), own.base)
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert "máy chủ khác" in trouble.explanation
    assert foreign.base in trouble.evidence
    assert foreign.asked == []


async def test_a_circle_ends(own: Server, http: httpx.AsyncClient) -> None:
    start = own.answer("/vong", status="302 Found", Location="/vong")
    assert (await met(http, get(start))).trouble is Trouble.BUSY
    assert len(own.asked) < 10


async def test_the_public_page_is_bounded_too(own: Server, foreign: Server, http: httpx.AsyncClient) -> None:
    wanted = order(ChannelName.PORTAL)
    away = own.answer("/di", status="302 Found", Location=foreign.answer("/bay", b"x"))
    for url, said in ((own.answer("/dai", b"<article>" + b"x" * 3_000_000), "dài quá 2 MB"), (away, "máy chủ khác")):
        with pytest.raises(ChannelTrouble, match=said):
            await shown_page(line(http, own.base), url, wanted)


@pytest.mark.parametrize("start", ["http://cong.vn/a", "https://www.cong.vn/a"])
@pytest.mark.parametrize(("onward", "followed"), [("https://cong.vn/b", True), ("https://cong.vn.la.vn/b", False)])
async def test_a_site_may_move_to_https_and_drop_its_www(start: str, onward: str, followed: bool) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        moved = request.url.path == "/a"
        return httpx.Response(301, headers={"Location": onward}) if moved else httpx.Response(200, text="b")

    async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as client:
        if followed:
            assert (await line(client).send(get(start))).text == "b"
        else:
            assert (await met(client, get(start))).trouble is Trouble.NEEDS_PERSON
