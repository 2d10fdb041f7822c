"""The ledger's head outside the storage: a file that is only ever added to, and the ledger held against it."""

import asyncio
import os
from pathlib import Path
from typing import Final

from activities.signatures import is_signed_by
from activities.storage.articles.numbers import NumberStore
from activities.storage.database import Connection, Database
from activities.storage.ledger import head_of
from activities.storage.timeouts import VERIFY
from newsroom.article import Given, given_in
from newsroom.ledger.anchors import Anchor, Anchors, Compared, anchors_in, binding, compared
from newsroom.ledger.chain import Head

_MODE: Final = 0o600
_NOT_SET: Final = "Chưa đặt tệp mốc sổ (TOASOAN_ANCHOR_FILE) ở máy này nên chưa so sổ với mốc để ngoài kho."
_NOT_THERE: Final = "Không đọc được tệp mốc sổ {path} ở máy này nên chưa so sổ với mốc để ngoài kho."


class AnchorUnwritten(Exception):
    """Không ghi được mốc sổ vào tệp; sổ và kho giữ nguyên. Hãy kiểm tra đĩa và quyền ghi của tệp mốc."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


class AnchorStore:
    """The anchors that were kept.

    Shape: `path` is None where none are kept here; `second` is a second office's public key, or empty.
    """

    def __init__(self, database: Database, path: Path | None, second: str = "") -> None:
        self._database = database
        self._path = path
        self._second = second
        self._numbers = NumberStore(database)
        self._read: tuple[tuple[int, int], Anchors] | None = None

    async def write(self, anchor: Anchor) -> None:
        """Keep an anchor; nothing that was kept before changes. Errors: AnchorUnwritten."""
        if self._path is None:
            raise AnchorUnwritten
        try:
            await asyncio.to_thread(_added, self._path, anchor.line)
        except OSError as full:
            raise AnchorUnwritten from full

    async def kept(self) -> Anchors | None:
        """All that was kept; None where nothing can be read."""
        if self._path is None:
            return None
        try:
            return await asyncio.to_thread(self._kept, self._path)
        except FileNotFoundError:
            # Nothing was kept yet.
            return Anchors() if self._path.parent.is_dir() else None
        except OSError:
            return None

    def _kept(self, path: Path) -> Anchors:
        """What the file keeps, read again only when it has changed."""
        found = path.stat()
        seen = (found.st_size, found.st_mtime_ns)
        if self._read is None or self._read[0] != seen:
            self._read = seen, anchors_in(path.read_text(encoding="utf-8", errors="replace"))
        return self._read[1]

    async def newest(self) -> Anchor | None:
        """The anchor that binds the most lines; None without any."""
        kept = await self.kept()
        return max(binding(kept.kept), key=lambda anchor: anchor.seq, default=None) if kept else None

    async def compared(self, pasted: str = "") -> Compared:
        """The ledger held against what was kept, and against further lines that somebody brings.

        Shape: that nothing could be compared is a note, not a fault.
        """
        kept, brought = await self.kept(), anchors_in(pasted)
        if kept is None and not pasted:
            return Compared(notes=(_NOT_THERE.format(path=self._path) if self._path else _NOT_SET,))
        of_file = kept or Anchors()
        both = Anchors(kept=(*of_file.kept, *brought.kept), unreadable=(*of_file.unreadable, *brought.unreadable))
        async with (
            self._database.apart(VERIFY) as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            hashes = await hashes_at(connection, [anchor.seq for anchor in both.kept])
            head = await head_of(connection)
        return compared(both, hashes, head, self._sealed if self._second else None)

    async def looked_at(self, seq: int) -> tuple[Head, str | None]:
        """The ledger's head, and the hash that it has at a line."""
        async with self._database.reading() as connection:
            head = await head_of(connection)
            return head, (await hashes_at(connection, [seq])).get(seq)

    async def numbers(self) -> tuple[str, ...]:
        """The last number given of each kind, such as article/2026-0421."""
        return tuple(given.name for given in await self._numbers.last())

    async def given(self) -> tuple[Given, ...]:
        """The numbers of which anchors that were kept tell; none where none can be read."""
        kept = await self.kept()
        told = (name for anchor in kept.kept for name in anchor.numbers) if kept else ()
        return tuple(given for name in told if (given := given_in(name)))

    def _sealed(self, text: str, signature: str) -> bool:
        return is_signed_by(self._second, text, signature)


async def hashes_at(connection: Connection, seqs: list[int]) -> dict[int, str]:
    """The hashes that the ledger has at these lines; nothing for a line that is not there."""
    rows = await connection.fetch("SELECT seq, hash FROM ledger WHERE seq = ANY($1)", sorted(set(seqs)))
    return {row["seq"]: row["hash"] for row in rows}


def _added(path: Path, line: str) -> None:
    """Add a line with one call and see it on the disk: a reader never finds half of it in the middle."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, _MODE)
    try:
        os.write(descriptor, f"{line}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
