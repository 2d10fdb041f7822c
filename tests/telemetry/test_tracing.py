"""Traces are an extra: nothing without an address, a clear word without the packages, spans without words with both."""

import asyncio
import gzip
import sys
from dataclasses import replace

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newsroom.errors import InvalidInput
from tests.support.branch import opened_branch
from tests.support.live import LiveNewsroom, eventually
from tests.telemetry.conftest import SECRET
from workers.embedded.ports import free_port
from workers.telemetry.server import QuietServer
from workers.telemetry.tracing import tracing_interceptors
from workers.temporal.client import connected_client
from workers.wiring.desk import built_parts


def test_without_an_address_nothing_is_traced() -> None:
    """Nobody pays for what nobody reads."""
    assert tracing_interceptors("") == []


def test_without_the_packages_the_engineer_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    """An import error at the start of a worker helps nobody at night."""
    monkeypatch.delitem(sys.modules, "workers.telemetry.spans", raising=False)
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.trace", None)
    with pytest.raises(InvalidInput, match=r"toasoan\[tracing\]"):
        tracing_interceptors("http://127.0.0.1:4318/v1/traces")


def test_a_span_keeps_its_failure_and_loses_its_words() -> None:
    """The SDK puts the message of an exception into the span, and it may quote an article."""
    trace = pytest.importorskip("opentelemetry.sdk.trace")
    from workers.telemetry.spans import wordless

    tracer = trace.TracerProvider().get_tracer("test")
    with pytest.raises(ValueError, match=SECRET), tracer.start_as_current_span("RunActivity:record") as span:
        raise ValueError(SECRET)
    assert SECRET in span.to_json()
    bare = wordless(span)
    assert SECRET not in bare.to_json()
    assert (bare.name, bare.status.status_code.name) == ("RunActivity:record", "ERROR")


async def test_spans_of_an_article_reach_the_collector(live: LiveNewsroom) -> None:
    """An interceptor that the sandbox does not stand would stop every workflow, not only the traces."""
    pytest.importorskip("opentelemetry.sdk.trace")
    received = bytearray()

    async def collect(request: Request) -> Response:
        received.extend(gzip.decompress(body) if (body := await request.body())[:2] == b"\x1f\x8b" else body)
        return Response()

    port = free_port()
    config = uvicorn.Config(Starlette(routes=[Route("/", collect, methods=["POST"])]), port=port, log_level="error")
    server = QuietServer(config)
    serving = asyncio.create_task(server.serve())
    async with opened_branch(live, "traced", max_cached_workflows=0) as branch:
        own = branch.live
        client = await connected_client(own.settings.model_copy(update={"otlp_endpoint": f"http://127.0.0.1:{port}/"}))
        branch.live = replace(own, client=client, parts=built_parts(own.settings, client, own.stores))
        await branch.start_workers()
        await branch.live.ready_for_approval(f"Đoạn văn {SECRET}.")

        async def arrived() -> bool:
            return b"RunActivity:record_decision" in received

        await eventually(arrived, seconds=30)
        assert SECRET.encode() not in received
    server.should_exit = True
    await serving
