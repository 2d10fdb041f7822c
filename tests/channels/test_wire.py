"""The wire over real sockets: each request goes out once, and what never left is told apart from what may have."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from activities.channels import calls
from activities.channels.calls import Call, CallLimits, Effect, Line
from activities.channels.wire import Wire
from activities.ports import ChannelTrouble, Trouble
from tests.support.stand_ins import NOON
from tests.support.tcp_gate import reset
from workers.wiring.channels import opened_http

LIMITS: Final = CallLimits(connect_seconds=0.2, answer_seconds=0.3)
OK: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
REPEATED_BY_HABIT: Final = ("GET", "PUT", "DELETE", "HEAD", "OPTIONS")

Ending = Callable[[asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """Reads whole requests and answers each as told, the last way for all that follow; None never answers."""

    ways: list[bytes | Ending | None]
    lines: int = 0
    asked: list[bytes] = field(default_factory=list)
    base: str = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = next((int(h[15:]) for h in head.lower().split(b"\r\n") if h.startswith(b"content-length:")), 0)
                self.asked.append(head + await reader.readexactly(length))
                way = self.ways[min(len(self.asked), len(self.ways)) - 1]
                if isinstance(way, bytes):
                    writer.write(way)
                elif way is not None:
                    await way(writer)
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            writer.close()


async def hung_up(writer: asyncio.StreamWriter) -> None:
    writer.close()


async def reset_line(writer: asyncio.StreamWriter) -> None:
    reset(writer)


def then_ends(said: bytes) -> Ending:
    async def way(writer: asyncio.StreamWriter) -> None:
        writer.write(said)
        writer.close()

    return way


@asynccontextmanager
async def served(*ways: bytes | Ending | None, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    server = Server(list(ways))
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    server.base = f"http{'s' if tls else ''}://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    async with listening:
        yield server


@pytest.fixture(name="http")
async def _http() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=Wire(ssl.create_default_context())) as client:
        yield client


def line(http: httpx.AsyncClient) -> Line:
    return Line(http, label="Kênh", limits=LIMITS, clock=lambda: NOON)


async def met(
    http: httpx.AsyncClient, url: str, *, method: str = "POST", effect: Effect = Effect.CHANGE
) -> ChannelTrouble:
    with pytest.raises(ChannelTrouble) as caught:
        await line(http).send(Call(effect=effect, method=method, url=url, json={"a": "b"}))
    return caught.value


def is_never_sent(trouble: ChannelTrouble) -> bool:
    return trouble.not_sent and trouble.trouble is Trouble.BUSY


def may_be_done(trouble: ChannelTrouble) -> bool:
    return not trouble.not_sent and trouble.trouble is Trouble.UNCLEAR


@pytest.mark.parametrize("ending", [hung_up, reset_line])
@pytest.mark.parametrize("method", [*REPEATED_BY_HABIT, "POST", "PATCH"])
async def test_request_on_a_dead_kept_line_is_sent_once(http: httpx.AsyncClient, method: str, ending: Ending) -> None:
    """The first five would be sent again by aiohttp itself."""
    async with served(OK, ending, OK) as server:
        await http.get(server.base)
        assert may_be_done(await met(http, server.base, method=method))
        assert [len(server.asked), server.lines] == [2, 1]


async def test_line_is_kept_for_the_next_call(http: httpx.AsyncClient) -> None:
    async with served(OK) as server:
        for _ in range(3):
            assert (await http.post(server.base, json={})).text == "ok"
        assert [len(server.asked), server.lines] == [3, 1]


async def test_line_that_ended_while_it_rested_is_not_used(http: httpx.AsyncClient) -> None:
    async with served(then_ends(OK), OK) as server:
        for _ in range(2):
            assert (await http.post(server.base)).text == "ok"
            await asyncio.sleep(0.05)
        assert server.lines == 2


async def test_answer_that_nobody_asked_for_answers_nobody(http: httpx.AsyncClient) -> None:
    """Some servers say 408 on a line that rests; the next question must not take it for its answer."""
    late = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n"

    async def way(writer: asyncio.StreamWriter) -> None:
        writer.write(OK)
        await asyncio.sleep(0.05)
        writer.write(late)

    async with served(way, OK) as server:
        await http.get(server.base)
        await asyncio.sleep(0.1)
        assert (await http.post(server.base)).status_code == 200
        assert server.lines == 2


async def test_refused_line_means_never_sent(http: httpx.AsyncClient) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        assert is_never_sent(await met(http, f"http://127.0.0.1:{free.getsockname()[1]}"))


async def test_name_that_nobody_knows_means_never_sent(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    assert is_never_sent(await met(http, "https://kenh.vn"))


async def test_name_server_that_is_silent_means_never_sent(
    http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop = asyncio.get_running_loop()

    async def silent(*_: object, **__: object) -> None:
        await asyncio.sleep(30)

    monkeypatch.setattr(loop, "getaddrinfo", silent, raising=False)
    assert is_never_sent(await met(http, "https://kenh.vn"))


async def test_silent_hand_shake_means_never_sent(http: httpx.AsyncClient) -> None:
    async with served(None) as server:
        assert is_never_sent(await met(http, server.base.replace("http:", "https:")))
        assert server.asked == []


async def test_certificate_that_nobody_vouches_for_means_never_sent(http: httpx.AsyncClient, tmp_path: Path) -> None:
    async with served(OK, tls=_own_certificate(tmp_path)) as server:
        assert is_never_sent(await met(http, server.base))
        assert server.asked == []


async def test_known_certificate_is_trusted(tmp_path: Path) -> None:
    own = _own_certificate(tmp_path)
    known = ssl.create_default_context(cafile=str(tmp_path / "may.pem"))
    async with served(OK, tls=own) as server, httpx.AsyncClient(transport=Wire(known)) as http:
        assert (await http.post(server.base)).text == "ok"


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(None, id="silence"),
        pytest.param(hung_up, id="farewell"),
        pytest.param(reset_line, id="reset"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Le", id="half a head, then silence"),
        pytest.param(then_ends(b"HTTP/1.1 200 OK\r\nContent-Le"), id="half a head"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab", id="half a body, then silence"),
        pytest.param(then_ends(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nab"), id="half a body"),
        pytest.param(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", id="a chunk of no length"),
        pytest.param(then_ends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab"), id="half the chunks"),
        pytest.param(b"<html>\r\n\r\n", id="no HTTP"),
        pytest.param(b"HTTP/1.1 2xx OK\r\n\r\n", id="no status"),
        pytest.param(b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", id="no length"),
        pytest.param(OK.replace(b"OK", b"OK\r\nX: " + b"y" * 70_000, 1), id="a head without end"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "POST"])
async def test_what_breaks_after_the_question_may_have_been_done(
    http: httpx.AsyncClient, way: bytes | Ending | None, method: str
) -> None:
    async with served(way) as server:
        assert may_be_done(await met(http, server.base, method=method))
        assert len(server.asked) == 1
        read = await met(http, server.base, method="GET", effect=Effect.READ)
        assert (read.trouble, read.not_sent) == (Trouble.BUSY, False)


@pytest.mark.parametrize("way", [hung_up, b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"])
async def test_read_that_fails_at_once_is_asked_again_once(http: httpx.AsyncClient, way: bytes | Ending) -> None:
    async with served(way, OK) as server:
        reply = await line(http).send(Call(effect=Effect.READ, method="GET", url=server.base))
        assert (reply.text, len(server.asked)) == ("ok", 2)
    async with served(way) as server:
        read = Call(effect=Effect.READ, method="GET", url=server.base)
        if isinstance(way, bytes):
            assert (await line(http).send(read)).status == 500
        else:
            assert not (await met(http, server.base, effect=Effect.READ)).not_sent
        assert len(server.asked) == 2


@pytest.mark.parametrize(
    "way",
    [
        pytest.param(None, id="late"),
        pytest.param(b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", id="told to come later"),
        pytest.param(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", id="an answer"),
    ],
)
async def test_read_is_asked_once_where_asking_again_helps_nothing(
    http: httpx.AsyncClient, way: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls, "_AT_ONCE_SECONDS", 0.2)
    async with served(way) as server:
        with suppress(ChannelTrouble):
            await line(http).send(Call(effect=Effect.READ, method="GET", url=server.base))
        assert len(server.asked) == 1


@pytest.mark.parametrize("effect", [Effect.CHANGE, Effect.HARMLESS])
async def test_what_changes_something_is_never_sent_again(http: httpx.AsyncClient, effect: Effect) -> None:
    async with served(hung_up, OK) as server:
        await met(http, server.base, effect=effect)
        assert len(server.asked) == 1


@pytest.mark.parametrize("value", ["a\r\nX-Khac: 1", "a\n", "a\0b", " a", "a "])
async def test_header_that_cannot_be_written_is_not_sent(http: httpx.AsyncClient, value: str) -> None:
    async with served(OK) as server:
        call = Call(effect=Effect.CHANGE, method="POST", url=server.base, headers={"access_token": value})
        with pytest.raises(ChannelTrouble) as caught:
            await line(http).send(call)
        assert caught.value.trouble is Trouble.NEEDS_PERSON
        assert server.asked == []


async def test_address_of_no_machine_needs_an_engineer(http: httpx.AsyncClient) -> None:
    assert (await met(http, "http://127.1/x")).trouble is Trouble.NEEDS_PERSON


async def test_long_header_of_a_careful_site_is_read(http: httpx.AsyncClient) -> None:
    policy = b"HTTP/1.1 200 OK\r\nContent-Security-Policy: " + b"x" * 30_000
    async with served(OK.replace(b"HTTP/1.1 200 OK", policy)) as server:
        assert (await http.get(server.base)).text == "ok"


async def test_request_is_written_as_httpx_writes_it() -> None:
    """Address, headers and body; only the order of the headers may differ."""
    written: list[tuple[bytes, frozenset[bytes], bytes]] = []
    for wire in (Wire(ssl.create_default_context()), None):
        async with served(OK) as server, httpx.AsyncClient(transport=wire) as http:
            await http.get(f"{server.base}/a%2Fb/%C4%91/c d", params={"q": "x +%&đ", "k": ""})
            await http.put(f"{server.base}/x", json={"chữ": ["Tòa soạn"]}, auth=("a", "b"))
            await http.post(f"{server.base}/x", data={"a": "đ & b"}, headers={"X": "1"})
            await http.post(f"{server.base}/x", headers=[("X", "1"), ("X", "2")])
            files: dict[str, tuple[str | None, bytes, str]] = {
                "file": ("anh.jpg", b"\xff\xd8" * 700_000, "image/jpeg"),
                "so": (None, b"1", "text/plain"),
            }
            await http.post(
                f"{server.base}/x", files=files, headers={"Content-Type": "multipart/form-data; boundary=z"}
            )
            written += [_parts(each, server.base) for each in server.asked]
    ours, theirs = written[: len(written) // 2], written[len(written) // 2 :]
    assert ours == theirs
    assert len(ours) == 5


async def test_way_through_a_proxy_that_the_environment_names_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(OK) as proxy:
        monkeypatch.setenv("http_proxy", proxy.base)
        async with opened_http() as http:
            assert (await http.get("http://kenh.vn/x")).text == "ok"
        assert proxy.asked[0].startswith(b"GET http://kenh.vn/x HTTP/1.1")


async def test_without_a_proxy_every_call_goes_over_the_wire(monkeypatch: pytest.MonkeyPatch) -> None:
    async with served(OK, hung_up, OK) as server:
        monkeypatch.setenv("no_proxy", "127.0.0.1")
        async with opened_http() as http:
            await http.get(server.base)
            assert may_be_done(await met(http, server.base, method="PUT"))
        assert len(server.asked) == 2


def _parts(asked: bytes, base: str) -> tuple[bytes, frozenset[bytes], bytes]:
    head, _, body = asked.partition(b"\r\n\r\n")
    first, *headers = head.replace(base.removeprefix("http://").encode(), b"HOST").split(b"\r\n")
    names = ((h.partition(b":")[0].lower(), h.partition(b":")[2].strip()) for h in headers)
    return first, frozenset(name + b": " + value for name, value in names), body


def _own_certificate(folder: Path) -> ssl.SSLContext:
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "may")])
    at = datetime.now(UTC)
    built = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    built = built.not_valid_before(at - timedelta(days=1)).not_valid_after(at + timedelta(days=1))
    built = built.add_extension(
        x509.SubjectAlternativeName([x509.IPAddress(ipaddress.IPv4Address("127.0.0.1"))]), critical=False
    )
    (folder / "may.pem").write_bytes(built.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    (folder / "may.key").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "may.pem", folder / "may.key")
    return context
