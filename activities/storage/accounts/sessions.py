"""Sessions of members: found by the hash of their cookie, ended for good when they end."""

import hashlib
from collections.abc import Iterable
from typing import Any, Final

from activities.storage.accounts.lines import changed
from activities.storage.database import Database, now
from newsroom.article import MemberId
from newsroom.members.accounts import AccountChange, own_hand
from newsroom.members.sessions import LONGEST, SEEN_EVERY, Session, Way

_LONGEST_DEVICE: Final = 200
# Who has been locked out is out at once, whatever was begun in the same moment.
_LIVE: Final = (
    "SELECT s.* FROM sessions s LEFT JOIN accounts a USING (member) WHERE a.disabled_at IS NULL AND s.ended_at IS NULL"
)


class SessionStore:
    """Who is signed in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, cookie: str, member: MemberId, device: str, *, way: Way, half: bool = False) -> None:
        """Let this cookie open a session from now on; what is over long since is forgotten."""
        at = now()
        async with self._database.writing() as connection:
            await connection.execute(
                "INSERT INTO sessions (hash, member, begun_at, seen_at, device, way, is_half) "
                "VALUES ($1, $2, $3, $3, $4, $5, $6)",
                _hash(cookie),
                member,
                at,
                device[:_LONGEST_DEVICE],
                way,
                half,
            )
            await connection.execute("DELETE FROM sessions WHERE begun_at < $1", at - 2 * LONGEST)

    async def of(self, cookie: str) -> Session | None:
        """The session that a cookie opens; None when it opens none any more. Notes now and then that it is used."""
        session = await self._held(cookie)
        if session is None or session.half:
            return None
        at = now()
        if at - session.seen_at >= SEEN_EVERY:
            async with self._database.writing() as connection:
                await connection.execute(
                    "UPDATE sessions SET seen_at = greatest(seen_at, $2) WHERE hash = $1", _hash(cookie), at
                )
        return session

    async def half_of(self, cookie: str) -> Session | None:
        """The session of a cookie that waits for the second factor; None when there is none."""
        session = await self._held(cookie)
        return session if session is not None and session.half else None

    async def of_members(self, members: Iterable[MemberId]) -> tuple[Session, ...]:
        """All that these members have open, used last first."""
        at = now()
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                f"{_LIVE} AND s.member = ANY($1) AND NOT s.is_half ORDER BY s.seen_at DESC", list(members)
            )
        return tuple(session for session in map(_from_row, rows) if session.holds(at))

    async def end(self, cookie: str) -> None:
        """Let a cookie open nothing any more. Again: nothing."""
        await self._end("hash = $2", _hash(cookie))

    async def end_one(self, member: MemberId, number: str) -> None:
        """End a session of a member's. Again: nothing, as for one of somebody else's."""
        await self._end("encode(hash, 'hex') = $2 AND member = $3", number, member)

    async def end_all(self, member: MemberId) -> None:
        """Sign a member out everywhere; the ledger says so."""
        at = now()
        async with self._database.writing() as connection:
            await connection.execute(
                "UPDATE sessions SET ended_at = $2 WHERE member = $1 AND ended_at IS NULL", member, at
            )
            await changed(connection, AccountChange.SIGNED_OUT, member, own_hand(member), at)

    async def _held(self, cookie: str) -> Session | None:
        async with self._database.reading() as connection:
            row = await connection.fetchrow(f"{_LIVE} AND s.hash = $1", _hash(cookie))
        session = None if row is None else _from_row(row)
        return session if session is not None and session.holds(now()) else None

    async def _end(self, which: str, *given: Any) -> None:
        async with self._database.writing() as connection:
            await connection.execute(
                f"UPDATE sessions SET ended_at = $1 WHERE {which} AND ended_at IS NULL",  # noqa: S608 - every word is ours
                now(),
                *given,
            )


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()


def _from_row(row: Any) -> Session:
    return Session(
        number=row["hash"].hex(),
        member=MemberId(row["member"]),
        begun_at=row["begun_at"],
        seen_at=row["seen_at"],
        device=row["device"],
        way=Way(row["way"]),
        half=row["is_half"],
        ended_at=row["ended_at"],
    )
