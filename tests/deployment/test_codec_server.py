"""The codec server over real HTTP, and Temporal's own command line behind it."""

import asyncio
import sys
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
import uvicorn
from google.protobuf.json_format import MessageToJson
from temporalio.api.common.v1 import Payload, Payloads
from typer.testing import CliRunner

from desk.sign_in import SignIn, TokenCheck
from newsroom.board import Office
from newsroom.members.ways_in import TokenPurpose
from tests.deployment.conftest import KEY, NEW_KEY
from tests.support.branch import Branch
from tests.support.spoken import failed, said
from workers.__main__ import app
from workers.settings import environment_of
from workers.telemetry.server import QuietServer
from workers.temporal.codec import SealingCodec
from workers.temporal.codec_server import COOKIE, MOST_BYTES, Door, codec_app
from workflows.messages import article_workflow_id

UI = "http://127.0.0.1:8233"
PLAIN = Payload(metadata={"encoding": b"json/plain"}, data="“bài chưa đăng”".encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """A running codec server of the sealed branch."""

    http: httpx.AsyncClient
    sign_in: SignIn
    namespace: str

    def headers(self, **changed: str) -> dict[str, str]:
        """What the UI sends, with a token that opens; an empty value leaves the header out."""
        token = self.sign_in.token("engineer", purpose=TokenPurpose.CODEC)[0]
        usual = {"authorization": f"Bearer {token}", "x-namespace": self.namespace, "origin": UI}
        asked = usual | {name.replace("_", "-"): value for name, value in changed.items()}
        return {name: value for name, value in asked.items() if value}

    async def decode(self, body: str | bytes, **changed: str) -> httpx.Response:
        """What the server answers to a request to open."""
        return await self.http.post("/decode", content=body, headers=self.headers(**changed))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def opener(sealed: Branch) -> AsyncIterator[Opener]:
    """The server, on a free port."""
    settings = sealed.live.settings
    sign_in = SignIn(settings.desk_private_key.get_secret_value())
    tokens = TokenCheck(sign_in.public_key, purpose=TokenPurpose.CODEC)
    door = Door(tokens=tokens, origin=UI, namespace=settings.temporal_namespace)
    config = uvicorn.Config(codec_app(SealingCodec(KEY), door), host="127.0.0.1", port=0, access_log=False)
    server = QuietServer(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with AsyncExitStack() as cleanup:
        http = await cleanup.enter_async_context(httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}"))
        yield Opener(http=http, sign_in=sign_in, namespace=settings.temporal_namespace)
    server.should_exit = True
    await serving


async def _sealed_body(key: str = KEY) -> str:
    return MessageToJson(Payloads(payloads=await SealingCodec(key).encode([PLAIN])))


async def test_the_page_of_the_ui_gets_what_was_sealed(opener: Opener) -> None:
    """Without it an engineer sees nothing but ciphertext in the UI."""
    answer = await opener.decode(await _sealed_body())
    assert answer.json() == {"payloads": [{"metadata": {"encoding": "anNvbi9wbGFpbg=="}, "data": _b64(PLAIN.data)}]}
    assert answer.headers["access-control-allow-origin"] == UI
    assert answer.headers["vary"] == "Origin"
    assert answer.headers["cache-control"] == "no-store"
    encoded = await opener.http.post("/encode", content=answer.content, headers=opener.headers())
    assert _b64(PLAIN.data) not in encoded.text
    assert (await opener.decode(encoded.content)).json() == answer.json()


def _b64(data: bytes) -> str:
    return b64encode(data).decode()


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"authorization": ""}, 401),
        ({"authorization": "Bearer x.y.z"}, 403),
        ({"x_namespace": ""}, 403),
        ({"x_namespace": "default"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
async def test_who_has_no_right_sees_nothing(
    opener: Opener, capfd: pytest.CaptureFixture[str], changed: dict[str, str], status: int
) -> None:
    """The server opens every text of the newsroom: it must know for whom."""
    body = await _sealed_body()
    answer = await opener.decode(body, **changed)
    assert answer.status_code == status
    assert _b64(PLAIN.data) not in answer.text
    if "origin" in changed:
        assert "access-control-allow-origin" not in answer.headers
    logged = "".join(capfd.readouterr())
    assert "codec_refused" in logged
    assert body.split('"data": "')[1][:20] not in logged


async def test_a_token_for_something_else_or_from_yesterday_opens_nothing(sealed: Branch, opener: Opener) -> None:
    """Everybody on the staff has a sign-in token; only two offices may read the histories."""
    private_key = sealed.live.settings.desk_private_key.get_secret_value()
    yesterday = SignIn(private_key, clock=lambda: datetime.now(UTC) - timedelta(days=1))
    for token in (
        opener.sign_in.token("head")[0],
        yesterday.token("head", purpose=TokenPurpose.CODEC)[0],
        opener.sign_in.token("head", purpose=TokenPurpose.CODEC)[0][:-6],
    ):
        assert (await opener.decode(await _sealed_body(), authorization=f"Bearer {token}")).status_code == 403


async def test_the_browser_may_ask_first_but_only_from_the_ui(opener: Opener) -> None:
    """CORS: exactly one page, never every page."""
    asked = {"access-control-request-method": "POST", "access-control-request-headers": "x-namespace"}
    allowed = await opener.http.options("/decode", headers=asked | {"origin": UI})
    assert allowed.status_code == 204
    assert allowed.headers["access-control-allow-origin"] == UI
    assert "authorization" in allowed.headers["access-control-allow-headers"]
    refused = await opener.http.options("/decode", headers=asked | {"origin": "https://evil.example"})
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers


async def test_a_browser_signs_in_once_and_its_cookie_counts_for_the_ui_only(opener: Opener) -> None:
    """The UI of a house without single sign-on has no token to pass; its cookies it sends."""
    assert "codec-token" in (await opener.http.get("/sign-in")).text
    assert (await opener.http.post("/sign-in", data={"token": "x"})).status_code == 403
    token = opener.sign_in.token("engineer", purpose=TokenPurpose.CODEC)[0]
    entered = await opener.http.post("/sign-in", data={"token": token})
    opener.http.cookies.clear()
    cookie = entered.headers["set-cookie"]
    assert {"HttpOnly", "SameSite=strict"} <= {part.strip() for part in cookie.split(";")}
    with_cookie = {"authorization": "", "cookie": f"{COOKIE}={token}"}
    assert (await opener.decode(await _sealed_body(), **with_cookie)).status_code == 200
    assert (await opener.decode(await _sealed_body(), **with_cookie, origin="")).status_code == 401
    assert (await opener.decode(await _sealed_body(), **with_cookie, origin="https://evil.example")).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[1]", 400),
        (b'{"payloads": 5}', 400),
        (b'{"payloads":' + b"[" * 50_000, 400),
        (b'{"payloads": []}' + b" " * MOST_BYTES, 413),
        (b'{"payloads": []}', 200),
    ],
    ids=["cut", "no-text", "list", "number", "deep", "large", "empty"],
)
async def test_what_cannot_be_read_is_refused(opener: Opener, body: bytes, status: int) -> None:
    """A mistake of the caller is not a fault of the server."""
    assert (await opener.decode(body)).status_code == status


