"""Situations of the line: what was certainly not sent, what may have been done, what is only late."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Final

import httpx
import pytest

from activities.channels.calls import Call, CallLimits, Effect, Line
from activities.channels.meanings import tomorrow
from activities.ports import ChannelTrouble, Trouble
from tests.support.stand_ins import NOON

SECRET: Final = "ma-bi-mat-dai"


def line(answer: Callable[[httpx.Request], httpx.Response], **limits: float) -> Line:
    client = httpx.AsyncClient(transport=httpx.MockTransport(answer))
    return Line(client, label="Kênh", limits=CallLimits(**limits), clock=lambda: NOON)


def call(effect: Effect, **more: object) -> Call:
    return Call(effect=effect, method="POST", url="https://kenh.vn/x?token=1", secrets=(SECRET,), **more)  # type: ignore[arg-type]


async def met(effect: Effect, outcome: Exception | httpx.Response) -> ChannelTrouble:
    def answer(_: httpx.Request) -> httpx.Response:
        if isinstance(outcome, httpx.Response):
            return outcome
        raise outcome

    with pytest.raises(ChannelTrouble) as caught:
        await line(answer).send(call(effect))
    return caught.value


@pytest.mark.parametrize("effect", Effect)
@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError])
async def test_what_never_left_is_busy_and_not_sent(effect: Effect, error: type[httpx.TransportError]) -> None:
    trouble = await met(effect, error(f"có {SECRET}"))
    assert trouble.trouble is Trouble.BUSY
    assert trouble.not_sent
    assert trouble.not_before is None
    assert SECRET not in trouble.evidence


@pytest.mark.parametrize(
    "error",
    [
        httpx.ReadTimeout,
        httpx.WriteTimeout,
        httpx.ReadError,
        httpx.WriteError,
        httpx.RemoteProtocolError,
        ConnectionResetError,
        TimeoutError,
        httpx.DecodingError,
    ],
)
@pytest.mark.parametrize(
    ("effect", "expected"),
    [(Effect.CHANGE, Trouble.UNCLEAR), (Effect.HARMLESS, Trouble.BUSY), (Effect.READ, Trouble.BUSY)],
)
async def test_what_got_lost_after_leaving_is_unclear_only_for_a_change(
    effect: Effect, expected: Trouble, error: type[Exception]
) -> None:
    trouble = await met(effect, error("x"))
    assert trouble.trouble is expected
    assert not trouble.not_sent
    assert trouble.not_before is None


@pytest.mark.parametrize("error", [httpx.UnsupportedProtocol, httpx.LocalProtocolError, httpx.InvalidURL])
async def test_unusable_settings_need_an_engineer(error: type[Exception]) -> None:
    trouble = await met(Effect.CHANGE, error(f"Illegal header value {SECRET}"))
    assert trouble.trouble is Trouble.NEEDS_PERSON
    assert SECRET not in trouble.evidence + trouble.explanation


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("7", NOON + timedelta(seconds=7)),
        ("Mon, 23 Nov 2026 05:03:00 GMT", NOON + timedelta(minutes=3)),
        ("mai nhé", NOON + timedelta(minutes=1)),
        ("", NOON + timedelta(minutes=1)),
        ("99999999999", NOON + timedelta(days=1)),
    ],
)
async def test_too_many_requests_waits_as_told(said: str, expected: object) -> None:
    headers = {b"Retry-After": said.encode()}
    trouble = await met(Effect.CHANGE, httpx.Response(429, headers=headers, text=f"{SECRET} x"))
    assert trouble.trouble is Trouble.BUSY
    assert trouble.not_before == expected
    assert SECRET not in trouble.evidence


@pytest.mark.parametrize(("effect", "expected"), [(Effect.READ, Trouble.BUSY), (Effect.CHANGE, Trouble.UNCLEAR)])
async def test_unavailable_server_is_heard_when_waiting_is_enough(effect: Effect, expected: Trouble) -> None:
    channel = line(lambda _: httpx.Response(503, headers={"Retry-After": "90"}))
    trouble = channel.server_error(await channel.send(call(effect)))
    assert trouble.trouble is expected
    assert trouble.not_before == (NOON + timedelta(seconds=90) if effect is Effect.READ else None)


async def test_redirected_change_is_not_followed() -> None:
    """A followed redirect would turn the POST into a GET and pass for success."""
    trouble = await met(Effect.CHANGE, httpx.Response(301, headers={"Location": "https://khac.vn"}))
    assert trouble.trouble is Trouble.NEEDS_PERSON


async def test_answer_that_drips_for_ever_is_given_up() -> None:
    class Dripping(httpx.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            while True:
                await asyncio.sleep(0.02)
                yield b" "

    channel = line(lambda _: httpx.Response(200, stream=Dripping()), connect_seconds=0.05, answer_seconds=0.1)
    with pytest.raises(ChannelTrouble) as caught:
        await channel.send(call(Effect.CHANGE))
    assert caught.value.trouble is Trouble.UNCLEAR


@pytest.mark.parametrize(("effect", "expected"), [(Effect.READ, Trouble.BUSY), (Effect.CHANGE, Trouble.UNCLEAR)])
@pytest.mark.parametrize("body", ["", "{", "[]", "null", "\ud83d".encode("utf-8", "replace").decode()])
async def test_broken_json_is_no_answer(effect: Effect, expected: Trouble, body: str) -> None:
    channel = line(lambda _: httpx.Response(200, text=body))
    reply = await channel.send(call(effect))
    with pytest.raises(ChannelTrouble) as caught:
        channel.json_of(reply)
    assert caught.value.trouble is expected


@pytest.mark.parametrize(
    "more",
    [{"headers": {"access_token": "mã có dấu"}}, {"json": {"a": "\ud800"}}, {"json": {"a": NOON}}],
)
async def test_request_that_cannot_be_written_was_never_sent(more: dict[str, object]) -> None:
    channel = line(lambda _: pytest.fail("đã gửi"))
    with pytest.raises(ChannelTrouble) as caught:
        await channel.send(call(Effect.CHANGE, **more))
    assert caught.value.trouble is Trouble.NEEDS_PERSON
    assert caught.value.not_sent


async def test_session_of_the_api_never_reaches_the_public_page() -> None:
    """A page read while signed in may show what the public does not see."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, headers={"Set-Cookie": "JSESSIONID=1; Path=/"})

    channel = line(answer)
    await channel.send(call(Effect.CHANGE))
    await channel.send(call(Effect.READ, follow=True))
    assert "Cookie" not in seen[1].headers


async def test_secret_cut_by_the_end_of_the_evidence_is_blotted_out_whole() -> None:
    channel = line(lambda _: httpx.Response(500, text="x" * 295 + SECRET))
    reply = await channel.send(call(Effect.CHANGE))
    assert SECRET[:4] not in channel.server_error(reply).evidence


async def test_cancelling_is_not_a_situation_of_the_line() -> None:
    async def slow(_: httpx.Request) -> httpx.Response:
        await asyncio.sleep(5)
        return httpx.Response(200)

    client = httpx.AsyncClient(transport=httpx.MockTransport(slow))
    channel = Line(client, label="Kênh", limits=CallLimits(), clock=lambda: NOON)
    task = asyncio.create_task(channel.send(call(Effect.CHANGE)))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


def test_calls_do_not_print_their_secrets() -> None:
    shown = repr(call(Effect.READ, headers={"Authorization": SECRET}, params={"a": SECRET}, auth=("a", SECRET)))
    assert SECRET not in shown


def test_tomorrow_begins_in_viet_nam() -> None:
    late = NOON.replace(hour=18)
    assert tomorrow(late).isoformat() == "2026-11-25T00:05:00+07:00"
