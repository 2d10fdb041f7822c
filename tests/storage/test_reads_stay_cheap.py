"""Reading and watching stay cheap for years: with 20,000 stored articles no question of theirs reads a whole table.

Neither by a scan, which the plan shows, nor row by row along an index, which only the count of rows does.
"""

import json
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import asyncpg
import pytest

from activities.storage.articles.pressing import PressingStore
from activities.storage.database import now
from activities.storage.metrics.counted import MetricStore
from activities.storage.metrics.upkeep import MOST_UNREAD
from activities.storage.metrics.watched import WatchStore
from activities.storage.publishing.jobs import LOOK
from bench.growth import fill
from newsroom.members.pages import Place, page
from newsroom.stages import Stage
from newsroom.wording.likeness import LIKE_FROM_WORDS
from tests.support.samples import content
from tests.support.storages import AUTHOR, Storage

STORED: Final = 20_000
GROWING: Final = frozenset(
    {"articles", "revisions", "obligations", "intents", "notifications", "ledger", "amendments", "photos"}
)
"""Tables that hold a row, or several, for each article there ever was."""

ASKED_BEFORE: Final = 6
FEW: Final = MOST_UNREAD + 500
"""Rows of one table, or entries of its indexes, that a question may look at, whatever is stored."""
MOST_PAGES: Final = {"messages": 190, "look-alikes": 4}
"""Pages where a plan would go down a tree for each of fifty articles, or down one that grows in height."""
_TELL: Final = "SELECT pg_stat_force_next_flush()"
PART: Final = page(cursor=Place(at=now() - timedelta(days=75), id="old-3600").cursor())
Question = Callable[[Storage, str], Awaitable[Any]]


async def may_go_out(storage: Storage, article: str) -> Any:
    """What is looked at before a text goes out."""
    seen = storage.stores.powers.seen
    async with storage.stores.database.reading() as connection:
        return await connection.fetchrow(LOOK, article, seen.keys, seen.deeds)


_LONG: Final = replace(content(), body_html=f"<p>{'một hai ' * LIKE_FROM_WORDS}</p>")
QUESTIONS: Final[dict[str, Question]] = {
    "card": lambda storage, article: storage.stores.reading.card(article),
    "list": lambda storage, _: storage.stores.reading.cards(),
    "list of a stage": lambda storage, _: storage.stores.reading.cards(stage=Stage.PUBLISHED),
    "late": lambda storage, _: PressingStore(storage.stores.database).pressing(now(), 100),
    "later part of the list": lambda storage, _: storage.stores.reading.cards(page=PART),
    "list of what is late": lambda storage, _: storage.stores.reading.cards(page=page(late=True)),
    "open list": lambda storage, _: storage.stores.reading.open_cards(50),
    "receipts": lambda storage, _: storage.stores.reading.receipts([AUTHOR], only_open=False),
    "open receipts": lambda storage, _: storage.stores.reading.receipts([AUTHOR], only_open=True),
    "list of a rare stage": lambda storage, _: storage.stores.reading.cards(stage=Stage.RETURNED),
    "inbox": lambda storage, _: storage.stores.reading.tasks("final_editor", channels=True, raised=True),
    "messages": lambda storage, _: storage.stores.reading.notifications("member-3"),
    "points": lambda storage, article: storage.stores.points.at_hand(article),
    "timeline": lambda storage, article: storage.stores.reading.timeline(article),
    "look-alikes": lambda storage, article: storage.stores.articles.lookalikes(article, _LONG),
    "to start": lambda storage, _: storage.stores.articles.waiting_to_start(),
    "amendments of an article": lambda storage, article: storage.stores.matter_reading.amendments_of(article),
    "waiting for a meeting": lambda storage, _: storage.stores.matter_reading.waiting_for_a_meeting(),
    "publication": may_go_out,
    "watch": lambda storage, _: WatchStore(storage.stores.database, storage.stores.boards).watched(now()),
    "scrape": lambda storage, _: MetricStore(storage.stores.database, storage.stores.boards).now(),
    "digest": lambda storage, _: storage.stores.upkeep.digest.facts(now() - timedelta(days=1), now(), now()),
}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[Any, ...]]]:
    """Every statement that the stores ask from now on, with what it says."""
    found: list[tuple[str, tuple[Any, ...]]] = []
    lines: Any = asyncpg.connection.Connection
    execute = lines._execute

    async def noted(self: Any, query: str, args: tuple[Any, ...], *rest: Any, **more: Any) -> Any:
        found.append((query, tuple(args)))
        return await execute(self, query, args, *rest, **more)

    monkeypatch.setattr(lines, "_execute", noted)
    return found


async def test_no_question_reads_a_whole_table(own_storage: Storage, asked: list[tuple[str, tuple[Any, ...]]]) -> None:
    article = await own_storage.submit()
    await fill(own_storage.admin, article, STORED)
    read_whole, read_much, pages = {}, {}, {}
    for name, question in QUESTIONS.items():
        # By then the server has made a plan for whatever may be asked, which is the one that stays.
        for _ in range(ASKED_BEFORE):
            await question(own_storage, article)
        asked.clear()
        before, pages_before = await _rows_read(own_storage), await _pages_read(own_storage)
        await question(own_storage, article)
        after, pages[name] = await _rows_read(own_storage), await _pages_read(own_storage) - pages_before
        read_much[name] = {table: n - before[table] for table, n in after.items() if n - before[table] > FEW}
        statements = list(asked)
        assert statements, name
        for query, said in statements:
            if query.startswith(("BEGIN", "COMMIT", "SET", "CLOSE", "FETCH", "ROLLBACK", _TELL)):
                continue
            if tables := await _read_whole(own_storage, query, said):
                read_whole[name, query] = sorted(tables)
    assert read_whole == {}, "\n".join(f"{name}: {tables}: {query}" for (name, query), tables in read_whole.items())
    assert {name: tables for name, tables in read_much.items() if tables} == {}
    assert {name: n for name, n in pages.items() if n > MOST_PAGES.get(name, n)} == {}


async def _rows_read(storage: Storage) -> dict[str, int]:
    """How many rows of each growing table the stores have looked at so far, in order or by an index."""
    async with storage.stores.database.reading() as connection:
        await connection.execute(_TELL)
        await connection.execute("SELECT 1")
    counted = (
        "SELECT tables.relname, seq_tup_read + coalesce(greatest(idx_tup_fetch, entries), 0) AS n "
        "FROM pg_stat_user_tables AS tables LEFT JOIN (SELECT relid, sum(idx_tup_read)::bigint AS entries "
        "FROM pg_stat_user_indexes GROUP BY relid) AS indexes USING (relid)"
    )
    return {row["relname"]: row["n"] for row in await storage.rows(counted) if row["relname"] in GROWING}


async def _pages_read(storage: Storage) -> int:
    """How many pages of tables and indexes the stores have looked at so far, wherever those were."""
    counted = (
        "SELECT sum(heap_blks_read + heap_blks_hit + idx_blks_read + idx_blks_hit) AS n FROM pg_statio_user_tables"
    )
    return sum(int(row["n"]) for row in await storage.rows(counted))


async def _read_whole(storage: Storage, query: str, said: tuple[Any, ...]) -> set[str]:
    """The growing tables that a statement reads from one end to the other."""
    await storage.admin.set_type_codec("jsonb", encoder=json.dumps, decoder=json.loads, schema="pg_catalog")
    plan = json.loads(await storage.admin.fetchval(f"EXPLAIN (FORMAT JSON) {query}", *said))
    return {node["Relation Name"] for node in _nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"} & GROWING


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", ()):
        yield from _nodes(child)
