"""Who decides, as the newsroom's signed deeds prove it; the tables of boards and of the roster are held against them.

The deeds are read once per process and then only what has come since: each is verified once.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final, Protocol

from activities.signatures import is_signed_by_device
from activities.storage import obligations
from activities.storage.database import Connection
from activities.storage.ledger import Latest, News, Seen, deeds_since
from activities.storage.roster import written
from newsroom.article import ArticleId
from newsroom.board import Board, Notice
from newsroom.board_file import board_from
from newsroom.errors import InvalidBoard
from newsroom.ledger.key_lines import Theft
from newsroom.ledger.powers import Powers, powers_after
from newsroom.ledger.proof import Deed, Signatures, proven
from newsroom.matters import facts
from newsroom.matters.kinds import MatterAct
from newsroom.members.personal_keys import PersonalKeys
from newsroom.notifications.powers import unproven_notifications
from newsroom.roster import GRANT_LABELS, Absence, Grant, Presence, Roster
from newsroom.working_time import local

_FIRST_NUMBER: Final = 1
"""What the database numbers first; a lower one was made up."""


class Keys(Protocol):
    """Knows the desk's keys."""

    @property
    def newest(self) -> int:
        """The line about keys that was read last."""
        ...

    async def ring(self, connection: Connection, latest: Latest | None = None) -> Signatures:
        """The keys as the caller's transaction sees them, or by what was just read there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What has been read of the deeds, up to the line `seq` with that hash; `boards` are texts by digest.

    Shape: `thefts` were reported by then; a later report may void what was proven before it.
    """

    seq: int = 0
    hash: str = ""
    latest: datetime | None = None
    powers: Powers = field(default_factory=Powers)
    boards: Mapping[str, Board] = field(default_factory=dict)
    thefts: tuple[Theft, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A row that no signed deed has made. Shape: `name` tells it from all others; `what` is Vietnamese."""

    name: str
    what: str


class PowerStore:
    """The powers as they are proven.

    Shape: `first_board` is the digest of the notice that nobody could sign for.
    """

    def __init__(self, keys: Keys, first_board: str) -> None:
        self._keys = keys
        self.first_board = first_board
        self._known = _Known()

    @property
    def seen(self) -> Seen:
        """How far keys and deeds were read."""
        return Seen(keys=self._keys.newest, deeds=self._known.seq)

    async def signatures(self, connection: Connection, latest: Latest | None = None) -> Signatures:
        """The keys that the caller's transaction sees."""
        return await self._keys.ring(connection, latest)

    async def proven(self, connection: Connection, latest: Latest | None = None) -> Powers:
        """The powers by all deeds that are there, read in the caller's transaction; `latest` are from `seen` on."""
        return (await self.known(connection, latest))[0]

    async def known(self, connection: Connection, latest: Latest | None = None) -> tuple[Powers, Signatures]:
        """The same with the keys that they are proven by."""
        seen = self._known
        signatures = await self.signatures(connection, latest)
        known = seen if seen.thefts == signatures.thefts else _Known()
        rows = latest.deeds if latest and latest.seen.deeds == known.seq else await deeds_since(connection, known.seq)
        if known.seq and (not rows or (rows[0].seq, rows[0].hash) != (known.seq, known.hash)):
            # Another ledger than the one that was read, as after a restore.
            known, rows = _Known(), await deeds_since(connection, 0)
        if not known.powers.notices:
            known = await _founded(connection, self.first_board)
            rows = await deeds_since(connection, 0)
        new = [row for row in rows if row.seq > known.seq]
        if new:
            found = proven([row.line for row in new], ArticleId(""), signatures, since=known.latest)
            boards = {**known.boards, **await _texts(connection, found.deeds, known.boards)}
            before = replace(known.powers, doubts=(*known.powers.doubts, *found.doubts))
            powers = powers_after(before, found.of_the_house, boards)
            known = _Known(seq=new[-1].seq, hash=new[-1].hash, latest=found.latest, powers=powers, boards=boards)
        self._known = known = replace(known, thefts=signatures.thefts)
        return known.powers, signatures

    async def newest(self, connection: Connection) -> Notice | None:
        """The notice that was adopted last, whether in force yet or not; None when not even a first one counts."""
        return next(reversed((await self.proven(connection)).notices), None)

    async def roster(self, connection: Connection, moment: datetime, since: datetime | None = None) -> Roster:
        """The roster at an instant, read in the caller's transaction."""
        return (await self.proven(connection)).roster_at(moment, since)

    async def foreign(self, connection: Connection) -> tuple[Foreign, ...]:
        """The rows of boards and of the roster that no signed deed has made, or that differ from it."""
        powers = await self.proven(connection)
        return (
            *_foreign_boards(powers, await _versions(connection)),
            *_foreign_roster(powers, await written(connection)),
        )

    async def findings(self, connection: Connection) -> tuple[str, ...]:
        """Rows without a deed and deeds without proof, in Vietnamese: they look as if they gave somebody power."""
        foreign = await self.foreign(connection)
        doubts = (await self.proven(connection)).doubts
        return (
            *(f"Kho có {row.what} mà không có thao tác đã ký: không được tính." for row in foreign),
            *(f"Dòng sổ {doubt.line} về quyền duyệt không được tính: {doubt.why}" for doubt in doubts),
        )

    async def missing(self, connection: Connection) -> tuple[str, ...]:
        """What signed deeds have made and no row has, in Vietnamese."""
        powers = await self.proven(connection)
        rows = set(await written(connection))
        away = [version for known in powers.absences.values() for version in known.versions]
        lent = [version for known in powers.grants.values() for version in known.versions]
        lost: list[tuple[datetime, Absence | Grant]] = [v for v in away if v not in rows]
        lost += [v for v in lent if v not in rows]
        digests = {row["digest"] for row in await _versions(connection)}
        wanted = [notice.digest for notice in powers.notices] or [self.first_board]
        unwritten = (digest[:12] for digest in wanted if digest not in digests or not powers.notices)
        return (
            *(f"Sổ có {_what(thing)}, ghi lúc {local(at):%H:%M %d/%m/%Y}, mà kho không có." for at, thing in lost),
            *(f"Sổ áp dụng bản phân công {digest} mà kho không có." for digest in unwritten),
        )

    async def alarm(self, connection: Connection, powers: Powers, at: datetime, news: News) -> None:
        """Tell the people about rows that no signed deed has made, once per row.

        Shape: to be called before anything is written in this transaction; as long as there are as many rows as deeds
        have made, none is looked at.
        """
        notice = powers.notice_at(at)
        if notice is None or (news.things, news.terms) == _expected(powers):
            return
        for row in await self.foreign(connection):
            there = Presence(board=notice.board, roster=powers.roster_at(at), at=at)
            notifications = unproven_notifications(there, row.what)
            await obligations.notify(connection, "", f"unproven/{row.name}", notifications, at)


async def _founded(connection: Connection, digest: str) -> _Known:
    row = await connection.fetchrow(
        "SELECT * FROM board_versions WHERE digest = $1 AND version >= $2 ORDER BY version LIMIT 1",
        digest,
        _FIRST_NUMBER,
    )
    board = None if row is None else _board(row)
    if board is None:
        return _Known()
    first = Notice(digest=digest, effective_from=row["effective_from"], board=board)
    personal = PersonalKeys(verify=is_signed_by_device)
    return _Known(powers=Powers(notices=(first,), personal=personal), boards={digest: board})


async def _texts(connection: Connection, deeds: Iterable[Deed], known: Mapping[str, Board]) -> dict[str, Board]:
    """The notices that deeds adopt, by digest; a text that has not the digest it is stored under is none."""
    named = {deed.claim.said(facts.DIGEST) for deed in deeds if deed.claim.act is MatterAct.ADOPT_BOARD} - known.keys()
    if not named:
        return {}
    rows = await connection.fetch("SELECT * FROM board_versions WHERE digest = ANY($1)", list(named))
    return {row["digest"]: board for row in rows if (board := _board(row)) is not None}


async def _versions(connection: Connection) -> list[Any]:
    rows: list[Any] = await connection.fetch("SELECT * FROM board_versions ORDER BY version")
    return rows


def _board(row: Mapping[str, Any]) -> Board | None:
    if hashlib.sha256(row["source"].encode()).hexdigest() != row["digest"]:
        return None
    try:
        return board_from(tomllib.loads(row["source"]))
    except (InvalidBoard, tomllib.TOMLDecodeError, RecursionError):
        return None


def _expected(powers: Powers) -> tuple[int, int]:
    away, lent = powers.absences.values(), powers.grants.values()
    terms = sum(len(known.versions) for known in away) + sum(len(known.versions) for known in lent)
    return len(away) + len(lent) + len(powers.notices), terms


def _foreign_boards(powers: Powers, rows: Iterable[Any]) -> Iterator[Foreign]:
    wanted = [(n.digest, n.effective_from) for n in powers.notices]
    for row in rows:
        made = (row["digest"], row["effective_from"])
        if made in wanted and row["version"] >= _FIRST_NUMBER and _board(row) is not None:
            wanted.remove(made)
        else:
            what = f"bản phân công số {row['version']} (mã {row['digest'][:12]})"
            yield Foreign(name=f"board/{row['version']}", what=what)


def _foreign_roster(powers: Powers, rows: Iterable[tuple[datetime, Absence | Grant]]) -> Iterator[Foreign]:
    away = {version for known in powers.absences.values() for version in known.versions}
    made = {*away, *(version for known in powers.grants.values() for version in known.versions)}
    for known_from, thing in rows:
        if (known_from, thing) not in made:
            name = f"{'absence' if isinstance(thing, Absence) else 'grant'}/{thing.id}/{known_from.isoformat()}"
            yield Foreign(name=name, what=_what(thing))


def _what(thing: Absence | Grant) -> str:
    if isinstance(thing, Absence):
        return f"đợt vắng {thing.id} của {thing.member}"
    return f"{GRANT_LABELS[thing.kind]} {thing.id} cho {thing.to}"
