"""The door of the API: what comes in is weighed while it streams, what goes out is guarded."""

import uuid
from typing import Final

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from desk.api.errors import TooLarge, too_large, unforeseen
from desk.api.keyed import listened

MOST_FORM_BYTES: Final = 32 * 1024 * 1024
MOST_JSON_BYTES: Final = 256 * 1024

_GUARDS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_log = structlog.get_logger()


class Door:
    """ASGI wrapper around the whole API."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        passage = _Passage(scope, receive, send)
        if passage.announced > passage.limit:
            await too_large(passage.limit)(scope, receive, passage.send)
            return
        try:
            await self._app(scope, passage.receive, passage.send)
        except ClientDisconnect:
            return
        except Exception as error:
            if passage.answered:
                raise
            reference = uuid.uuid4().hex[:8]
            _log.error(
                "unforeseen_error",
                reference=reference,
                method=scope["method"],
                route=str(getattr(scope.get("route"), "path", "")),
                exc_info=error,
            )
            await unforeseen(reference)(scope, receive, passage.send)


class _Passage:
    """One request on its way through: bytes counted on the way in, headers added on the way out."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        self._receive = receive
        self._send = send
        self._taken = 0
        is_form = headers.get("content-type", "").startswith("multipart/form-data")
        self.limit = MOST_FORM_BYTES if is_form else MOST_JSON_BYTES
        length = headers.get("content-length", "")
        self.announced = int(length) if length.isdecimal() else 0
        self._said = listened(scope, headers)
        self.answered = False

    async def receive(self) -> Message:
        message = await self._receive()
        self._taken += len(message.get("body", b""))
        if self._taken > self.limit:
            raise TooLarge(self.limit)
        if self._said is not None:
            self._said.take(message.get("body", b""))
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.answered = True
            headers = MutableHeaders(scope=message)
            for name, value in _GUARDS.items():
                headers.setdefault(name, value)
        await self._send(message)
