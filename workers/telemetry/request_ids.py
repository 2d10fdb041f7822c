"""One id for everything that a person's request sets off, from the desk's door to the call to a channel."""

import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HTTP_HEADER: Final = "X-Request-Id"
FIELD: Final = "request"

_WELL_FORMED: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
_log = structlog.get_logger()


@contextmanager
def request(offered: str = "") -> Iterator[str]:
    """The id of a request, while it lasts: the one offered when it is well-formed, else a new one."""
    found = offered if _WELL_FORMED.fullmatch(offered) else uuid.uuid4().hex
    with structlog.contextvars.bound_contextvars(**{FIELD: found}):
        yield found


def current_request() -> str:
    """The id of the request that this task works for; empty when it works for none."""
    return str(structlog.contextvars.get_contextvars().get(FIELD, ""))


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
