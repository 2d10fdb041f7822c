"""What was looked after last and how it was found: one row for each check, the latest only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from activities.storage.database import Database


class CheckName(StrEnum):
    """What the newsroom looks after."""

    LEDGER = "ledger"
    TOKENS = "tokens"
    BACKUP = "backup"
    DRILL = "drill"
    RETENTION = "retention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """How one thing was found. Shape: `note` is Vietnamese, for the engineer; it names no person and no secret."""

    name: str
    ok: bool
    at: datetime
    note: str = ""


class CheckStore:
    """The latest result of every check."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def record(self, name: str, ok: bool, note: str, at: datetime) -> None:
        """Keep the result of a check.

        Again: the newest by `at` stays, so a late repeat does not hide what was found since.
        """
        async with self._database.reading() as connection:
            await connection.execute(
                "INSERT INTO checks (name, ok, at, note) VALUES ($1, $2, $3, $4) "
                "ON CONFLICT (name) DO UPDATE SET ok = excluded.ok, at = excluded.at, note = excluded.note "
                "WHERE checks.at <= excluded.at",
                name,
                ok,
                at,
                note,
            )

    async def latest(self) -> Mapping[str, Check]:
        """The last result of each check that was ever made, by name."""
        async with self._database.reading() as connection:
            rows = await connection.fetch("SELECT name, ok, at, note FROM checks ORDER BY name")
        return {row["name"]: Check(**dict(row)) for row in rows}
