"""The `/metrics` of one process: its own numbers and the SDK's in one text."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from workers.doors import KnownDoor, opened_door
from workers.settings import Settings
from workers.telemetry.exposition import CONTENT_TYPE

Part = Callable[[], Awaitable[bytes]]
"""One part of an exposition; no two parts of a process name the same metric."""

_SDK_PREFIXES = ("temporal_", "# HELP temporal_", "# TYPE temporal_")


class QuietServer(uvicorn.Server):
    """A server that leaves signals to its process, so that workers end in good order before it does."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def metrics_server(parts: Sequence[Part], *, host: str) -> QuietServer:
    """A server of `/metrics`, the parts one after the other, and of `/health`; it is given its door to serve at."""

    async def metrics(_request: Request) -> Response:
        return Response(b"".join([await part() for part in parts]), media_type=CONTENT_TYPE)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    app = Starlette(routes=[Route("/metrics", metrics), Route("/health", health)])
    known = KnownDoor(app, bound_to=host)
    return QuietServer(uvicorn.Config(known, log_config=None, access_log=False, server_header=False))


@contextmanager
def metrics_door(settings: Settings) -> Iterator[socket.socket | None]:
    """Where this process is asked for its numbers; None when its settings name no port. Errors: PortTaken."""
    with ExitStack() as opened:
        port = settings.metrics_port
        door = opened_door(settings.metrics_host, port, "TOASOAN_METRICS_PORT") if port else None
        yield opened.enter_context(door) if door else None


@asynccontextmanager
async def served_metrics(settings: Settings, door: socket.socket | None, parts: Sequence[Part]) -> AsyncIterator[None]:
    """The parts served at this process's own door; without one nobody asks."""
    if door is None:
        yield
        return
    server = metrics_server(parts, host=settings.metrics_host)
    serving = asyncio.create_task(server.serve([door]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def sdk_metrics(port: int) -> Part:
    """The SDK's own numbers, which it serves on loopback at that port; nothing while it does not answer."""

    async def part() -> bytes:
        try:
            async with httpx.AsyncClient(timeout=2) as client:
                text = (await client.get(f"http://127.0.0.1:{port}/metrics")).text
        except httpx.HTTPError:
            return b""
        lines = (line for line in text.splitlines() if line.startswith(_SDK_PREFIXES))
        return "".join(f"{line}\n" for line in lines).encode()

    return part
