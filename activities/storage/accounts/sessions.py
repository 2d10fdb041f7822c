"""Sessions of members: found by the hash of their cookie, ended for good when they end."""

import hashlib
from typing import Any

from activities.storage.database import Database, now
from newsroom.article import MemberId
from newsroom.members.sessions import LONGEST, SEEN_EVERY, Session

_LONGEST_DEVICE = 200


class SessionStore:
    """Who is signed in."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, cookie: str, member: MemberId, device: str) -> Session:
        """A session that this cookie opens from now on; what is over long since is forgotten."""
        at = now()
        session = Session(member=member, begun_at=at, seen_at=at, device=device[:_LONGEST_DEVICE])
        async with self._database.writing() as connection:
            await connection.execute(
                "INSERT INTO sessions (hash, member, begun_at, seen_at, device) VALUES ($1, $2, $3, $3, $4)",
                _hash(cookie),
                member,
                at,
                session.device,
            )
            await connection.execute("DELETE FROM sessions WHERE begun_at < $1", at - 2 * LONGEST)
        return session

    async def of(self, cookie: str) -> Session | None:
        """The session that a cookie opens; None when it opens none any more. Notes now and then that it is used."""
        at = now()
        async with self._database.reading() as connection:
            row = await connection.fetchrow("SELECT * FROM sessions WHERE hash = $1", _hash(cookie))
        session = None if row is None else _from_row(row)
        if session is None or not session.holds(at):
            return None
        if at - session.seen_at >= SEEN_EVERY:
            async with self._database.writing() as connection:
                await connection.execute(
                    "UPDATE sessions SET seen_at = greatest(seen_at, $2) WHERE hash = $1", _hash(cookie), at
                )
        return session

    async def end(self, cookie: str) -> None:
        """Let a cookie open nothing any more. Again: nothing."""
        async with self._database.writing() as connection:
            await connection.execute(
                "UPDATE sessions SET ended_at = $2 WHERE hash = $1 AND ended_at IS NULL", _hash(cookie), now()
            )

    async def end_all(self, member: MemberId) -> None:
        """Sign a member out everywhere."""
        async with self._database.writing() as connection:
            await connection.execute(
                "UPDATE sessions SET ended_at = $2 WHERE member = $1 AND ended_at IS NULL", member, now()
            )


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode()).digest()


def _from_row(row: Any) -> Session:
    return Session(
        member=MemberId(row["member"]),
        begun_at=row["begun_at"],
        seen_at=row["seen_at"],
        device=row["device"],
        ended_at=row["ended_at"],
    )
