"""What the ledger says about accounts, written in the transaction that changes them; the member hears of it too."""

from datetime import datetime
from typing import Final

from activities.storage import obligations
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from activities.storage.refusals import is_told
from newsroom.article import MemberId
from newsroom.entitlement.addressees import Notification, NotificationKind
from newsroom.ledger.ways_in import AccessRefused, AccountChanged
from newsroom.members.accounts import CHANGE_LABELS, AccountChange, Barred, Hand

_TOLD: Final = frozenset(AccountChange) - {AccountChange.ENTERED, AccountChange.SIGNED_OUT, AccountChange.ENABLED}
"""What a member hears of: whatever another could do in their stead."""


async def changed(connection: Connection, change: AccountChange, member: MemberId, hand: Hand, at: datetime) -> None:
    """Write that an account was changed. To be called last in a transaction, as `append`."""
    if change in _TOLD:
        text = (
            f"Tài khoản của anh/chị: {CHANGE_LABELS[change]}. Nếu không phải anh/chị làm hoặc nhờ làm, hãy báo ngay "
            "Kỹ sư phụ trách kỹ thuật."
        )
        note = Notification(to=member, kind=NotificationKind.WARNING, text=text)
        await obligations.notify(connection, "", f"account/{change}/{at.isoformat()}", [note], at)
    await append(connection, AccountChanged(at=at, change=change, member=member, by=hand.member, via=hand.via))


class BarredStore:
    """Notes who was not let in: the first of an hour are lines of the ledger, the rest are counted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, member: MemberId, barred: Barred) -> None:
        """Note that somebody was not let in; `member` is whose account it was, empty when nobody's."""
        at = now()
        async with self._database.writing() as connection:
            if await is_told(connection, "", f"sign-in/{member}", "", at):
                await append(connection, AccessRefused(at=at, member=member, barred=barred))
