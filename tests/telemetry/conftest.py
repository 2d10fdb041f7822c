"""A branch of the newsroom whose workers remember nothing, counted and logged as in production."""

import contextlib
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any, Final

import httpx
import pytest_asyncio
import structlog

from activities.storage.metrics.counted import MetricStore
from desk.api.app import create_api
from newsroom.article import ChannelName
from tests.support.api import META
from tests.support.branch import opened_branch
from tests.support.live import LiveNewsroom
from tests.support.lives import ended, until_outcome
from workers.embedded.ports import free_port
from workers.serving import built_workers
from workers.settings import LogFormat
from workers.telemetry.answered import Requests
from workers.telemetry.channel_calls import metered
from workers.telemetry.logs import configure_logs
from workers.telemetry.process import ProcessMetrics
from workers.telemetry.runtime import metered_runtime
from workers.telemetry.server import Part, sdk_metrics
from workers.telemetry.stored import StoredMetrics
from workers.temporal.client import connected_client
from workers.wiring.channels import built_channels

SECRET: Final = "7f3a91d2"
"""Stands in every text of the story; no log may hold it."""

ASKED: Final = {step: f"yeu-cau-{step}" for step in ("submit", "finish-edit", "approve")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What was left behind by one article that was published, and one whose Fanpage stopped."""

    live: LiveNewsroom
    article_id: str
    stopped_id: str
    log: str
    worker: list[Part]
    answers: list[httpx.Response]

    def lines(self, **like: Any) -> list[dict[str, Any]]:
        """The log lines that say all this, in order."""
        found = [json.loads(line) for line in self.log.splitlines()]
        return [line for line in found if like.items() <= line.items()]


@contextlib.contextmanager
def captured() -> Iterator[io.StringIO]:
    """All log lines of this process, as a long-lived one would write them; its own ways of logging come back."""
    root = logging.getLogger()
    before, events = (root.handlers[:], root.level), structlog.get_config()
    configure_logs(LogFormat.JSON, "info")
    stream = io.StringIO()
    handler = root.handlers[0]
    assert isinstance(handler, logging.StreamHandler)
    handler.setStream(stream)
    try:
        yield stream
    finally:
        root.handlers[:], level = before
        root.setLevel(level)
        structlog.configure(**events)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def story(live: LiveNewsroom) -> AsyncIterator[Story]:
    """The story, told once."""
    worker, desk, sdk_port = ProcessMetrics("worker"), ProcessMetrics("desk"), free_port()
    async with contextlib.AsyncExitStack() as opened:
        with captured() as log:
            branch = await opened.enter_async_context(opened_branch(live, "telemetry", max_cached_workflows=0))
            own, stores = branch.live, live.stores
            client = await connected_client(own.settings, runtime=metered_runtime(sdk_port))
            channels = metered(built_channels(own.settings, branch.http, stores.tokens), worker.channel_calls)
            for each in built_workers(own.settings, client, stores, channels, ()):
                await opened.enter_async_context(each)
            told = _Teller(own, desk)
            article_id = await told.awaiting()
            await told.approve(article_id)
            await ended(own, article_id)
            stopped_id = await told.awaiting()
            await live.fault("fanpage", "create_post", "token_expired", match=stopped_id)
            await told.approve(stopped_id)
            await until_outcome(own, stopped_id, ChannelName.FANPAGE, "needs_person")
        stored = StoredMetrics(MetricStore(stores.database, stores.boards), within_seconds=30)
        yield Story(
            live=own,
            article_id=article_id,
            stopped_id=stopped_id,
            log=log.getvalue(),
            worker=[worker.exposition, sdk_metrics(sdk_port), stored.exposition],
            answers=told.answers,
        )


class _Teller:
    """Members at the desk's door, each request with an id of its own."""

    def __init__(self, own: LiveNewsroom, desk: ProcessMetrics) -> None:
        self._own = own
        app = Requests(create_api(own.parts), desk.answered)
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://desk.test/api/v1")
        self.answers: list[httpx.Response] = []

    async def awaiting(self) -> str:
        secret = {name: f"{META[name]} {SECRET}" for name in ("title", "summary", "byline")}
        files = [("manuscript", ("bai.md", f"Đoạn văn {SECRET}.\n".encode()))]
        sent = {"metadata": json.dumps({**META, **secret}, ensure_ascii=False)}
        answer = await self._ask("reporter-1", "submit", "/articles", data=sent, files=files)
        article_id = str(answer.json()["article_id"])
        await self._ask("final-editor", "finish-edit", f"/articles/{article_id}/finish-edit", json={})
        return article_id

    async def approve(self, article_id: str) -> None:
        seen = (await self._own.stores.articles.standing(article_id)).content_hash
        await self._ask("standing-deputy", "approve", f"/articles/{article_id}/approve", json={"seen_hash": seen})

    async def _ask(self, member: str, step: str, path: str, **sent: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self._own.tokens[member]}", "X-Request-Id": ASKED[step]}
        answer = await self._http.post(path, headers=headers, **sent)
        assert answer.is_success, answer.text
        self.answers.append(answer)
        return answer