async def test_what_was_sealed_with_another_key_is_said_to_be_so(opener: Opener) -> None:
    """The engineer must learn which setting is missing."""
    answer = await opener.decode(await _sealed_body(NEW_KEY))
    assert answer.status_code == 422
    assert "PAYLOAD_KEYS_OLD" in answer.text


async def test_temporals_own_command_line_reads_a_sealed_article(sealed: Branch, opener: Opener) -> None:
    """The same door for the UI and for the shell."""
    live = sealed.live
    article_id = await live.submit("Đoạn văn của bài.")
    token = opener.sign_in.token("engineer", purpose=TokenPurpose.CODEC)[0]
    show = ["workflow", "show", "-w", article_workflow_id(article_id), "--output", "json"]
    show += ["--address", live.settings.temporal_address, "--namespace", opener.namespace]
    through = ["--codec-endpoint", f"{opener.http.base_url}/{{namespace}}", "--codec-auth", f"Bearer {token}"]
    assert f'"{article_id}"' not in (await _temporal(*show))[1].replace(article_workflow_id(article_id), "")
    code, opened = await _temporal(*show, *through)
    assert code == 0, opened
    assert _b64(b"json/plain") in opened
    assert (await _temporal(*show, *through[:2], "--codec-auth", "Bearer x"))[0] != 0


async def _temporal(*words: str) -> tuple[int, str]:
    program = Path(sys.executable).parent / "temporal"
    process = await asyncio.create_subprocess_exec(
        program, *words, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _ = await process.communicate()
    return process.returncode or 0, output.decode()


async def test_only_the_engineer_and_the_head_get_a_token(sealed: Branch, opener: Opener) -> None:
    """The right is judged where the board is known, and lasts for hours."""
    runner = CliRunner(env=environment_of(sealed.live.settings))
    engineer = sealed.live.holder(Office.ENGINEER).id
    token = said(await asyncio.to_thread(runner.invoke, app, ["codec-token", engineer])).strip()
    assert (await opener.decode(await _sealed_body(), authorization=f"Bearer {token}")).status_code == 200
    failed(await asyncio.to_thread(runner.invoke, app, ["codec-token", "reporter-1"]), "kỹ sư và Trưởng Ban")
    without = {"TOASOAN_CODEC_SIGN_IN_KEY": ""}
    refused = await asyncio.to_thread(runner.invoke, app, ["codec-server"], env=without)
    failed(refused, "TOASOAN_CODEC_SIGN_IN_KEY")
