"""What acts and looks cost with ever more stored articles: buffers and CPU, and which tables are read whole."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import asyncpg
from pydantic import SecretStr

from activities.storage.database import now
from activities.storage.metrics.counted import MetricStore
from activities.storage.metrics.watched import WatchStore
from activities.storage.migrate import app_dsn, create_database, migrate
from activities.storage.roles import Role
from bench.articles import manuscript, recorded, stored
from bench.laps import spent
from bench.rig import Rig, opened_rig
from newsroom.article import ArticleId
from newsroom.board import Office
from newsroom.stages import Act
from workers.console import progress
from workers.entrusting import passwords_of
from workers.stack import BOARD_FILE
from workers.wiring.stores import opened_stores

STORED: Final = (0, 20_000, 200_000)
_ROWS: Final = Path(__file__).with_name("stored_articles.sql")
_OPEN: Final = 60
"""More than fit on a page, so that an answer is as long whatever is stored."""
_ROUNDS: Final = 5
_LOOKS: Final = 60
_ACTS: Final = 20
"""So often a question is asked, or an act done, in one turn of a storage."""
_BEFORE: Final = 6
"""So often it is asked first, until the plan is the one that stays."""
_WHOLE: Final = 500
"""Rows read one after the other by one question from which a table counts as read whole."""
Question = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One newsroom's storage, with so many articles in it; `admin` is its superuser."""

    rig: Rig
    admin: Any
    article_id: ArticleId
    made: list[ArticleId] = field(default_factory=list)
    edited: list[ArticleId] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a question takes, asked once. Units: pages of the storage, CPU milliseconds of the storage and of ours."""

    buffers: float
    storage_ms: float
    own_ms: float
    read_whole: tuple[str, ...]


@dataclass(slots=True)
class Spent:
    """What a question has taken in all turns of one storage so far."""

    asked: int = 0
    buffers: float = 0
    storage_ms: float = 0
    own_ms: float = 0
    rows: Counter[str] = field(default_factory=Counter)

    def cost(self) -> Cost:
        """The same for one question."""
        return Cost(
            buffers=self.buffers / self.asked,
            storage_ms=self.storage_ms / self.asked,
            own_ms=self.own_ms / self.asked,
            read_whole=tuple(table for table, n in self.rows.items() if n / self.asked > _WHOLE),
        )


async def grown(folder: Path, sizes: Sequence[int]) -> dict[str, Any]:
    """The cost of each question by the number of stored articles, and by how much the last is more than the others.

    Storages of all sizes stand side by side on one server and take turns, so that a busy minute hits all of them.
    """
    async with opened_rig(folder, served=False) as rig, AsyncExitStack() as opened:
        houses = {size: await opened.enter_async_context(_opened_house(rig, size)) for size in sizes}
        questions = {size: _questions(house) for size, house in houses.items()}
        found: dict[str, Any] = {}
        for name in next(iter(questions.values())):
            spent_on = {size: Spent() for size in sizes}
            for asked in questions.values():
                for _ in range(_BEFORE):
                    await asked[name][0]()
            for _ in range(_ROUNDS):
                for size, house in houses.items():
                    await _turn(house, *questions[size][name], spent_on[size])
            found[name] = told({str(size): each.cost() for size, each in spent_on.items()})
        return found


@asynccontextmanager
async def _opened_house(rig: Rig, size: int) -> AsyncIterator[House]:
    """A storage of its own on the rig's server, with open articles and so many old ones."""
    dsn = await asyncio.to_thread(create_database, rig.stack.postgres.admin_dsn, f"stored_{size}")
    passwords = passwords_of(rig.stack.settings)
    await asyncio.to_thread(migrate, dsn, app_password=passwords[Role.APP])
    as_app = SecretStr(app_dsn(dsn, passwords[Role.APP]))
    settings = rig.stack.settings.model_copy(update={"database_url": as_app, "anchor_file": None})
    admin = await asyncpg.connect(dsn)
    try:
        # What it does by itself would be counted.
        await admin.execute("ALTER SYSTEM SET autovacuum = off")
        await admin.execute("SELECT pg_reload_conf()")
        async with opened_stores(settings) as stores:
            await stores.boards.found(BOARD_FILE.read_text(encoding="utf-8"))
            own = replace(rig, stores=stores, board=(await stores.boards.in_force()).board)
            kept = [await _edited(own) for _ in range(_OPEN)]
            began = time.perf_counter()
            await fill(admin, kept[0], size)
            progress(f"Đã lưu {size} bài trong {time.perf_counter() - began:.0f} giây.")
            yield House(rig=own, admin=admin, article_id=kept[0])
    finally:
        await admin.close()


