"""What an article costs against a workflow that does nothing, on the same server in the same run."""

import asyncio
import json
import shutil
import sys
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import httpx
import psutil
from rich.table import Table
from temporalio.client import Client

from activities.storage.articles.store import Submission
from activities.storage.database import now
from activities.storage.migrate import create_database
from bench.bare import QUEUE, UPDATES
from bench.reroute import Rerouting
from bench.scrape import fill, scraped
from desk.acts.articles import Desk
from desk.acts.intake import submission_claim
from desk.manuscript.intake import read_manuscript
from desk.signing import DeskKey
from desk.statements import Manuscript
from newsroom.article import ArticleId, content_hash, subject_of
from newsroom.board import Board, Office
from newsroom.claims import Claim
from newsroom.members.actors import come_in
from newsroom.signed.canonical import Via
from newsroom.stages import Act
from workers.console import out
from workers.embedded.child import ChildProcess, Launch
from workers.settings import Settings
from workers.stack import Stack, running_stack
from workers.temporal.client import connected_client
from workers.wiring.desk import built_parts
from workers.wiring.stores import Stores, opened_stores
from workflows.messages import article_workflow_id

_LANES: Final = (1, 4, 20)
_ROUNDS: Final = 4
_IDLE_SAMPLE: Final = 20
_WARM_UP: Final = 10
_MEGABYTE: Final = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What the measurement runs on."""

    stack: Stack
    client: Client
    stores: Stores
    desk: Desk
    board: Board
    simulator: httpx.AsyncClient


async def measure(json_file: Path | None, *, articles: int, waiting: int, reroute: int = 0, scrape: int = 0) -> int:
    """Exit code 0; prints the figures and writes them when a file is named."""
    folder = Settings().data_folder / "bench"
    shutil.rmtree(folder, ignore_errors=True)
    async with running_stack(folder, watched=False, sealed=False) as stack, AsyncExitStack() as cleanup:
        stores = await cleanup.enter_async_context(opened_stores(stack.settings))
        simulator = await cleanup.enter_async_context(httpx.AsyncClient(base_url=stack.settings.simulator_url))
        client = await connected_client(stack.settings)
        bare = await ChildProcess.start(_bare_launch(stack))
        cleanup.push_async_callback(bare.stop)
        floor = Floor(
            stack=stack,
            client=client,
            stores=stores,
            desk=built_parts(stack.settings, client, stores).desk,
            board=(await stores.boards.in_force()).board,
            simulator=simulator,
        )
        if scrape:
            metrics = await _scraped(floor, scrape)
        else:
            metrics = await (_rerouted(floor, reroute) if reroute else _metrics(floor, articles, waiting))
    _show(metrics)
    if json_file:
        json_file.write_text(json.dumps(metrics, indent=2), encoding="utf-8")
    return 0


async def _metrics(floor: Floor, articles: int, waiting: int) -> dict[str, Any]:
    await _seconds(lambda: _article(floor), _WARM_UP, lanes=_WARM_UP)
    await _seconds(lambda: _bare(floor.client), _WARM_UP, lanes=_WARM_UP)
    levels = [await _level(floor, articles, lanes) for lanes in _LANES]
    seconds = [await _visible_seconds(floor) for _ in range(_IDLE_SAMPLE)]
    cuts = quantiles(seconds, n=100, method="inclusive")
    history = await floor.client.get_workflow_handle(article_workflow_id(await _article(floor))).fetch_history()
    return {
        **levels[-1],
        "by_articles_in_flight": levels,
        "events": len(history.events),
        "history_bytes": sum(event.ByteSize() for event in history.events),
        "worker_megabytes": _memory(floor.stack.children["worker"].pid),
        "server_megabytes": _memory(floor.stack.temporal.pid),
        "p50_visible_seconds": round(cuts[49], 3),
        "p95_visible_seconds": round(cuts[94], 3),
        "p99_visible_seconds": round(cuts[98], 3),
        **(await _with_many_waiting(floor, waiting) if waiting else {}),
    }


async def _rerouted(floor: Floor, waiting: int) -> dict[str, Any]:
    """What an absence with so many waiting articles costs, instead of the comparison."""
    await _seconds(lambda: already_edited(floor), waiting, lanes=_LANES[-1])
    matters = built_parts(floor.stack.settings, floor.client, floor.stores).matters
    unrelated = lambda: _waiting(floor, topic="admin_reform")  # noqa: E731 - one line, used here only
    rerouting = Rerouting(floor.client, floor.stores, floor.desk, matters, floor.board, unrelated)
    return {**await rerouting.measure(waiting), "worker_megabytes": _memory(floor.stack.children["worker"].pid)}


async def _scraped(floor: Floor, waiting: int) -> dict[str, Any]:
    """What a scrape of the worker costs with so many open articles, instead of the comparison."""
    await _seconds(lambda: _article(floor), _WARM_UP, lanes=1)
    await fill(create_database(floor.stack.postgres.admin_dsn, "toasoan"), waiting)
    return await scraped(floor.stack.links.metrics, waiting)


async def _level(floor: Floor, articles: int, lanes: int) -> dict[str, Any]:
    """Rates with so many articles in flight; ours and the yardstick take turns, so that a slow minute hits both."""
    each = articles // _ROUNDS
    ours, bares = 0.0, 0.0
    for _ in range(_ROUNDS):
        ours += await _seconds(lambda: _article(floor), each, lanes=lanes)
        bares += await _seconds(lambda: _bare(floor.client), each, lanes=lanes)
    rate, bare_rate = each * _ROUNDS / ours, each * _ROUNDS / bares
    return {
        "articles": each * _ROUNDS,
        "in_flight": lanes,
        "rate": round(rate, 2),
        "bare_rate": round(bare_rate, 2),
        "ratio_to_bare": round(rate / bare_rate, 3),
    }


async def _with_many_waiting(floor: Floor, waiting: int) -> dict[str, Any]:
    await _seconds(lambda: _waiting(floor), waiting, lanes=_LANES[-1])
    started = time.perf_counter()
    await _article(floor)
    through = time.perf_counter() - started
    return {
        "waiting_articles": waiting,
        "waiting_worker_megabytes": _memory(floor.stack.children["worker"].pid),
        "waiting_server_megabytes": _memory(floor.stack.temporal.pid),
        "waiting_straight_through_seconds": round(through, 3),
    }


async def _seconds(one: Callable[[], Awaitable[object]], count: int, *, lanes: int) -> float:
    """Seconds for `count` runs, `lanes` at a time."""
    left = iter(range(count))

    async def lane() -> None:
        for _ in left:
            await one()

    started = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(lanes)))
    return time.perf_counter() - started


async def _article(floor: Floor) -> str:
    """One real article, straight through; its id once all channels show it."""
    article_id = await _waiting(floor)
    owner = come_in(floor.board.holder(Office.STANDING_DEPUTY), Via.SHELL)
    await floor.desk.act(owner, Act.APPROVE, article_id)
    await floor.client.get_workflow_handle(article_workflow_id(article_id)).result()
    return article_id


async def _waiting(floor: Floor, topic: str = "economy") -> str:
    reporter = next(member for member in floor.board.members if member.office is Office.REPORTER)
    editor = come_in(floor.board.holder(Office.FINAL_EDITOR), Via.SHELL)
    receipt = await floor.desk.submit(come_in(reporter, Via.SHELL), _manuscript(floor.board, topic))
    await floor.desk.finish_edit(editor, receipt.article_id)
    return receipt.article_id


async def already_edited(floor: Floor) -> str:
    """A waiting article whose workflow begins after the last edit: the same in the end, and sooner there."""
    reporter = next(member for member in floor.board.members if member.office is Office.REPORTER)
    editor, text = floor.board.holder(Office.FINAL_EDITOR), _manuscript(floor.board, "economy").content
    article_id = ArticleId(uuid.uuid4().hex[:12])
    key = DeskKey(floor.stack.settings.desk_private_key.get_secret_value())
    given = Submission(
        article_id=article_id,
        request_id=article_id,
        author=reporter.id,
        content=text,
        photos={},
        signed=key.sign(submission_claim(come_in(reporter, Via.SHELL), article_id, article_id, text)),
    )
    await floor.stores.articles.submit(given)
    claim = Claim(
        act_id=uuid.uuid4().hex,
        act=Act.FINISH_EDIT,
        article_id=article_id,
        content_hash=content_hash(text),
        member=editor.id,
        office=editor.office,
        made_at=now(),
    )
    await floor.stores.acts.record(subject_of(article_id), key.sign(claim))
    await floor.desk.starter.start(article_id)
    return article_id


async def _visible_seconds(floor: Floor) -> float:
    """Seconds from the recorded approval to the moment at which the last channel shows the article."""
    article_id = await _article(floor)
    card = await floor.stores.reading.card(article_id)
    shown = [row.visible_at for row in card.channels if row.visible_at]
    approved = card.standing.approved_at
    if approved is None or len(shown) != len(card.standing.channels):
        message = f"{article_id} is not visible on all channels"
        raise RuntimeError(message)
    return (max(shown) - approved).total_seconds()


async def _bare(client: Client) -> None:
    handle = await client.start_workflow("Bare", id=f"bare/{uuid.uuid4().hex}", task_queue=QUEUE)
    for name in UPDATES:
        await handle.execute_update("act", name, id=name)
    await handle.result()


def _manuscript(board: Board, topic: str) -> Manuscript:
    number = uuid.uuid4().hex[:8]
    paragraphs = "\n\n".join(f"Đoạn {i} của bài {number}: {'nội dung đo tốc độ, ' * 12}hết." for i in range(1, 6))
    stated = {
        "title": f"Bài đo tốc độ số {number}",
        "summary": "Bài dùng để đo tốc độ.",
        "kind": "news",
        "topics": [topic],
        "byline": "Phóng viên 1",
    }
    return read_manuscript(
        paragraphs.encode(), filename="bai.md", overrides=stated, known_topics=list(board.topic_labels)
    )


def _bare_launch(stack: Stack) -> Launch:
    return Launch(
        name="bench.bare",
        command=(sys.executable, "-m", "bench.bare", stack.settings.temporal_address),
        log=stack.folder / "log" / "bare.log",
        pid_file=stack.folder / "run" / "bare.pid",
    )


def _memory(pid: int | None) -> float:
    return round(psutil.Process(pid).memory_info().rss / _MEGABYTE, 1)


def _show(metrics: dict[str, Any]) -> None:
    table = Table("Số đo", "Giá trị")
    for name, value in metrics.items():
        table.add_row(name, str(value))
    out.print(table)
