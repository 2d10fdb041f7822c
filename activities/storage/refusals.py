"""How often whom has been refused: the first of an hour are lines of the ledger, the rest are one line that counts.

| dies | what is there | settled by |
|---|---|---|
| before the transaction ends | nothing | the act is refused anew |
| after it | the number, and the act's id | the next refusal of a later hour, or the nightly check, writes the line |
"""

from datetime import datetime
from typing import Final

from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from newsroom.article import ArticleId, MemberId
from newsroom.errors import RefusalCode
from newsroom.ledger.tallies import OWN_LINES_AN_HOUR, RefusalsCounted
from newsroom.text import storable

_OF_MEMBER: Final = "member/"
_LINES_AT_ONCE: Final = 50
_COUNT: Final = (
    "INSERT INTO refusals (who, hour, article_id, refused, told) VALUES ($1, date_trunc('hour', $2, 'UTC'), $3, 1, $4) "
    "ON CONFLICT (who, hour) DO UPDATE SET refused = refusals.refused + 1 RETURNING refused"
)
# Whoever is writing them down already is left to it; each row is locked in the same order.
_PAST: Final = (
    "SELECT who, hour, article_id, refused, told FROM refusals WHERE refused > told "
    "AND hour < date_trunc('hour', $1, 'UTC') ORDER BY hour, who LIMIT $2 FOR UPDATE SKIP LOCKED"
)


async def is_told(connection: Connection, member: str, place: str, article_id: str, at: datetime) -> bool:
    """Whether another refusal may be a line of its own; it is counted either way.

    Shape: `member` is empty when nothing is proven: then those aimed at one `place` are counted together.
    """
    who = storable(f"{_OF_MEMBER}{member}" if member else f"unproven/{place}")
    refused: int = await connection.fetchval(_COUNT, who, at, "" if member else article_id, OWN_LINES_AN_HOUR)
    return refused <= OWN_LINES_AN_HOUR


async def keep_counted(connection: Connection, act_id: str, code: RefusalCode, at: datetime) -> None:
    """Remember that an act without a line was refused."""
    await connection.execute(
        "INSERT INTO counted_acts (act_id, at, code) VALUES ($1, $2, $3) ON CONFLICT (act_id) DO NOTHING",
        act_id,
        at,
        code,
    )


async def counted_as(connection: Connection, act_id: str) -> RefusalCode | None:
    """Why an act without a line was refused; None when none was."""
    code: str | None = await connection.fetchval("SELECT code FROM counted_acts WHERE act_id = $1", act_id)
    return None if code is None else RefusalCode(code)


async def write_down_past(connection: Connection, at: datetime) -> int:
    """How many lines were written about hours that are over. To be called last in a transaction, as `append`."""
    rows = await connection.fetch(_PAST, at, _LINES_AT_ONCE)
    for row in rows:
        await connection.execute(
            "UPDATE refusals SET told = $3 WHERE who = $1 AND hour = $2", row["who"], row["hour"], row["refused"]
        )
    for row in rows:
        member = row["who"].removeprefix(_OF_MEMBER) if row["who"].startswith(_OF_MEMBER) else ""
        entry = RefusalsCounted(
            at=at,
            article_id=ArticleId(row["article_id"]),
            member=MemberId(member),
            hour=row["hour"],
            count=row["refused"] - row["told"],
        )
        await append(connection, entry)
    return len(rows)


class RefusalStore:
    """Writes down what only has been counted so far."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write_down(self) -> None:
        """Give every hour that is over its line.

        Again: what has its line gets no second one.
        """
        while True:
            async with self._database.writing() as connection:
                if not await write_down_past(connection, now()):
                    return
