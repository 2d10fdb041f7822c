"""A superuser of Postgres: what such a person can do to the ledger, with its chain made whole again afterwards."""

from collections.abc import Callable
from typing import Any

from newsroom.ledger.chain import GENESIS, body_hash, entry_hash

Row = dict[str, Any]
"""A row of the ledger, without what the chain adds."""


async def rewritten(admin: Any, change: Callable[[list[Row]], list[Row]]) -> None:
    """The whole ledger written anew with a change in it: numbered, chained, and with its head."""
    rows = [dict(row) for row in await admin.fetch("SELECT seq, article_id, act_id, body FROM ledger ORDER BY seq")]
    seq, previous, chained = 0, GENESIS, []
    for seq, row in enumerate(change(rows), start=1):
        hash_ = entry_hash(seq, previous, body_hash(row["body"]))
        chained.append((seq, row["article_id"], row["act_id"], row["body"], previous, hash_))
        previous = hash_
    async with admin.transaction():
        await admin.execute("DELETE FROM ledger")
        await admin.executemany("INSERT INTO ledger VALUES ($1, $2, $3, $4, $5, $6)", chained)
        await admin.execute("UPDATE ledger_head SET seq = $1, hash = $2", seq, previous)


async def cut(admin: Any, lines: int) -> None:
    """The last lines taken away."""
    await rewritten(admin, lambda rows: rows[: len(rows) - lines])


async def without(admin: Any, article_id: str, *words: str) -> None:
    """The lines of an article that hold all these words taken away."""

    def left(rows: list[Row]) -> list[Row]:
        return [row for row in rows if row["article_id"] != article_id or any(w not in row["body"] for w in words)]

    await rewritten(admin, left)
