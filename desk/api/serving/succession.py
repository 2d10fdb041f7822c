"""The addresses of the build before: each leads to its successor, says so, and is gone with the next release."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.addresses import API
from desk.api.problems import MEDIA_TYPE

_SINCE: Final = datetime(2026, 12, 1, tzinfo=UTC)
_UNTIL: Final = datetime(2027, 6, 1, tzinfo=UTC)


class Succession:
    """ASGI wrapper that takes a request at an old address to its successor; `parts` are what old addresses begin with.

    Shape: errors there keep the form that they had, `code`, `message` and `field`.
    Source: RFC 9745 (Deprecation), RFC 8594 (Sunset), RFC 5829 (successor-version).
    """

    def __init__(self, app: ASGIApp, parts: Iterable[str]) -> None:
        self._app = app
        self._parts = frozenset(parts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through, to its successor when it comes to an old address."""
        if scope["type"] != "http" or scope["path"].removeprefix("/").partition("/")[0] not in self._parts:
            await self._app(scope, receive, send)
            return
        # The log is told of this request by the same scope, so that it is changed and not copied.
        scope["path"], scope["raw_path"] = API + scope["path"], API.encode() + scope.get("raw_path", b"")
        await self._app(scope, receive, _Old(send, scope["raw_path"].decode("latin-1")).send)


class _Old:
    """The answer at an old address on its way out."""

    def __init__(self, send: Send, successor: str) -> None:
        self._send = send
        self._successor = successor
        self._start: Message | None = None
        self._problem = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Deprecation"] = f"@{int(_SINCE.timestamp())}"
            headers["Sunset"] = format_datetime(_UNTIL, usegmt=True)
            headers["Link"] = f'<{self._successor}>; rel="successor-version"'
            if headers.get("content-type") == MEDIA_TYPE:
                self._start = message
                return
        if self._start is None:
            await self._send(message)
            return
        self._problem += message.get("body", b"")
        if not message.get("more_body"):
            await self._told(self._start, json.loads(self._problem))

    async def _told(self, start: Message, problem: dict[str, Any]) -> None:
        said = {"code": problem["code"], "message": problem["detail"]}
        said |= {"field": problem["field"]} if "field" in problem else {}
        body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
        headers = MutableHeaders(scope=start)
        headers["content-type"], headers["content-length"] = "application/json", str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
