"""The urgent alarms of the watch: it adds them, the desk starts a workflow for each, which opens the incident."""

import hashlib
from datetime import datetime
from typing import Final

from activities.storage.database import Database

_LONGEST_NAME: Final = 200
_LONGEST_SUMMARY: Final = 1_000
_ID: Final = 12
_AT_ONCE: Final = 20


class AlarmStore:
    """Alarms on their way to an incident."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, alarm: str, summary: str, since: datetime) -> None:
        """Write an alarm down. Again: one that began at that hour is there once."""
        async with self._database.reading() as connection:
            await connection.execute(
                "INSERT INTO alarms (id, alarm, summary, since) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
                hashlib.sha256(f"{alarm}/{since.isoformat()}".encode()).hexdigest()[:_ID],
                alarm[:_LONGEST_NAME],
                summary[:_LONGEST_SUMMARY],
                since,
            )

    async def waiting(self) -> tuple[str, ...]:
        """The ids of the incidents that alarms without one ask for, the oldest first; so many at once."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT CASE number WHEN '' THEN id ELSE number || '-' || id END AS id FROM alarms "
                "WHERE incident = '' ORDER BY since LIMIT $1",
                _AT_ONCE,
            )
        return tuple(row["id"] for row in rows)
