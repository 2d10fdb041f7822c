"""The ledger as a chain: its links, its head, and what is wrong with it, read page by page."""

import asyncio
from collections.abc import Iterator
from typing import Any, Final

from activities.storage.database import Connection, Database
from activities.storage.ledger import head_of
from activities.storage.timeouts import VERIFY
from newsroom.ledger.chain import Head, Link, faults, named_by

_PAGE: Final = 2000


class Ledger:
    """The ledger as its readers know it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def links(self, article_id: str) -> tuple[Link, ...]:
        """The rows of one article as they are chained, oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT seq, body, prev_hash, hash FROM ledger WHERE article_id = $1 ORDER BY seq", article_id
            )
        return tuple(Link(**dict(row)) for row in rows)

    async def chain(self) -> tuple[tuple[int, str, str], ...]:
        """Sequence number, hash of the body and hash of every entry: enough to walk the chain."""
        async with self._database.apart(VERIFY) as connection:
            rows = await connection.fetch(
                "SELECT seq, encode(sha256(convert_to(body, 'UTF8')), 'hex') AS body_hash, hash "
                "FROM ledger ORDER BY seq"
            )
        return tuple((row["seq"], row["body_hash"], row["hash"]) for row in rows)

    async def faults(self) -> tuple[str, ...]:
        """What is wrong with the ledger, in Vietnamese; empty when it is whole.

        Reads one snapshot of it page by page, in a thread: neither memory nor the event loop feels its length.
        """
        async with (
            self._database.apart(VERIFY) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            reader = _Reader(connection, asyncio.get_running_loop())
            head = await head_of(connection)
            found = await asyncio.to_thread(lambda: faults(reader.links(), head))
        return (*found, *reader.mismatched)

    async def head(self) -> Head:
        """The last entry that the ledger says it has."""
        async with self._database.reading() as connection:
            return await head_of(connection)


class _Reader:
    """Hands the ledger to a thread row by row, and notes the rows whose columns say other than their bodies."""

    def __init__(self, connection: Connection, loop: asyncio.AbstractEventLoop) -> None:
        self._connection = connection
        self._loop = loop
        self.mismatched: list[str] = []

    def links(self) -> Iterator[Link]:
        """Every row in order. To be called outside the event loop."""
        after = 0
        while rows := asyncio.run_coroutine_threadsafe(self._page(after), self._loop).result():
            for row in rows:
                if named_by(row["body"]) != (row["article_id"], row["act_id"]):
                    self.mismatched.append(f"Dòng {row['seq']} có mã bài hoặc mã thao tác khác với nội dung đã ghi.")
                yield Link(seq=row["seq"], body=row["body"], prev_hash=row["prev_hash"], hash=row["hash"])
            after = rows[-1]["seq"]

    async def _page(self, after: int) -> list[Any]:
        rows: list[Any] = await self._connection.fetch(
            "SELECT * FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2", after, _PAGE
        )
        return rows
