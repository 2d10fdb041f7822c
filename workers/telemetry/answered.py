"""What the desk answers: each request with its id, one line about it, one count."""

import time
from collections.abc import Callable
from typing import Any, Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.api.callers import caller_in
from workers.telemetry.request_ids import request

HTTP_HEADER: Final = "X-Request-Id"

_log = structlog.get_logger()


class Requests:
    """ASGI wrapper around the desk: gives each request its id, answers with it, and writes one line about it.

    The line says who called, by which way in, from where, and which kind of address; never the address itself, a
    question, a text or a token.
    """

    def __init__(self, app: ASGIApp, answered: Callable[[int], None]) -> None:
        self._app = app
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        with request(Headers(scope=scope).get(HTTP_HEADER, "")) as request_id:

            async def sending(message: Message) -> None:
                if message["type"] == "http.response.start":
                    MutableHeaders(scope=message)[HTTP_HEADER] = request_id
                    self._answered(message["status"])
                    took_ms = round((time.perf_counter() - began) * 1000, 1)
                    _log.info("request", status=message["status"], took_ms=took_ms, **_asked(scope))
                await send(message)

            await self._app(scope, receive, sending)


def _asked(scope: Scope) -> dict[str, Any]:
    """Who asked, from where, and for what kind of thing."""
    client, caller = scope.get("client"), caller_in(scope)
    asked = {
        "method": scope["method"],
        "route": str(getattr(scope.get("route"), "path", "")),
        "client": str(client[0]) if client else "",
    }
    if caller is None:
        return asked
    return asked | {"member": caller.member.id, "office": caller.member.office.value, "via": caller.member.via.value}
