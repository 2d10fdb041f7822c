"""The durable commits that an article makes, each in one trip and without what the newsroom proves and checks.

| commit | rows |
|---|---|
| submission | article, two clocks, three messages, line of the ledger |
| its start | article |
| last edit | article, clock, message, line |
| approval | article, three clocks, two messages, line |
| each channel: the claim | intent |
| what is about to be done, twice | intent |
| each channel: done | intent, clock, article, line |
"""

from pathlib import Path
from typing import Final

import asyncpg

CHANNELS: Final = ("portal", "fanpage", "zalo_oa")
STEPS: Final = 2
COMMITS: Final = 4 + len(CHANNELS) * (STEPS + 2)
_TABLES: Final = Path(__file__).with_name("commits.sql")
_TEXT: Final = "nội dung đo tốc độ, " * 60
_LINE: Final = "một dòng của sổ, " * 60
_CLOCKS: Final = "INSERT INTO peer.clocks SELECT $1, promise, now() + '1 hour' FROM unnest($2::text[]) AS promise"
_MESSAGES: Final = "INSERT INTO peer.messages (article_id, text) SELECT $1, $3 FROM generate_series(1, $4::int)"
_SUBMIT: Final = (
    f"WITH a AS (INSERT INTO peer.articles VALUES ($1, 'received', $5)), c AS ({_CLOCKS}), m AS ({_MESSAGES}) "  # noqa: S608
    "SELECT peer.append($1, $6)"
)
_STARTED: Final = "UPDATE peer.articles SET started_at = now() WHERE id = $1"
_ACT: Final = (
    f"WITH a AS (UPDATE peer.articles SET stage = $5 WHERE id = $1), c AS ({_CLOCKS}), m AS ({_MESSAGES}), "  # noqa: S608
    "d AS (UPDATE peer.clocks SET met_at = now() WHERE article_id = $1 AND promise = $7) SELECT peer.append($1, $6)"
)
_CLAIM: Final = "INSERT INTO peer.intents VALUES ($1 || $2, $1, 'claimed', now())"
_STEP: Final = "UPDATE peer.intents SET state = $2, at = now() WHERE key = $1"
_DONE: Final = (
    "WITH i AS (UPDATE peer.intents SET state = 'published', at = now() WHERE key = $1 || $2), "
    "c AS (UPDATE peer.clocks SET met_at = now() WHERE article_id = $1 AND promise = $2), "
    "a AS (UPDATE peer.articles SET stage = $2 WHERE id = $1) SELECT peer.append($1, $3)"
)


class Commits:
    """The commits of articles, over one pool."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]") -> None:
        self._pool = pool

    async def submit(self, article_id: str) -> None:
        """The submission, and that its workflow was started."""
        await self._pool.execute(_SUBMIT, article_id, ["edit", "same_day"], "Mời biên tập", 3, _TEXT, _LINE)
        await self._pool.execute(_STARTED, article_id)

    async def edit(self, article_id: str) -> None:
        """The last edit."""
        await self._pool.execute(_ACT, article_id, [], "Mời duyệt", 1, "awaiting_approval", _LINE, "edit")

    async def approve(self, article_id: str) -> None:
        """The approval, from which the channels' clocks run."""
        await self._pool.execute(_ACT, article_id, list(CHANNELS), "Đã duyệt", 2, "publishing", _LINE, "")

    async def claim(self, article_id: str, channel: str) -> None:
        """The intent of a channel."""
        await self._pool.execute(_CLAIM, article_id, channel)

    async def step(self, article_id: str, channel: str, state: str) -> None:
        """What is about to be done on a channel."""
        await self._pool.execute(_STEP, article_id + channel, state)

    async def done(self, article_id: str, channel: str) -> None:
        """A channel that shows the article."""
        await self._pool.execute(_DONE, article_id, channel, _LINE)


async def make_tables(admin_dsn: str) -> None:
    """Make what the commits write to, beside the newsroom's own tables."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        await connection.execute(_TABLES.read_text(encoding="utf-8"))
    finally:
        await connection.close()


async def numbered(admin_dsn: str) -> int:
    """How many transactions have written so far; a savepoint that wrote counts as one."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        return int(await connection.fetchval("SELECT pg_snapshot_xmax(pg_current_snapshot())::text"))
    finally:
        await connection.close()
