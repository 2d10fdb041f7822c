"""Promises that were broken on an earlier day and are not kept yet: said again each day, while they stand."""

from datetime import datetime
from itertools import groupby
from typing import Final

from activities.storage import obligations
from activities.storage.boards import BoardStore
from activities.storage.database import Database
from activities.storage.rows import obligation_from, standing_from
from newsroom.notifications.alerts import still_late_notifications
from newsroom.working_time import ZONE, local

_BROKEN: Final = (
    "SELECT article_id, promise, channel, started_at, due_at, met_at, dropped_at, breached_at FROM obligations "
    "WHERE met_at IS NULL AND dropped_at IS NULL AND breached_at IS NOT NULL AND due_at < $1 "
    "ORDER BY article_id, promise, due_at, channel"
)


class StillLateStore:
    """What stands broken."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def say_again(self, at: datetime) -> int:
        """How many promises about articles stand broken since before today; the people are told of each.

        Again: on the same day nobody is told twice.
        """
        today = datetime.combine(local(at).date(), datetime.min.time(), ZONE)
        async with self._database.writing() as connection:
            rows = await connection.fetch(_BROKEN, today)
            if not rows:
                return 0
            there = await self._boards.presence(connection, at)
            groups = [list(found) for _, found in groupby(rows, key=lambda row: (row["article_id"], row["promise"]))]
            for found in groups:
                article_id, promise = found[0]["article_id"], found[0]["promise"]
                row = await connection.fetchrow("SELECT * FROM articles WHERE id = $1", article_id)
                unmet = [obligation_from(each) for each in found]
                told = still_late_notifications(there, standing_from(row), row["title"], unmet)
                occasion = f"{article_id}/still/{promise}/{today.date().isoformat()}"
                await obligations.notify(connection, article_id, occasion, told, at)
        return len(groups)
