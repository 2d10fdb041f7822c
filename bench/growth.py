"""What acts and looks cost with ever more stored articles: buffers and CPU, and which tables are read whole."""

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import asyncpg

from activities.storage.database import now
from activities.storage.metrics.watched import WatchStore
from bench.articles import manuscript, recorded, stored
from bench.laps import spent
from bench.rig import Rig, opened_rig
from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.stages import Act
from workers.console import progress

STORED: Final = (0, 20_000, 200_000)
_ROWS: Final = Path(__file__).with_name("stored_articles.sql")
_OPEN: Final = 60
"""More than fit on a page, so that an answer is as long whatever is stored."""
_TIMES: Final = 100
_SECONDS: Final = 4.0
_WHOLE: Final = 500
"""Rows read one after the other by one question from which a table counts as read whole."""
_CLOSED: Final = (
    "UPDATE obligations SET met_at = now() WHERE met_at IS NULL AND article_id = ANY($1)",
    "UPDATE articles SET stage = 'published', asked = NULL, workflow_started_at = now() WHERE id = ANY($1)",
    "UPDATE notifications SET read_at = now() WHERE article_id = ANY($1)",
)
Question = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a question takes, asked once. Units: pages of the storage, CPU milliseconds of the storage and of ours."""

    buffers: float
    storage_ms: float
    own_ms: float
    read_whole: tuple[str, ...]


async def grown(folder: Path, sizes: Sequence[int]) -> dict[str, Any]:
    """The cost of each question by the number of stored articles, and by how much the last is more than the others."""
    async with opened_rig(folder, served=False) as rig, _administrator(rig.stack.admin_dsn) as admin:
        # What it does by itself would be counted.
        await admin.execute("ALTER SYSTEM SET autovacuum = off")
        await admin.execute("SELECT pg_reload_conf()")
        kept = [await _edited(rig) for _ in range(_OPEN)]
        found: dict[str, dict[str, Cost]] = {}
        for before, size in zip((0, *sizes), sizes, strict=False):
            began = time.perf_counter()
            await fill(admin, kept[0], before, size)
            progress(f"Đã lưu {size} bài trong {time.perf_counter() - began:.0f} giây.")
            for name, cost in (await _costs(rig, admin, kept[0])).items():
                found.setdefault(name, {})[str(size)] = cost
        return {name: told(costs) for name, costs in found.items()}


async def fill(admin: Any, article_id: str, after: int, upto: int) -> None:
    """Store copies of an article as published ones, and tidy the tables up as autovacuum would have by then."""
    async with admin.transaction():
        for name, value in (("article", article_id), ("after", str(after)), ("upto", str(upto))):
            await admin.execute("SELECT set_config('bench.' || $1, $2, true)", name, value)
        await admin.execute(_ROWS.read_text(encoding="utf-8"))
    await admin.execute("VACUUM ANALYZE")


async def _costs(rig: Rig, admin: Any, article_id: str) -> dict[str, Cost]:
    found = {name: await _cost(rig, admin, ask) for name, ask in _looks(rig, article_id).items()}
    made: list[ArticleId] = []
    done: list[ArticleId] = []

    async def submitted() -> None:
        made.append(await stored(rig))

    async def edited() -> None:
        await _act(rig, made[len(done)], Act.FINISH_EDIT)
        done.append(made[len(done)])

    async def approved() -> None:
        await _act(rig, done.pop(), Act.APPROVE)

    found["submission"] = await _cost(rig, admin, submitted)
    found["last edit"] = await _cost(rig, admin, edited, len(made) - 1)
    found["approval"] = await _cost(rig, admin, approved, len(done) - 1)
    # What waits is to be the same at the next size.
    for statement in _CLOSED:
        await admin.execute(statement, made)
    return found


def _looks(rig: Rig, article_id: str) -> dict[str, Question]:
    stores, text = rig.stores, manuscript(rig.board, "economy").content
    watched = WatchStore(stores.database, stores.boards)
    owner, day = rig.board.holder(Office.STANDING_DEPUTY).id, timedelta(days=1)
    return {
        "card": lambda: stores.reading.card(article_id),
        "list": stores.reading.cards,
        "inbox": lambda: stores.reading.tasks(owner, channels=True, raised=True),
        "messages": lambda: stores.reading.notifications(owner),
        "look-alikes": lambda: stores.articles.lookalikes(article_id, text),
        "watch": lambda: watched.watched(now()),
        "digest": lambda: stores.upkeep.digest.facts(now() - day, now(), now()),
    }


async def _edited(rig: Rig) -> ArticleId:
    article_id = await stored(rig)
    await _act(rig, article_id, Act.FINISH_EDIT)
    return article_id


async def _act(rig: Rig, article_id: ArticleId, act: Act) -> None:
    office = Office.FINAL_EDITOR if act is Act.FINISH_EDIT else Office.STANDING_DEPUTY
    answer = await recorded(rig, article_id, act, office)
    if not answer.accepted:
        raise RuntimeError(answer.message)


async def _cost(rig: Rig, admin: Any, ask: Question, times: int = _TIMES) -> Cost:
    """What a question takes, asked so many times or for a few seconds, and once before."""
    await ask()
    pages, rows = await _counted(rig, admin)
    postgres, own, began = spent(rig.processes()["postgres"][0]), time.process_time(), time.perf_counter()
    asked = 0
    while asked < times and time.perf_counter() - began < _SECONDS:
        await ask()
        asked += 1
    took = spent(rig.processes()["postgres"][0]) - postgres, time.process_time() - own
    pages_after, rows_after = await _counted(rig, admin)
    return Cost(
        buffers=(pages_after - pages) / asked,
        storage_ms=took[0] * 1000 / asked,
        own_ms=took[1] * 1000 / asked,
        read_whole=tuple(table for table in rows if (rows_after[table] - rows[table]) / asked > _WHOLE),
    )


async def _counted(rig: Rig, admin: Any) -> tuple[int, dict[str, int]]:
    """Pages that were looked at so far, and rows that were read one after the other, by table."""
    async with rig.stores.database.reading() as connection:
        # Left to itself a session tells of its work a second later; told to, when it is idle again.
        await connection.execute("SELECT pg_stat_force_next_flush()")
    pages = "SELECT sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0) + "
    toast = "coalesce(toast_blks_read + toast_blks_hit + tidx_blks_read + tidx_blks_hit, 0)) FROM pg_statio_user_tables"
    read = await admin.fetch("SELECT relname, seq_tup_read FROM pg_stat_user_tables")
    return int(await admin.fetchval(pages + toast)), {row["relname"]: row["seq_tup_read"] for row in read}


def told(costs: Mapping[str, Cost]) -> dict[str, Any]:
    """The cost of one question by the number of stored articles, and by how much the last is more than the others."""
    *before, last = costs
    pages = {size: cost.buffers for size, cost in costs.items()}
    cpu = {size: cost.storage_ms + cost.own_ms for size, cost in costs.items()}
    return {
        "buffers": {size: round(value, 1) for size, value in pages.items()},
        "cpu_ms": {size: round(value, 2) for size, value in cpu.items()},
        "buffers_grow": {size: round(pages[last] / max(pages[size], 1), 2) for size in before},
        "cpu_grows": {size: round(cpu[last] / cpu[size], 2) for size in before},
        "read_whole": sorted({table for cost in costs.values() for table in cost.read_whole}),
    }


@asynccontextmanager
async def _administrator(dsn: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(dsn)
    try:
        yield connection
    finally:
        await connection.close()
