"""The ring of the desk's keys, as the ledger tells it: read on from the last line that this process knows."""

from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from typing import Any, Final

from activities.signatures import is_signed_by
from activities.storage.database import Connection, Database
from activities.storage.ledger import Latest, append, keys_since
from activities.storage.timeouts import VERIFY
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.chain import Link
from newsroom.ledger.entries import Line, entry_from
from newsroom.ledger.key_lines import KeyChanged, KeyStolen
from newsroom.ledger.keys import Key, KeyRing, first_ring

_PAGE: Final = 1000


class KeyStore:
    """The desk's keys. Shape: `first` is the newsroom's first public key, `second` a second office's, or empty."""

    def __init__(self, database: Database, first: str, second: str = "") -> None:
        self._database = database
        self.first, self.second = first, second
        self._first = first_ring(first, second, is_signed_by)
        self._known = (self._first, "")

    @property
    def known(self) -> KeyRing:
        """The ring as this process has read it last."""
        return self._known[0]

    @property
    def newest(self) -> int:
        """The line about keys that this process has read last; 0 before any."""
        return self.known.newest

    async def ring(self, connection: Connection, latest: Latest | None = None) -> KeyRing:
        """The ring as it is now, read in the caller's transaction, or by what was just read there."""
        ring, last = self._known
        if latest is not None and latest.seen.keys == ring.newest:
            rows: Sequence[Mapping[str, Any]] = latest.keys
        else:
            rows = await keys_since(connection, ring.newest)
        if ring.newest and (not rows or rows[0]["body"] != last):
            # Another ledger than before: restored, or a line that was rolled back.
            ring, last = self._first, ""
            rows = await keys_since(connection, 0)
        new = [row for row in rows if row["seq"] > ring.newest]
        if new:
            ring, last = ring.extended(_lines(new)), new[-1]["body"]
        self._known = (ring, last)
        return ring

    async def present(self) -> KeyRing:
        """The ring as it is now."""
        async with self._database.reading() as connection:
            return await self.ring(connection)

    async def links(self) -> tuple[Link, ...]:
        """The lines about keys as they are chained, oldest first."""
        async with self._database.reading() as connection:
            rows = await keys_since(connection, 0)
        named = ("seq", "body", "prev_hash", "hash")
        return tuple(Link(**{name: row[name] for name in named}) for row in rows)

    async def write(self, line: KeyChanged | KeyStolen) -> KeyRing:
        """The ring after a line about a key.

        Errors: Refused (bad_signature), and nothing is written, when nobody who may has signed it.
        """
        async with self._database.writing() as connection:
            # One at a time: the second of two must be judged by what the first has left.
            await connection.execute("SELECT pg_advisory_xact_lock(hashtext('keys'))")
            before = await self.ring(connection)
            if len(before.extended((Line(seq=before.next_line, entry=line),)).faults) > len(before.faults):
                raise Refused(
                    RefusalCode.BAD_SIGNATURE,
                    "Việc đổi khóa hoặc báo mất khóa không có chữ ký của khóa đang dùng hoặc của cơ quan thứ hai, "
                    "hoặc nêu khóa không đúng; vòng khóa giữ nguyên. Hãy xem `toasoan keys list` rồi làm lại.",
                )
            await append(connection, line)
        return await self.present()

    async def since(self, key: Key) -> AsyncIterator[Line]:
        """The lines after the beginning of a key, oldest first; a long look, apart from the pool."""
        async with self._database.apart(VERIFY) as connection:
            after = key.from_line
            while rows := await connection.fetch(
                "SELECT seq, body FROM ledger WHERE seq > $1 ORDER BY seq LIMIT $2", after, _PAGE
            ):
                for line in _lines(rows):
                    yield line
                after = rows[-1]["seq"]


def _lines(rows: Iterable[Any]) -> tuple[Line, ...]:
    return tuple(Line(seq=row["seq"], entry=entry_from(row["body"])) for row in rows)
