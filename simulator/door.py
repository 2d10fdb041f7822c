"""The one way into every pretend service: holds, strikes and records each request around its handler."""

import asyncio
import contextlib
import json
import time
from collections.abc import Awaitable, Callable
from urllib.parse import unquote_plus

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from simulator.calls import Call, Refused
from simulator.faults import Channel, Fault, Stage, Struck
from simulator.wording import stamp
from simulator.world import World


class ReplyLost(ConnectionResetError):
    """The simulator hung up without an answer; only seen where there is no real connection to cut."""


class CutLine(Response):
    """No answer at all: the connection is dropped."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Abort the connection under uvicorn; raise ReplyLost under any other server."""
        del scope, send
        transport = getattr(getattr(receive, "__self__", None), "transport", None)
        if transport is None:
            raise ReplyLost
        transport.abort()
        # Lets uvicorn notice the loss first, or it reports an application that forgot to answer.
        for _ in range(2):
            await asyncio.sleep(0)


Handler = Callable[[Call], Awaitable[Response]]
Describe = Callable[[Call], str]
Endpoint = Callable[[Request], Awaitable[Response]]


class Door:
    """Endpoints of one channel, each subject to that channel's faults and delays."""

    def __init__(self, world: World, channel: Channel, refuse: Callable[[Fault, Call], Response]) -> None:
        self._world = world
        self._channel = channel
        self._refuse = refuse

    def opens(self, name: str | Describe, handler: Handler, about: Describe | None = None) -> Endpoint:
        """Endpoint for `handler`, known to the faults as `name`.

        `about` adds stored words a rule may match, for calls that only carry an id.
        """

        async def endpoint(request: Request) -> Response:
            started = time.perf_counter()
            call = Call(request, await request.body(), self._world.now())
            call.name = name if isinstance(name, str) else name(call)
            held = self._world.faults.delay(self._channel)
            if held:
                await asyncio.sleep(held)
            struck = self._world.faults.take(self._channel, call.name, lambda: _subject(call, about))
            try:
                answer = await self._answer(call, handler, struck)
            finally:
                await request.close()
            self._record(call, answer, struck, started)
            return answer

        return endpoint

    async def _answer(self, call: Call, handler: Handler, struck: Struck | None) -> Response:
        if struck is None:
            return await _carry_out(handler, call)
        fault = struck.fault
        if fault.stage is Stage.BEFORE:
            return self._refuse(fault, call)
        if fault.stage is Stage.CUT_BEFORE:
            return CutLine()
        call.fault = fault.name if fault.stage is Stage.WITHIN else ""
        answer = await _carry_out(handler, call)
        if fault.stage is Stage.AFTER:
            return self._refuse(fault, call)
        if fault.stage is Stage.LATE:
            slow = self._world.config.slow_seconds
            await asyncio.sleep(slow if struck.seconds is None else struck.seconds)
        return CutLine() if fault.stage is Stage.CUT_AFTER else answer

    def _record(self, call: Call, answer: Response, struck: Struck | None, started: float) -> None:
        cut = isinstance(answer, CutLine)
        self._world.journal.append(
            {
                "at": stamp(call.at),
                "channel": self._channel,
                "call": call.name,
                "method": call.request.method,
                "path": call.request.url.path,
                "status": None if cut else answer.status_code,
                "fault": struck.fault.name if struck else None,
                "ms": round((time.perf_counter() - started) * 1000, 2),
            }
        )


async def _carry_out(handler: Handler, call: Call) -> Response:
    try:
        return await handler(call)
    except Refused as refused:
        return refused.answer


def _subject(call: Call, about: Describe | None) -> str:
    text = call.body.decode("utf-8", "replace")
    if "\\u" in text:
        with contextlib.suppress(ValueError):
            text += json.dumps(json.loads(text), ensure_ascii=False)
    if "%" in text or "+" in text:
        text += "\n" + unquote_plus(text)
    known = about(call) if about else ""
    return f"{call.request.url.path}\n{unquote_plus(call.request.url.query)}\n{text}\n{known}"