async def fill(admin: Any, article_id: str, articles: int) -> None:
    """Store copies of an article as published ones, and tidy the tables up as autovacuum would have by then."""
    async with admin.transaction():
        for name, value in (("article", article_id), ("articles", str(articles))):
            await admin.execute("SELECT set_config('bench.' || $1, $2, true)", name, value)
        await admin.execute(_ROWS.read_text(encoding="utf-8"))
    await admin.execute("VACUUM ANALYZE")


def _questions(house: House) -> dict[str, tuple[Question, int]]:
    """What is asked of a storage and done to it, and how often in one turn; looks first, as acts add rows."""

    async def submitted() -> None:
        house.made.append(await stored(house.rig))

    async def edited() -> None:
        article_id = house.made.pop()
        await _act(house.rig, article_id, Act.FINISH_EDIT)
        house.edited.append(article_id)

    async def approved() -> None:
        await _act(house.rig, house.edited.pop(), Act.APPROVE)

    acts = {"submission": submitted, "last edit": edited, "approval": approved}
    return {name: (ask, _LOOKS) for name, ask in _looks(house).items()} | {
        name: (act, _ACTS) for name, act in acts.items()
    }


def _looks(house: House) -> dict[str, Question]:
    stores, article_id = house.rig.stores, house.article_id
    text = manuscript(house.rig.board, "economy").content
    watched = WatchStore(stores.database, stores.boards)
    owner, day = house.rig.board.holder(Office.STANDING_DEPUTY).id, timedelta(days=1)
    return {
        "card": lambda: stores.reading.card(article_id),
        "list": stores.reading.cards,
        "inbox": lambda: stores.reading.tasks(owner, channels=True, raised=True),
        "messages": lambda: stores.reading.notifications(owner),
        "look-alikes": lambda: stores.articles.lookalikes(article_id, text),
        "watch": lambda: watched.watched(now()),
        "scrape": MetricStore(stores.database, stores.boards).now,
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


async def _turn(house: House, ask: Question, times: int, into: Spent) -> None:
    """One turn of a storage: the question so many times, what it took added."""
    pages, rows = await _counted(house)
    server = house.rig.processes()["postgres"][0]
    postgres, own = spent(server), time.process_time()
    for _ in range(times):
        await ask()
    into.storage_ms += (spent(server) - postgres) * 1000
    into.own_ms += (time.process_time() - own) * 1000
    pages_after, rows_after = await _counted(house)
    into.asked += times
    into.buffers += pages_after - pages
    into.rows.update({table: rows_after[table] - n for table, n in rows.items()})


async def _counted(house: House) -> tuple[int, dict[str, int]]:
    """Pages that were looked at so far, and rows that were read one after the other, by table."""
    async with house.rig.stores.database.reading() as connection:
        # Left to itself a session tells of its work a second later; told to, when it is idle again.
        await connection.execute("SELECT pg_stat_force_next_flush()")
    pages = "SELECT sum(heap_blks_read + heap_blks_hit + coalesce(idx_blks_read + idx_blks_hit, 0) + "
    toast = "coalesce(toast_blks_read + toast_blks_hit + tidx_blks_read + tidx_blks_hit, 0)) FROM pg_statio_user_tables"
    read = await house.admin.fetch("SELECT relname, seq_tup_read FROM pg_stat_user_tables")
    return int(await house.admin.fetchval(pages + toast)), {row["relname"]: row["seq_tup_read"] for row in read}


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
