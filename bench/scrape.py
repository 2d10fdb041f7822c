"""What a scrape costs and holds when very many articles are open."""

import time
from pathlib import Path
from statistics import quantiles
from typing import Any, Final

import asyncpg
import httpx

_ROWS: Final = Path(__file__).with_name("open_articles.sql")
_SCRAPES: Final = 100
_FIRST_ONES: Final = 50
"""Scrapes that a new process is given at most to read the ledger's past."""


async def fill(admin_dsn: str, articles: int) -> None:
    """Put so many open articles, and as many closed ones, into a migrated database."""
    connection = await asyncpg.connect(admin_dsn)
    try:
        async with connection.transaction():
            await connection.execute("SELECT set_config('bench.articles', $1, true)", str(articles))
            await connection.execute(_ROWS.read_text(encoding="utf-8"))
        # What autovacuum would have done by the time that so many articles have come in.
        await connection.execute("VACUUM ANALYZE")
    finally:
        await connection.close()


async def scraped(metrics_url: str, articles: int) -> dict[str, Any]:
    """Milliseconds of a scrape over HTTP, and the number of series in it."""
    async with httpx.AsyncClient(timeout=10) as client:
        for _ in range(_FIRST_ONES):
            if "newsroom_decisions_total" in (await client.get(metrics_url)).text:
                break
        spent: list[float] = []
        for _ in range(_SCRAPES):
            started = time.perf_counter()
            text = (await client.get(metrics_url)).text
            spent.append((time.perf_counter() - started) * 1000)
    cuts = quantiles(spent, n=100, method="inclusive")
    return {
        "open_articles": articles,
        "scrapes": _SCRAPES,
        "p50_scrape_ms": round(cuts[49], 1),
        "p95_scrape_ms": round(cuts[94], 1),
        "series": series(text),
        "own_series": series(text, "newsroom_"),
        "bytes": len(text),
    }


def series(text: str, prefix: str = "") -> int:
    """How many series an exposition holds whose names begin so."""
    return sum(1 for line in text.splitlines() if line and not line.startswith("#") and line.startswith(prefix))
