"""The webhook at which alerts arrive on this machine: from Alertmanager, and from the watch itself."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from activities.clock import now
from workers.telemetry.server import QuietServer

_OVER: Final = frozenset({"resolved", "ends"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One alert as it arrived. Shape: `receiver` is the path it was posted to; `firing` is False once it is over."""

    at: datetime
    receiver: str
    alert: str
    labels: Mapping[str, str]
    firing: bool
    summary: str
    runbook: str


@asynccontextmanager
async def opened_sink(port: int, hear: Callable[[Received], None]) -> AsyncIterator[str]:
    """The address of a webhook on loopback; every alert that arrives is given to `hear`."""

    async def arrive(request: Request) -> Response:
        for each in received(request.path_params["receiver"], await request.json(), now()):
            hear(each)
        return PlainTextResponse("ok")

    app = Starlette(routes=[Route("/{receiver}", arrive, methods=["POST"])])
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="error", access_log=False)
    server = QuietServer(config)
    serving = asyncio.create_task(server.serve())
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        await serving


def received(receiver: str, body: Mapping[str, Any], at: datetime) -> Iterator[Received]:
    """The alerts of a message of Alertmanager, or of the watch, which has no `annotations` but says the same."""
    for alert in body["alerts"]:
        told = alert.get("annotations", alert)
        yield Received(
            at=at,
            receiver=receiver,
            alert=alert["labels"]["alertname"],
            labels=alert["labels"],
            firing=alert["status"] not in _OVER,
            summary=told["summary"],
            runbook=told["runbook"],
        )
