"""One `/metrics` per process: the SDK's own numbers, and ours, which are counted in the storage when asked."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx
import uvicorn
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from activities.storage.database import StorageUnreachable
from activities.storage.figures import Figures, FigureStore


class QuietServer(uvicorn.Server):
    """A server that leaves signals to its process, so that workers end in good order before it does."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def metrics_server(figures: FigureStore, *, port: int, sdk_port: int) -> QuietServer:
    """A server of `/metrics` and `/health` on loopback; `sdk_port` is where the SDK serves its own numbers."""

    async def metrics(_request: Request) -> Response:
        try:
            ours = exposed(await figures.now())
        except StorageUnreachable:
            ours = exposed(None)
        return Response(ours + await _sdk_metrics(sdk_port), media_type="text/plain; version=0.0.4; charset=utf-8")

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok")

    app = Starlette(routes=[Route("/metrics", metrics), Route("/health", health)])
    return QuietServer(uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False))


def exposed(figures: Figures | None) -> bytes:
    """Our numbers in the exposition format; without figures only that the storage could not be reached."""
    registry = CollectorRegistry()
    Gauge("newsroom_storage_reachable", "1 when the storage answered.", registry=registry).set(figures is not None)
    if figures is not None:
        _by("newsroom_articles", "Articles by stage.", "stage", figures.articles_by_stage, registry)
        _by("newsroom_obligations_overdue", "Unmet, past time.", "promise", figures.overdue_by_promise, registry)
        _by("newsroom_channels_stopped", "Texts that need a person.", "channel", figures.stopped_by_channel, registry)
        unstarted = Gauge("newsroom_articles_unstarted", "Submitted, no workflow yet.", registry=registry)
        unstarted.set(figures.unstarted)
    return generate_latest(registry)


def _by(name: str, meaning: str, label: str, counts: Mapping[str, int], registry: CollectorRegistry) -> None:
    gauge = Gauge(name, meaning, [label], registry=registry)
    for value, count in counts.items():
        gauge.labels(value).set(count)


async def _sdk_metrics(port: int) -> bytes:
    try:
        async with httpx.AsyncClient(timeout=2) as client:
            return (await client.get(f"http://127.0.0.1:{port}/metrics")).content
    except httpx.HTTPError:
        return b""
