"""Links that let a member in once, kept as what they hash to.

| dies | what is there | settled by |
|---|---|---|
| before the transaction ends | nothing | the link is asked for anew |
| after it, before it is printed | a link that nobody knows | it ends by itself; another is asked for |
| used, and the answer is lost | a link used by that browser | the same browser sends it again within a minute |
"""

import hashlib
import secrets
from typing import Final

from activities.storage.accounts.lines import changed
from activities.storage.database import Database, now
from newsroom.article import MemberId
from newsroom.errors import RefusalCode, Refused
from newsroom.members.accounts import ENTRY_LASTS, SAME_CLICK, AccountChange, EntryLink, Hand, own_hand

_BYTES: Final = 32
# One statement: of two clicks in one moment one finds the link unused.
_USE: Final = """
UPDATE entry_links SET used_at = coalesce(used_at, $2), used_by = $3
WHERE hash = $1 AND ends_at > $2 AND (used_at IS NULL OR (used_by = $3 AND used_at > $4))
RETURNING member, used_at = $2 AS is_new
"""


class EntryLinkStore:
    """Links that let in once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def make(self, member: MemberId, hand: Hand, *, first: bool = False) -> EntryLink:
        """A link for a member; one that was made before and not used opens nothing any more.

        Errors: Refused (repeated_act) when the first of the installation was made before.
        """
        at, token = now(), secrets.token_urlsafe(_BYTES)
        async with self._database.writing() as connection:
            await connection.execute(
                "UPDATE entry_links SET ends_at = $2 WHERE member = $1 AND used_at IS NULL AND ends_at > $2", member, at
            )
            made = await connection.fetchval(
                "INSERT INTO entry_links (hash, member, is_first, made_at, ends_at) VALUES ($1, $2, $3, $4, $5) "
                "ON CONFLICT (is_first) WHERE is_first DO NOTHING RETURNING true",
                _hash(token),
                member,
                first,
                at,
                at + ENTRY_LASTS,
            )
            if not made:
                raise Refused(
                    RefusalCode.REPEATED_ACT,
                    "Liên kết đầu tiên đã được in rồi và chỉ in một lần; chưa cấp gì. Nếu mất, hãy chạy "
                    "`toasoan account invite` kèm tài khoản của Trưởng Ban trên máy chủ.",
                )
            await changed(connection, AccountChange.INVITED, member, hand, at)
        return EntryLink(token=token, member=member, ends_at=at + ENTRY_LASTS)

    async def use(self, token: str, browser: str) -> MemberId | None:
        """Whom a link lets in, from now on nobody but the browser that uses it; None when it lets nobody in.

        Again: the same browser is let in again within a minute, any other is not.
        """
        at = now()
        async with self._database.writing() as connection:
            row = await connection.fetchrow(_USE, _hash(token), at, _hash(browser), at - SAME_CLICK)
            if row is None:
                return None
            member = MemberId(row["member"])
            if row["is_new"]:
                await changed(connection, AccountChange.ENTERED, member, own_hand(member), at)
        return member

    async def is_open(self, token: str) -> bool:
        """Whether a link would let somebody in."""
        async with self._database.reading() as connection:
            found: bool = await connection.fetchval(
                "SELECT EXISTS (SELECT FROM entry_links WHERE hash = $1 AND used_at IS NULL AND ends_at > $2)",
                _hash(token),
                now(),
            )
        return found


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
