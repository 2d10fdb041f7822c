"""Writing to the ledger and reading it back; the database chains the rows, `newsroom.ledger` says what they mean."""

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.storage.database import Connection, Database, row_at
from activities.storage.timeouts import VERIFY
from newsroom.ledger.chain import GENESIS, Head, Link, body_text, faults, named_by
from newsroom.ledger.entries import Entry, Line, Unreadable, entry_from, readable, to_body
from newsroom.ledger.kinds import ACCEPTED, REFUSED, EntryKind
from newsroom.text import storable

_PAGE = 2000
_STEP = 50
_SAYS_ACCEPTED: Final = f'"outcome":"{ACCEPTED}"'
_DEEDS: Final = (
    "SELECT * FROM ledger WHERE article_id = '' AND act_id IS NOT NULL AND seq >= $2 "  # noqa: S608 - every word is ours
    f"AND body LIKE '%{_SAYS_ACCEPTED}%'"
)
_MOVING: Final = [
    f"%{said}%"
    for said in (
        _SAYS_ACCEPTED,
        *(f'"kind":"{kind}"' for kind in (EntryKind.SUBMISSION, EntryKind.ENTERED, EntryKind.BOARD_DECISION)),
    )
]
"""Marks of the lines that can move an article; within a text that somebody wrote their quotes would be escaped."""
# The condition is the index's own, word for word: without it every call would read the whole ledger.
_RECOVERIES = """
SELECT seq, body FROM ledger WHERE (body LIKE '{"act_id":null,%"kind":"restored"%'
    OR body LIKE '{"act_id":null,%"kind":"released"%') AND article_id = ANY($1) ORDER BY seq
"""


async def append(connection: Connection, entry: Entry) -> int:
    """The sequence number of a new entry. To be called last in a transaction: it holds the ledger's head."""
    body, article_id, act_id = map(storable, (to_body(entry), entry.article_id, entry.act_id))
    return int(await connection.fetchval("SELECT ledger_append($1, $2, $3)", article_id, act_id, body_text(body)))


_WAIT_FOR_HEAD = (
    "SELECT coalesce(max(extract(epoch FROM clock_timestamp() - waiting.waitstart)), 0)::float8 FROM pg_locks waiting "
    "WHERE NOT waiting.granted AND EXISTS (SELECT FROM pg_locks theirs WHERE theirs.pid = waiting.pid "
    "AND theirs.locktype = 'tuple' AND theirs.relation = 'ledger_head'::regclass "
    "AND theirs.database = (SELECT oid FROM pg_database WHERE datname = current_database()))"
)


async def wait_for_head(connection: Connection) -> float:
    """How long the longest has been waiting to write its line, because somebody holds the ledger's head.

    Units: seconds; 0 while nobody waits.
    """
    seconds: float = await connection.fetchval(_WAIT_FOR_HEAD)
    return seconds


async def entry_of_act(connection: Connection, act_id: str) -> Entry | Unreadable | None:
    """The entry that an act left, or None when the act never got here."""
    body: str | None = await connection.fetchval("SELECT body FROM ledger WHERE act_id = $1", act_id)
    return None if body is None else entry_from(body)


async def lines_of(connection: Connection, article_id: str) -> tuple[Line, ...]:
    """What the ledger says of an article, oldest first."""
    return _lines(
        await connection.fetch("SELECT seq, body FROM ledger WHERE article_id = $1 ORDER BY seq", article_id),
    )


async def counted_of(connection: Connection, article_id: str) -> tuple[Line, ...]:
    """The lines of an article that can move it, oldest first; no refusal is read, however many there are.

    Shape: a line whose columns say other than its body is unreadable, so that an act's id stands on one line only.
    """
    query = "SELECT * FROM ledger WHERE article_id = $1 AND body LIKE ANY($2) ORDER BY seq"
    return tuple(_agreeing(row) for row in await connection.fetch(query, article_id, _MOVING))


async def told_of(connection: Connection, article_id: str) -> tuple[Line, ...]:
    """All that the ledger says of an article but what was refused, oldest first."""
    query = "SELECT * FROM ledger WHERE article_id = $1 AND NOT (body LIKE $2) ORDER BY seq"
    return tuple(_agreeing(row) for row in await connection.fetch(query, article_id, f'%"outcome":"{REFUSED}"%'))


async def about_points(connection: Connection, article_id: str) -> tuple[Line, ...]:
    """What members have done about the points of an article, oldest first; no refusal is read."""
    query = "SELECT * FROM ledger WHERE article_id = $1 AND body LIKE $2 AND body LIKE $3 ORDER BY seq"
    marks = (f'%"kind":"{EntryKind.POINT}"%', f"%{_SAYS_ACCEPTED}%")
    return tuple(_agreeing(row) for row in await connection.fetch(query, article_id, *marks))


