"""The wire under the channels' HTTP client: aiohttp, kept from ever sending a request a second time by itself.

What never left and what may have had its effect stay apart, as httpx names them: only what fails before there is a
connection is a `ConnectError` or a `ConnectTimeout`, and what cannot be written a `LocalProtocolError`.
"""

import io
import re
import ssl
from collections.abc import AsyncIterator
from typing import Any, Final

import aiohttp
import httpx
import yarl
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import HttpProcessingError

_KEPT_SECONDS: Final = 4
"""Common servers hang up after five."""

_LONGEST_HEADER: Final = 64 * 1024
_MOST_HEADERS: Final = 1000
_WRITABLE: Final = re.compile(rb"(?:[!-~\x80-\xff](?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)?")
_LOST: Final = (aiohttp.ClientError, HttpProcessingError, OSError, ValueError)


class Wire(httpx.AsyncBaseTransport):
    """Carries requests over kept connections; to be made within a running event loop.

    Shape: as many connections at once as there are calls.
    Errors: httpx.TransportError. Redirects, cookies and packed answers are left to the caller.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._session = aiohttp.ClientSession(
            connector=_Connector(ssl=tls or httpx.create_ssl_context(), limit=0, keepalive_timeout=_KEPT_SECONDS),
            cookie_jar=aiohttp.DummyCookieJar(),
            auto_decompress=False,
            skip_auto_headers=("Accept", "Accept-Encoding", "Content-Type", "User-Agent"),
            max_line_size=_LONGEST_HEADER,
            max_field_size=_LONGEST_HEADER,
            max_headers=_MOST_HEADERS,
            middlewares=[_once],
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """The head of the answer; its body is read from the stream."""
        if not all(_WRITABLE.fullmatch(value) for _, value in request.headers.raw):
            raise httpx.LocalProtocolError("")
        address = f"{request.url.scheme}://{request.url.netloc.decode()}{request.url.raw_path.decode()}"
        try:
            answer = await self._session.request(
                request.method,
                yarl.URL(address, encoded=True),
                headers=request.headers.multi_items(),
                data=io.BytesIO(body) if (body := await request.aread()) else None,
                allow_redirects=False,
                timeout=_time_outs(request.extensions["timeout"]),
            )
        except (aiohttp.ClientError, ValueError) as unusable:
            raise httpx.LocalProtocolError("") from unusable
        return httpx.Response(answer.status, headers=answer.raw_headers, stream=_Body(answer))

    async def aclose(self) -> None:
        """Close every connection."""
        await self._session.close()


class _Connector(aiohttp.TCPConnector):
    """Gives out no connection on which something has come unasked: the next question would take it for its answer."""

    async def connect(self, *asked: Any, **more: Any) -> Any:
        while True:
            connection = await super().connect(*asked, **more)
            if not (isinstance(connection.protocol, ResponseHandler) and connection.protocol.should_close):
                return connection
            connection.close()


class _Body(httpx.AsyncByteStream):
    def __init__(self, answer: aiohttp.ClientResponse) -> None:
        self._answer = answer

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._answer.content.iter_any():
                yield piece
        except _LOST as lost:
            raise _named(lost) from lost

    async def aclose(self) -> None:
        self._answer.release()


async def _once(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """One attempt: aiohttp repeats a PUT or a DELETE whose kept connection has died, unless the error is none of its
    own.
    """
    try:
        return await send(request)
    except aiohttp.InvalidURL:
        raise
    except aiohttp.ConnectionTimeoutError as late:
        raise httpx.ConnectTimeout("") from late
    except aiohttp.ClientConnectorError as refused:
        raise httpx.ConnectError("") from refused
    except _LOST as lost:
        raise _named(lost) from lost


def _named(lost: Exception) -> httpx.TransportError:
    return httpx.ReadTimeout("") if isinstance(lost, TimeoutError) else httpx.ReadError("")


def _time_outs(seconds: dict[str, float]) -> aiohttp.ClientTimeout:
    """To look up the name and connect, to connect, and to wait for the next piece of the answer."""
    return aiohttp.ClientTimeout(
        connect=2 * seconds["connect"], sock_connect=seconds["connect"], sock_read=seconds["read"]
    )
