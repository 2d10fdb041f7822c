"""Tokens of members as they were issued and taken back: their numbers, never the tokens themselves."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.errors import InvalidInput
from newsroom.ledger.ways_in import TokenChange, TokenChanged
from newsroom.members.ways_in import TokenPurpose
from newsroom.signed.canonical import Via
from newsroom.text import quoted

_ISSUED = "SELECT t.*, r.revoked_at FROM tokens t LEFT JOIN token_revocations r USING (jti)"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedToken:
    """A token as it was issued. Shape: `via` is the way in of whoever issued it."""

    jti: str
    member: MemberId
    office: Office
    purpose: TokenPurpose
    issued_at: datetime
    expires_at: datetime
    via: Via
    revoked_at: datetime | None = None


class SignInTokenStore:
    """Tokens of members; each issue and each revocation is a line of the ledger too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, token: IssuedToken) -> None:
        """Keep the number of a token that is about to be handed over."""
        async with self._database.writing() as connection:
            await connection.execute(
                "INSERT INTO tokens (jti, member, office, purpose, issued_at, expires_at, via) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                token.jti,
                token.member,
                token.office,
                token.purpose,
                token.issued_at,
                token.expires_at,
                token.via,
            )
            await append(connection, _line(token, TokenChange.ISSUED, now(), token.via))

    async def revoke(self, jti: str, via: Via) -> IssuedToken:
        """The token with that number, of no force from now on.

        Again: one that was taken back stays as it is, and the ledger says it once.
        Errors: InvalidInput (jti) for a number that nobody was given.
        """
        async with self._database.writing() as connection:
            token = await _issued(connection, jti)
            if token is None:
                known = "hãy xem số mã ở `toasoan token list`"
                raise InvalidInput("jti", f"không có mã số “{quoted(jti, 40)}”; chưa thu hồi mã nào, {known}.")
            at = now()
            revoked_at = await connection.fetchval(
                "INSERT INTO token_revocations (jti, revoked_at, via) VALUES ($1, $2, $3) "
                "ON CONFLICT DO NOTHING RETURNING revoked_at",
                jti,
                at,
                via,
            )
            if revoked_at is None:
                return await _issued(connection, jti) or token
            await append(connection, _line(token, TokenChange.REVOKED, at, via))
        return replace(token, revoked_at=at)

    async def issued(self, jti: str) -> IssuedToken | None:
        """The token with that number; None when nobody was given it."""
        async with self._database.reading() as connection:
            return await _issued(connection, jti)

    async def in_force(self, at: datetime) -> tuple[IssuedToken, ...]:
        """The tokens that hold at an instant, the newest first."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                f"{_ISSUED} WHERE t.expires_at > $1 AND r.jti IS NULL ORDER BY t.issued_at DESC, t.jti", at
            )
        return tuple(map(_from_row, rows))


async def _issued(connection: Connection, jti: str) -> IssuedToken | None:
    row = await connection.fetchrow(f"{_ISSUED} WHERE jti = $1", jti)
    return None if row is None else _from_row(row)


def _from_row(row: Any) -> IssuedToken:
    return IssuedToken(
        jti=row["jti"],
        member=MemberId(row["member"]),
        office=Office(row["office"]),
        purpose=TokenPurpose(row["purpose"]),
        issued_at=row["issued_at"],
        expires_at=row["expires_at"],
        via=Via(row["via"]),
        revoked_at=row["revoked_at"],
    )


def _line(token: IssuedToken, change: TokenChange, at: datetime, via: Via) -> TokenChanged:
    return TokenChanged(
        at=at,
        change=change,
        jti=token.jti,
        member=token.member,
        office=token.office,
        purpose=token.purpose,
        until=token.expires_at,
        via=via,
    )
