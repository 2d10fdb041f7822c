"""Versions of the notice: adopting one, and asking which is in force."""

import hashlib
import re
import tomllib
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from activities.storage.database import Connection, Database, now
from activities.storage.ledger import Latest, News, Seen, append
from activities.storage.rows import BoardVersion
from newsroom.board import Board, Notice
from newsroom.board_file import board_from
from newsroom.errors import InvalidBoard
from newsroom.ledger.matter_acts import BoardAdopted
from newsroom.members.personal_keys import PersonalKeys
from newsroom.roster import Presence, Roster

_MOST_CHARS: Final = 1_000_000
_PLACE: Final = re.compile(r"at line (\d+), column (\d+)")


class NoBoard(Exception):
    """Chưa có bản phân công Ban Biên tập nào được áp dụng; hãy chạy `toasoan board adopt TỆP`."""

    def __init__(self) -> None:
        super().__init__((type(self).__doc__ or "").strip())


class UnprovenBoard(NoBoard):
    """Kho có bản phân công nhưng chưa bản nào được tính: TOASOAN_FIRST_BOARD_DIGEST chưa đặt hoặc không khớp.

    Mọi việc giữ nguyên, chưa ai duyệt được. Kỹ sư đặt cài đặt này bằng mã của bản phân công đầu tiên (tính lại từ tệp
    đã ban hành bằng `sha256sum TỆP`) rồi chạy lại.
    """

    def __init__(self) -> None:
        Exception.__init__(self, " ".join((type(self).__doc__ or "").split()))


class UnwrittenBoard(NoBoard):
    """Sổ có thao tác áp dụng bản phân công đang có hiệu lực, nhưng kho không còn dòng của bản ấy.

    Mọi việc giữ nguyên, chưa ai duyệt được. Kỹ sư xem dòng thiếu bằng `toasoan ledger verify` rồi phục hồi kho từ bản
    sao lưu.
    """

    def __init__(self) -> None:
        Exception.__init__(self, " ".join((type(self).__doc__ or "").split()))


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


class Ruling(Protocol):
    """Which notices signed deeds prove, and what held at an instant."""

    @property
    def notices(self) -> tuple[Notice, ...]:
        """In the order of their adoption."""
        ...

    def notice_at(self, moment: datetime) -> Notice | None:
        """The notice in force at an instant."""
        ...

    def roster_at(self, moment: datetime, since: datetime | None = None) -> Roster:
        """What was known at an instant."""
        ...

    @property
    def personal(self) -> PersonalKeys:
        """The members' own keys."""
        ...


RulingT = TypeVar("RulingT", bound=Ruling)


class KnowsPowers(Protocol[RulingT]):
    """Says who decides, by signed deeds. Shape: what it has proven is handed back to it as it was."""

    first_board: str

    @property
    def seen(self) -> Seen:
        """How far keys and deeds were read."""
        ...

    async def proven(self, connection: Connection, latest: Latest | None = None) -> RulingT:
        """The powers by all deeds that are there."""
        ...

    async def newest(self, connection: Connection) -> Notice | None:
        """The notice that was adopted last; None when not even a first one counts."""
        ...

    async def alarm(self, connection: Connection, powers: RulingT, at: datetime, news: News) -> None:
        """Tell the people about rows that no signed deed has made."""
        ...


