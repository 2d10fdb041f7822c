"""Sums of what is over, so that nobody who looks reads what ever was."""

from typing import Final

import asyncpg

from activities.storage.database import Database, StorageUnreachable

_FOLD: Final = "SELECT fold_tallies($1, $2)"
_WORTH: Final = 1_000
_MOST: Final = 10_000


class TallyStore:
    """Adds up clocks that have ended, articles that were closed and what the ledger holds.

    Acts leave single lines, and wait for nobody here; sums and lines together are right at any moment.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def fold(self, *, worth: int = _WORTH, most: int = _MOST) -> None:
        """Make sums of the lines of which there are more than are `worth` it, at most so many of the ledger.

        Again: what was added up is not added again. Errors: StorageUnreachable, also when the storage takes nothing.
        """
        try:
            async with self._database.reading() as connection:
                await connection.execute(_FOLD, worth, most)
        except asyncpg.PostgresError as wrong:
            raise StorageUnreachable from wrong
