"""What went wrong in our own code: kept for the watch, and told to the engineer in one message that counts."""

from activities.storage import obligations
from activities.storage.boards import BoardStore
from activities.storage.database import Database, now
from newsroom.notifications.upkeep import unforeseen_notifications


class UnforeseenStore:
    """Keeps errors that nobody foresaw, by the activity in which they happened."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def note(self, activity: str) -> None:
        """Count one more, and tell the engineer.

        Again: counts again; the engineer has one unread message for each activity, with the number.
        """
        at = now()
        async with self._database.writing() as connection:
            await connection.execute(
                "INSERT INTO unforeseen (activity, times, first_at, latest_at) VALUES ($1, 1, $2, $2) "
                "ON CONFLICT (activity) DO UPDATE SET times = unforeseen.times + 1, latest_at = $2",
                activity,
                at,
            )
            there = await self._boards.presence(connection, at)
            await obligations.alarm(
                connection, "", f"unforeseen/{activity}", unforeseen_notifications(there, activity), at
            )
