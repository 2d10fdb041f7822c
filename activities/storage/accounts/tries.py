"""How often somebody has tried to come in, by windows of time: one statement a try, so that no two count as one."""

import hashlib
from collections.abc import Mapping
from typing import Final

from activities.storage.database import Database, now
from newsroom.members.accounts import MOST_TRIES, TRY_WINDOW, Try

_COUNT: Final = (
    "INSERT INTO tries (key, began_at, count) VALUES ($1, date_bin($2, $3, 'epoch'), 1) "
    "ON CONFLICT (key, began_at) DO UPDATE SET count = tries.count + 1 RETURNING count"
)

Tries = Mapping[Try, str]
"""What is tried, each with what it is counted by."""


class TryStore:
    """Counts tries; a window that is over counts no more and is forgotten."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def count(self, tries: Tries) -> bool:
        """Whether all of these may still be tried; each is counted either way."""
        at = now()
        async with self._database.writing() as connection:
            await connection.execute("DELETE FROM tries WHERE began_at < $1", at - 2 * TRY_WINDOW)
            # Always in the same order: two that try the same at once wait for each other in a line.
            made = [
                (kind, await connection.fetchval(_COUNT, _key(kind, said), TRY_WINDOW, at))
                for kind, said in sorted(tries.items())
            ]
        return all(count <= MOST_TRIES[kind] for kind, count in made)

    async def forget(self, tries: Tries) -> None:
        """Count what has succeeded as never tried."""
        async with self._database.writing() as connection:
            await connection.execute(
                "DELETE FROM tries WHERE key = ANY($1)", sorted(_key(kind, said) for kind, said in tries.items())
            )


def _key(kind: Try, said: str) -> str:
    return f"{kind}/{hashlib.sha256(said.encode()).hexdigest()}"
