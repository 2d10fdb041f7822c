"""Writing to the ledger and reading it back; the database chains the rows, `newsroom.ledger` says what they mean."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.storage.database import Connection, row_at
from newsroom.ledger.chain import GENESIS, Head, body_text
from newsroom.ledger.entries import Entry, Line, Unreadable, entry_from, readable, to_body
from newsroom.ledger.kinds import ACCEPTED, REFUSED, EntryKind
from newsroom.text import storable

_STEP = 50
_SAYS_ACCEPTED: Final = f'"outcome":"{ACCEPTED}"'
# The conditions on bodies are those of the indexes, word for word: without them every call would read the whole ledger.
_KEYS: Final = r"""SELECT * FROM ledger WHERE body LIKE '%"public\_key":%' AND seq >= $2"""
_DEEDS: Final = (
    "SELECT * FROM ledger WHERE article_id = '' AND act_id IS NOT NULL AND seq >= $3 "  # noqa: S608 - every word is ours
    f"AND body LIKE '%{_SAYS_ACCEPTED}%'"
)
MOVING: Final = [
    f"%{said}%"
    for said in (
        _SAYS_ACCEPTED,
        *(f'"kind":"{kind}"' for kind in (EntryKind.SUBMISSION, EntryKind.ENTERED, EntryKind.BOARD_DECISION)),
    )
]
"""Marks of the lines that can move an article; within a text that somebody wrote their quotes would be escaped."""

MOVES: Final = f"SELECT * FROM ledger WHERE article_id = $1 AND body LIKE ANY(ARRAY{MOVING})"  # noqa: S608 - every word is ours
"""The lines of an article ($1) that can move it."""

_RECOVERIES: Final = """
SELECT * FROM ledger WHERE (body LIKE '{"act_id":null,%"kind":"restored"%'
    OR body LIKE '{"act_id":null,%"kind":"released"%') AND article_id IN ('', $1)
"""


async def append(connection: Connection, entry: Entry) -> int:
    """The sequence number of a new entry. To be called last in a transaction: it holds the ledger's head."""
    article_id, act_id = map(storable, (entry.article_id, entry.act_id))
    return int(await connection.fetchval("SELECT ledger_append($1, $2, $3)", article_id, act_id, text_of(entry)))


def text_of(entry: Entry) -> str:
    """An entry as the ledger keeps it."""
    return body_text(storable(to_body(entry)))


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
    return tuple(_agreeing(row) for row in await connection.fetch(f"{MOVES} ORDER BY seq", article_id))


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
    return _rows(await connection.fetch(f"{_DEEDS.replace('$3', '$1')} ORDER BY seq", seq))


async def keys_since(connection: Connection, seq: int) -> Sequence[Mapping[str, Any]]:
    """The rows about the desk's keys from a line on, oldest first."""
    rows: list[Any] = await connection.fetch(f"{_KEYS.replace('$2', '$1')} ORDER BY seq", seq)
    return rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How far a process has read: the last line about a key, and the last deed."""

    keys: int
    deeds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Latest:
    """The rows about keys and the deeds, each from the line on up to which they were `seen`."""

    seen: Seen
    keys: tuple[Mapping[str, Any], ...]
    deeds: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class News(Latest):
    """What whoever judges an act must know of the storage once everything is locked, read at that instant.

    Shape: `said` is the body of the line that the act has already, `refused` the code of one that was only counted;
    `things` and `terms` count what signed deeds have made.
    """

    at: datetime
    said: str | None
    refused: str | None
    things: int
    terms: int

    @property
    def entry(self) -> Entry | Unreadable | None:
        """The entry that the act has left; None when it never got here."""
        return None if self.said is None else entry_from(self.said)


def _all(lines: str) -> str:
    """A query of lines as one value among others, so that several are read in one round trip."""
    return f"(SELECT coalesce(jsonb_agg(to_jsonb(line) ORDER BY seq), '[]') FROM ({lines}) AS line)"  # noqa: S608 - every word is ours


_LATEST: Final = f"{_all(_KEYS)} AS keys, {_all(_DEEDS)} AS deeds"
_NEWS: Final = f"""
SELECT clock_timestamp() AS at, (SELECT body FROM ledger WHERE act_id = $1) AS said,
    (SELECT code FROM counted_acts WHERE act_id = $1) AS refused,
    (SELECT count(*) FROM absences) + (SELECT count(*) FROM grants) + (SELECT count(*) FROM board_versions) AS things,
    (SELECT count(*) FROM terms) AS terms, {_LATEST}
"""  # noqa: S608 - every word is ours
HISTORY: Final = f"{_LATEST}, {_all(MOVES)} AS moves, {_all(_RECOVERIES)} AS recoveries"
"""What the ledger tells of an article ($1), and of keys ($2) and deeds ($3) from a line on: columns of a statement."""


async def news(connection: Connection, act_id: str, seen: Seen) -> News:
    """What is new about an act, about keys and deeds, read in the caller's transaction."""
    row, at = await row_at(connection, _NEWS, act_id, seen.keys, seen.deeds)
    return News(
        at=at,
        said=row["said"],
        refused=row["refused"],
        seen=seen,
        keys=tuple(row["keys"]),
        deeds=_rows(row["deeds"]),
        things=row["things"],
        terms=row["terms"],
    )


def latest(row: Mapping[str, Any], seen: Seen) -> Latest:
    """What the columns `HISTORY` of a row tell of keys and deeds."""
    return Latest(seen=seen, keys=tuple(row["keys"]), deeds=_rows(row["deeds"]))


def moves(row: Mapping[str, Any]) -> tuple[Line, ...]:
    """The lines of an article that can move it, as those columns tell them."""
    return tuple(map(_agreeing, row["moves"]))


def recoveries(row: Mapping[str, Any]) -> tuple[Line, ...]:
    """The restores of the storage, as those columns tell them."""
    return _lines(row["recoveries"])


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
    return _lines(await connection.fetch(f"{_RECOVERIES} ORDER BY seq", article_id))


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