class BoardStore:
    """The versions that count, and the roster beside them; no version ever changes, so each is read once."""

    def __init__(self, database: Database, powers: KnowsPowers[Any]) -> None:
        self._database = database
        self.powers = powers
        self._versions: dict[tuple[str, int], BoardVersion] = {}

    async def found(self, source: str, *, effective_from: datetime | None = None) -> str | None:
        """The digest of the first version ever, now stored; None when there is one already: others need a signed act.

        Shape: it counts in processes whose settings name this digest.
        Errors: InvalidBoard, and nothing is stored.
        Source: rules 2, 3, 92, 93 (members change, a notice takes effect and replaces the one before).
        """
        parse_board(source)
        async with self._database.writing() as connection:
            await hold_versions(connection)
            if await connection.fetchval("SELECT true FROM board_versions LIMIT 1"):
                return None
            at = now()
            await add_version(connection, source, "setup", effective_from or at, at)
        return digest_of(source)

    async def keep_draft(self, source: str) -> str:
        """The digest under which the text of a notice now waits to be adopted. Errors: InvalidBoard."""
        parse_board(source)
        digest = digest_of(source)
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

    async def present(self) -> Presence:
        """The board in force now with its roster, by one reading. Errors: NoBoard."""
        async with self._database.reading() as connection:
            return await self.presence(connection, now())

    async def within(self, connection: Connection, at: datetime) -> BoardVersion:
        """The version in force at an instant, read in the caller's transaction. Errors: NoBoard."""
        return await self._version_in(connection, await self.powers.proven(connection), at)

    async def known_at(self, connection: Connection, moment: datetime, since: datetime | None = None) -> Roster:
        """The roster at an instant, read in the caller's transaction."""
        powers: Ruling = await self.powers.proven(connection)
        return powers.roster_at(moment, since)

    async def ruling(
        self, connection: Connection, at: datetime, news: News | None = None
    ) -> tuple[BoardVersion, Roster]:
        """Both by one reading. Errors: NoBoard."""
        version, roster, _ = await self.powers_at(connection, at, news)
        return version, roster

    async def powers_at(
        self, connection: Connection, at: datetime, news: News | None = None
    ) -> tuple[BoardVersion, Roster, PersonalKeys]:
        """The same with the members' own keys; the `news` of an act tell people about rows that no deed has made.

        Errors: NoBoard.
        """
        powers: Ruling = await self.powers.proven(connection, news)
        version = await self._version_in(connection, powers, at)
        if news is not None:
            await self.powers.alarm(connection, powers, at, news)
        return version, powers.roster_at(at), powers.personal

    async def _version_in(self, connection: Connection, powers: Ruling, at: datetime) -> BoardVersion:
        notice = powers.notice_at(at)
        if notice is None:
            stored = await connection.fetchval("SELECT true FROM board_versions LIMIT 1")
            raise UnprovenBoard if stored and not powers.notices else NoBoard
        key = (notice.digest, notice.line)
        if key not in self._versions:
            self._versions[key] = await _version(connection, notice)
        return self._versions[key]

    async def presence(self, connection: Connection, at: datetime) -> Presence:
        """The board in force with its roster at an instant, read in the caller's transaction. Errors: NoBoard."""
        version, roster = await self.ruling(connection, at)
        return Presence(board=version.board, roster=roster, at=at)

    async def sources(self, digests: Iterable[str]) -> dict[int, str]:
        """The texts of the versions with these digests, by number; each digest once."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT DISTINCT ON (digest, effective_from) version, source, digest FROM board_versions "
                "WHERE digest = ANY($1) AND version > 0 ORDER BY digest, effective_from, version",
                list(digests),
            )
        return {row["version"]: row["source"] for row in rows if digest_of(row["source"]) == row["digest"]}

    async def versions(self) -> tuple[tuple[int, datetime, str, str], ...]:
        """Number, start, who adopted and digest of every version, oldest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch("SELECT * FROM board_versions ORDER BY version")
        return tuple((row["version"], row["effective_from"], row["adopted_by"], row["digest"]) for row in rows)


def digest_of(source: str) -> str:
    """The digest (hex SHA-256) that names the text of a notice."""
    return hashlib.sha256(source.encode()).hexdigest()


async def hold_versions(connection: Connection) -> None:
    """Let nobody else adopt a notice before this transaction ends; to be called before the newest is looked at."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('board_versions'))")


async def add_version(
    connection: Connection, source: str, by: str, effective_from: datetime, adopted_at: datetime
) -> int:
    """The number of a new version, written with its ledger entry in the caller's transaction.

    Source: rules 92 and 93 (what was decided keeps the version it was decided under).
    """
    digest = digest_of(source)
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


async def _version(connection: Connection, notice: Notice) -> BoardVersion:
    row = await connection.fetchrow(
        "SELECT version, adopted_at, adopted_by FROM board_versions "
        "WHERE digest = $1 AND effective_from = $2 AND version > 0 ORDER BY version LIMIT 1",
        notice.digest,
        notice.effective_from,
    )
    if row is None:
        raise UnwrittenBoard
    return BoardVersion(
        number=row["version"],
        effective_from=notice.effective_from,
        adopted_at=row["adopted_at"],
        adopted_by=row["adopted_by"],
        digest=notice.digest,
        board=notice.board,
        signing=notice.signing,
    )
