"""Writing to the ledger and reading it back; the database chains the rows, `newsroom.ledger` checks the chain."""

from collections.abc import AsyncIterator
from typing import Any

from activities.storage.database import Connection, Database
from newsroom.ledger import GENESIS, Entry, Head, body_text, faults

_PAGE = 2000


async def append(connection: Connection, article_id: str, act_id: str | None, body: dict[str, Any]) -> int:
    """The sequence number of a new entry. To be called last in a transaction: it holds the ledger's head."""
    return int(
        await connection.fetchval("SELECT ledger_append($1, $2, $3)", article_id, act_id, body_text(body)),
    )


async def body_of_act(connection: Connection, act_id: str) -> str | None:
    """The body of the entry that an act left, or None when the act never got here."""
    body: str | None = await connection.fetchval("SELECT body FROM ledger WHERE act_id = $1", act_id)
    return body


class Ledger:
    """The ledger as its readers know it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def entries(self, article_id: str) -> tuple[Entry, ...]:
        """The entries of one article, oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT seq, body, prev_hash, hash FROM ledger WHERE article_id = $1 ORDER BY seq", article_id
            )
        return tuple(Entry(**dict(row)) for row in rows)

    async def chain(self) -> tuple[tuple[int, str, str], ...]:
        """Sequence number, hash of the body and hash of every entry: enough to walk the chain."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT seq, encode(sha256(convert_to(body, 'UTF8')), 'hex') AS body_hash, hash "
                "FROM ledger ORDER BY seq"
            )
        return tuple((row["seq"], row["body_hash"], row["hash"]) for row in rows)

    async def faults(self) -> tuple[str, ...]:
        """What is wrong with the ledger, in Vietnamese; empty when it is whole. Reads one snapshot of it."""
        async with (
            self._database.reading() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            head = await self._head(connection)
            entries = [entry async for page in _pages(connection) for entry in page]
        return (*faults(entries, head), *await self._mismatched_columns())

    async def head(self) -> Head:
        """The last entry that the ledger says it has."""
        async with self._database.reading() as connection:
            return await self._head(connection)

    async def _head(self, connection: Connection) -> Head:
        row = await connection.fetchrow("SELECT seq, hash FROM ledger_head")
        return Head(seq=row["seq"], hash=row["hash"]) if row else Head(seq=0, hash=GENESIS)

    async def _mismatched_columns(self) -> tuple[str, ...]:
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT seq FROM ledger WHERE body::jsonb->>'article_id' IS DISTINCT FROM article_id "
                "OR body::jsonb->>'act_id' IS DISTINCT FROM act_id ORDER BY seq"
            )
        return tuple(f"Dòng {row['seq']} có mã bài hoặc mã thao tác khác với nội dung đã ghi." for row in rows)


async def _pages(connection: Connection) -> AsyncIterator[list[Entry]]:
    after = 0
    while rows := await connection.fetch(
        "SELECT seq, body, prev_hash, hash FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2", after, _PAGE
    ):
        yield [Entry(**dict(row)) for row in rows]
        after = rows[-1]["seq"]
