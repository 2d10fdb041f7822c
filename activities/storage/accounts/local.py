"""Accounts of this installation: names, hashes, sealed secrets; each change is a line of the ledger too."""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any, Final

import asyncpg

from activities.storage.accounts.lines import changed
from activities.storage.database import Connection, Database, now
from newsroom.article import MemberId
from newsroom.errors import InvalidInput
from newsroom.members.accounts import Account, AccountChange, Hand, own_hand

_ACCOUNT: Final = (
    "SELECT a.*, (SELECT count(*) FROM recovery_codes c WHERE c.member = a.member AND c.used_at IS NULL) AS codes_left "
    "FROM accounts a"
)


class AccountStore:
    """Accounts, by member and by login name."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def named(self, name: str) -> Account | None:
        """The account with that login name; None when there is none."""
        async with self._database.reading() as connection:
            row = await connection.fetchrow(f"{_ACCOUNT} WHERE a.name = $1", name)
        return None if row is None else _from_row(row)

    async def of(self, member: MemberId) -> Account | None:
        """The account of a member; None when they never had one."""
        async with self._database.reading() as connection:
            row = await connection.fetchrow(f"{_ACCOUNT} WHERE a.member = $1", member)
        return None if row is None else _from_row(row)

    async def of_members(self, members: Iterable[MemberId]) -> tuple[Account, ...]:
        """The accounts of these members."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(f"{_ACCOUNT} WHERE a.member = ANY($1)", list(members))
        return tuple(map(_from_row, rows))

    async def set_up(
        self, member: MemberId, name: str, password: str, secret: bytes, step: int, codes: Sequence[str]
    ) -> None:
        """Let a name, a password and a second factor open the account of a member.

        Errors: InvalidInput (name) when another member has that name.
        """
        at = now()
        async with self._database.writing() as connection:
            try:
                await connection.execute(
                    "INSERT INTO accounts (member, name, password, secret, last_step, made_at) "
                    "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (member) DO UPDATE "
                    "SET name = excluded.name, password = excluded.password, secret = excluded.secret, "
                    "last_step = excluded.last_step",
                    member,
                    name,
                    password,
                    secret,
                    step,
                    at,
                )
            except asyncpg.UniqueViolationError as taken:
                raise InvalidInput(
                    "name", "tên đăng nhập này đã có người dùng; chưa lưu gì, hãy chọn tên khác."
                ) from taken
            await _new_codes(connection, member, codes)
            await changed(connection, AccountChange.SET_UP, member, own_hand(member), at)

    async def set_password(self, member: MemberId, password: str) -> None:
        """Take another password, as it hashes."""
        await self._change(AccountChange.PASSWORD, member, "password = $2", password)

    async def rehash(self, member: MemberId, before: str, password: str) -> None:
        """Keep the same password by a newer way of hashing, unless it was changed meanwhile."""
        async with self._database.writing() as connection:
            await connection.execute(
                "UPDATE accounts SET password = $3 WHERE member = $1 AND password = $2", member, before, password
            )

    async def set_second_factor(self, member: MemberId, secret: bytes, step: int) -> None:
        """Take another second factor, sealed, with the step of its code that was just shown."""
        await self._change(AccountChange.SECOND_FACTOR, member, "secret = $2, last_step = $3", secret, step)

    async def set_codes(self, member: MemberId, codes: Sequence[str]) -> None:
        """Let these recovery codes take the place of all before."""
        at = now()
        async with self._database.writing() as connection:
            await _new_codes(connection, member, codes)
            await changed(connection, AccountChange.RECOVERY_CODES, member, own_hand(member), at)

    async def take_step(self, member: MemberId, step: int) -> bool:
        """Whether a code of that step was never shown before, nor a later one; from now on it was."""
        async with self._database.writing() as connection:
            taken: bool | None = await connection.fetchval(
                "UPDATE accounts SET last_step = $2 WHERE member = $1 AND last_step < $2 RETURNING true", member, step
            )
        return bool(taken)

    async def take_code(self, member: MemberId, code: str) -> bool:
        """Whether that is a recovery code of the member's that was never used; from now on it was."""
        at = now()
        async with self._database.writing() as connection:
            taken = await connection.fetchval(
                "UPDATE recovery_codes SET used_at = $3 WHERE member = $1 AND hash = $2 AND used_at IS NULL "
                "RETURNING true",
                member,
                _hash(code),
                at,
            )
            if taken:
                await changed(connection, AccountChange.RECOVERY_CODE_USED, member, own_hand(member), at)
        return bool(taken)

    async def reset(self, member: MemberId, hand: Hand) -> None:
        """Let nothing that was set up open an account any more, and sign its member out everywhere."""
        at = now()
        async with self._database.writing() as connection:
            await connection.execute("UPDATE accounts SET password = '', secret = '' WHERE member = $1", member)
            await connection.execute("DELETE FROM recovery_codes WHERE member = $1", member)
            await _sign_out(connection, member, at)
            await changed(connection, AccountChange.RESET, member, hand, at)

    async def disable(self, member: MemberId, hand: Hand) -> None:
        """Lock an account until it is unlocked: nothing opens it, and its member is signed out everywhere."""
        at = now()
        async with self._database.writing() as connection:
            await connection.execute(
                "INSERT INTO accounts (member, name, disabled_at, made_at) VALUES ($1, $1, $2, $2) "
                "ON CONFLICT (member) DO UPDATE SET disabled_at = coalesce(accounts.disabled_at, $2)",
                member,
                at,
            )
            await _sign_out(connection, member, at)
            await changed(connection, AccountChange.DISABLED, member, hand, at)

    async def enable(self, member: MemberId, hand: Hand) -> None:
        """Unlock an account: what was set up opens it again."""
        at = now()
        async with self._database.writing() as connection:
            await connection.execute("UPDATE accounts SET disabled_at = NULL WHERE member = $1", member)
            await changed(connection, AccountChange.ENABLED, member, hand, at)

    async def _change(self, change: AccountChange, member: MemberId, what: str, *given: Any) -> None:
        at = now()
        async with self._database.writing() as connection:
            await connection.execute(f"UPDATE accounts SET {what} WHERE member = $1", member, *given)  # noqa: S608 - ours
            await changed(connection, change, member, own_hand(member), at)


async def _new_codes(connection: Connection, member: MemberId, codes: Sequence[str]) -> None:
    await connection.execute("DELETE FROM recovery_codes WHERE member = $1", member)
    await connection.executemany(
        "INSERT INTO recovery_codes (member, hash) VALUES ($1, $2)", [(member, _hash(code)) for code in codes]
    )


async def _sign_out(connection: Connection, member: MemberId, at: Any) -> None:
    await connection.execute("UPDATE sessions SET ended_at = $2 WHERE member = $1 AND ended_at IS NULL", member, at)
    await connection.execute(
        "UPDATE entry_links SET ends_at = $2 WHERE member = $1 AND used_at IS NULL AND ends_at > $2", member, at
    )


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


def _from_row(row: Any) -> Account:
    return Account(
        member=MemberId(row["member"]),
        name=row["name"],
        password=row["password"],
        secret=row["secret"],
        codes_left=row["codes_left"],
        disabled_at=row["disabled_at"],
    )
