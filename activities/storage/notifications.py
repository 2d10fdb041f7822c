"""Messages that belong to no article: left in inboxes once per occasion."""

from collections.abc import Iterable
from datetime import datetime

from activities.storage import obligations
from activities.storage.database import Database
from newsroom.entitlement.addressees import Notification


class NotificationStore:
    """Messages about the newsroom itself."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def leave(self, occasion: str, notifications: Iterable[Notification], at: datetime) -> None:
        """Leave each member one message per occasion.

        Again: what is in the inbox already stays as it is.
        """
        async with self._database.writing() as connection:
            await obligations.notify(connection, "", occasion, notifications, at)
