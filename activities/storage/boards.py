"""Versions of the notice: adopting one, and asking which is in force."""

import hashlib
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from newsroom.board import Board
from newsroom.board_file import board_from
from newsroom.errors import InvalidBoard
from newsroom.ledger.matter_acts import BoardAdopted

_MOST_CHARS: Final = 1_000_000
_PLACE: Final = re.compile(r"at line (\d+), column (\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardVersion:
    """One adopted version of the notice."""

    number: int
    effective_from: datetime
    adopted_at: datetime
    adopted_by: str
    digest: str
    board: Board


class NoBoard(Exception):
    """Chưa có bản phân công Ban Biên tập nào được áp dụng; hãy chạy `toasoan board adopt TỆP`."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


def parse_board(source: str) -> Board:
    """The board that the text of a board file describes.

    Errors: InvalidBoard, also when the text is no TOML, or longer than any board's.
    """
    if len(source) > _MOST_CHARS:
        raise InvalidBoard("tệp", f"dài quá {_MOST_CHARS} ký tự.")
    try:
        return board_from(tomllib.loads(source))
    except RecursionError as wrong:
        raise InvalidBoard("tệp", "các mục lồng nhau quá sâu.") from wrong
    except tomllib.TOMLDecodeError as wrong:
        found = _PLACE.search(str(wrong))
        place = f"dòng {found[1]}, cột {found[2]}" if found else "cuối tệp"
        raise InvalidBoard("tệp", f"không đúng cú pháp TOML ở {place}.") from wrong


class BoardStore:
    """The adopted versions; a version never changes, so each is parsed once per process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._parsed: dict[int, BoardVersion] = {}

    async def adopt(self, source: str, *, by: str, effective_from: datetime | None = None) -> BoardVersion:
        """A new version from a board file; the same text twice in a row stays one version.

        Errors: InvalidBoard, and nothing is stored.
        Source: rules 2, 3, 92, 93 (members change, a notice takes effect and replaces the one before).
        """
        parse_board(source)
        digest = hashlib.sha256(source.encode()).hexdigest()
        async with self._database.writing() as connection:
            await hold_versions(connection)
            # Not before the lock: what was adopted meanwhile would begin later, and stay in force.
            adopted_at = now()
            last = await connection.fetchrow("SELECT version, digest FROM board_versions ORDER BY version DESC LIMIT 1")
            if last is None or last["digest"] != digest:
                await add_version(connection, source, by, effective_from or adopted_at, adopted_at)
        return await self.in_force()

    async def keep_draft(self, source: str) -> str:
        """The digest under which the text of a notice now waits to be adopted. Errors: InvalidBoard."""
        parse_board(source)
        digest = hashlib.sha256(source.encode()).hexdigest()
        async with self._database.reading() as connection:
            await connection.execute(
                "INSERT INTO board_drafts (digest, source, kept_at) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING",
                digest,
                source,
                now(),
            )
        return digest

    async def in_force(self) -> BoardVersion:
        """The version in force now. Errors: NoBoard."""
        async with self._database.reading() as connection:
            return await self.within(connection, now())

    async def within(self, connection: Connection, at: datetime) -> BoardVersion:
        """The version in force at an instant, read in the caller's transaction. Errors: NoBoard."""
        number = await connection.fetchval(
            "SELECT version FROM board_versions WHERE effective_from <= $1 "
            "ORDER BY effective_from DESC, version DESC LIMIT 1",
            at,
        )
        if number is None:
            raise NoBoard
        if number not in self._parsed:
            row = await connection.fetchrow("SELECT * FROM board_versions WHERE version = $1", number)
            self._parsed[number] = BoardVersion(
                number=number,
                effective_from=row["effective_from"],
                adopted_at=row["adopted_at"],
                adopted_by=row["adopted_by"],
                digest=row["digest"],
                board=parse_board(row["source"]),
            )
        return self._parsed[number]

    async def versions(self) -> tuple[tuple[int, datetime, str, str], ...]:
        """Number, start, who adopted and digest of every version, oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch("SELECT * FROM board_versions ORDER BY version")
        return tuple((row["version"], row["effective_from"], row["adopted_by"], row["digest"]) for row in rows)


async def hold_versions(connection: Connection) -> None:
    """Let nobody else adopt a notice before this transaction ends; to be called before the newest is looked at."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('board_versions'))")


async def add_version(
    connection: Connection, source: str, by: str, effective_from: datetime, adopted_at: datetime
) -> int:
    """The number of a new version, written with its ledger entry in the caller's transaction.

    Source: rules 92 and 93 (what was decided keeps the version it was decided under).
    """
    digest = hashlib.sha256(source.encode()).hexdigest()
    number: int = await connection.fetchval(
        "INSERT INTO board_versions (effective_from, adopted_at, adopted_by, digest, source) "
        "VALUES ($1, $2, $3, $4, $5) RETURNING version",
        effective_from,
        adopted_at,
        by,
        digest,
        source,
    )
    await append(connection, BoardAdopted(at=adopted_at, by=by, version=number, digest=digest))
    return number