async def head_of(connection: Connection) -> Head:
    """The last entry that the ledger says it has, read in the caller's transaction."""
    row = await connection.fetchrow("SELECT seq, hash FROM ledger_head")
    return Head(seq=row["seq"], hash=row["hash"]) if row else Head(seq=0, hash=GENESIS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the ledger with what it says."""

    seq: int
    hash: str
    line: Line


async def deeds_since(connection: Connection, seq: int) -> tuple[Row, ...]:
    """The accepted acts on the newsroom's own matters from a line on, oldest first."""
    return _rows(await connection.fetch(f"{_DEEDS.replace('$2', '$1')} ORDER BY seq", seq))


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What whoever judges an act must know of the storage once everything is locked, read at that instant.

    Shape: `said` is the body of the line that the act has already, `refused` the code of one that was only counted;
    `deeds` are the rows from a line on; `things` and `terms` count what signed deeds have made.
    """

    at: datetime
    said: str | None
    refused: str | None
    deeds: tuple[Row, ...]
    deeds_from: int
    things: int
    terms: int

    @property
    def entry(self) -> Entry | Unreadable | None:
        """The entry that the act has left; None when it never got here."""
        return None if self.said is None else entry_from(self.said)


_NEWS: Final = f"""
SELECT clock_timestamp() AS at, (SELECT body FROM ledger WHERE act_id = $1) AS said,
    (SELECT code FROM counted_acts WHERE act_id = $1) AS refused,
    (SELECT count(*) FROM absences) + (SELECT count(*) FROM grants) + (SELECT count(*) FROM board_versions) AS things,
    (SELECT count(*) FROM terms) AS terms,
    (SELECT coalesce(jsonb_agg(to_jsonb(deed) ORDER BY seq), '[]') FROM ({_DEEDS}) AS deed) AS deeds
"""  # noqa: S608 - every word is ours


async def news(connection: Connection, act_id: str, deeds_from: int) -> News:
    """What is new about an act, and the deeds from a line on, read in the caller's transaction."""
    row, at = await row_at(connection, _NEWS, act_id, deeds_from)
    return News(
        at=at,
        said=row["said"],
        refused=row["refused"],
        deeds=_rows(row["deeds"]),
        deeds_from=deeds_from,
        things=row["things"],
        terms=row["terms"],
    )


async def acts_since(connection: Connection, at: datetime) -> tuple[Entry, ...]:
    """The proven acts that were recorded since an instant, the newest first; those of minutes, not of days."""
    found: list[Entry] = []
    before: int | None = None
    query = (
        "SELECT seq, body FROM ledger WHERE act_id IS NOT NULL AND ($1::bigint IS NULL OR seq < $1) "
        "ORDER BY seq DESC LIMIT $2"
    )
    while lines := _lines(await connection.fetch(query, before, _STEP)):
        found += [entry for entry in readable(lines) if entry.at >= at]
        oldest = lines[-1].entry
        if len(lines) < _STEP or (not isinstance(oldest, Unreadable) and oldest.at < at):
            break
        before = lines[-1].seq
    return tuple(found)


async def recoveries_of(connection: Connection, article_id: str) -> tuple[Line, ...]:
    """The restores of the storage, and what proved an article untouched since, oldest first; usually there are none."""
    return _lines(await connection.fetch(_RECOVERIES, ["", article_id]))


async def newest(connection: Connection, before: int | None, limit: int) -> tuple[Line, ...]:
    """The newest lines below a number, the newest first."""
    query = "SELECT seq, body FROM ledger WHERE $1::bigint IS NULL OR seq < $1 ORDER BY seq DESC LIMIT $2"
    return _lines(await connection.fetch(query, before, limit))


def _rows(rows: Iterable[Any]) -> tuple[Row, ...]:
    return tuple(Row(seq=row["seq"], hash=row["hash"], line=_agreeing(row)) for row in rows)


def _agreeing(row: Any) -> Line:
    entry = entry_from(row["body"])
    if not isinstance(entry, Unreadable) and (entry.article_id, entry.act_id) != (row["article_id"], row["act_id"]):
        entry = Unreadable(raw=row["body"], reason="mã bài hoặc mã thao tác khác với nội dung đã ghi")
    return Line(seq=row["seq"], entry=entry)


def _lines(rows: Iterable[Any]) -> tuple[Line, ...]:
    return tuple(Line(seq=row["seq"], entry=entry_from(row["body"])) for row in rows)


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
