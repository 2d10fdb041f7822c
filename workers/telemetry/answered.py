"""What the desk answers: each request with its id, one line about it, one count."""

from collections.abc import Callable
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from workers.telemetry.request_ids import request

HTTP_HEADER: Final = "X-Request-Id"

_log = structlog.get_logger()


class Requests:
    """ASGI wrapper around the desk: gives each request its id, answers with it, and writes one line about it.

    The line names neither the address nor the member: both may hold what no log should.
    """

    def __init__(self, app: ASGIApp, answered: Callable[[int], None]) -> None:
        self._app = app
        self._answered = answered

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        with request(Headers(scope=scope).get(HTTP_HEADER, "")) as request_id:

            async def sending(message: Message) -> None:
                if message["type"] == "http.response.start":
                    MutableHeaders(scope=message)[HTTP_HEADER] = request_id
                    self._answered(message["status"])
                    _log.info("request", method=scope["method"], route=_route(scope), status=message["status"])
                await send(message)

            await self._app(scope, receive, sending)


def _route(scope: Scope) -> str:
    return str(getattr(scope.get("route"), "path", ""))
