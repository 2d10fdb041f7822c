"""The facts of a digest, counted from the rows."""

from datetime import datetime
from typing import Any, Final

from activities.storage.database import Connection, Database
from activities.storage.ledger import newest
from activities.storage.stages import staged
from newsroom.article import ChannelName, MemberId
from newsroom.errors import RefusalCode
from newsroom.ledger.acts import ActRefused
from newsroom.ledger.entries import Entry, readable
from newsroom.ledger.matter_acts import MatterActRefused
from newsroom.ledger.tallies import RefusalsCounted
from newsroom.notifications.digest import Facts, Late, Missed, Waiting
from newsroom.sla import Promise
from newsroom.stages import CLOSED, Stage

_PAGE: Final = 1000

_WAITING: Final = """
SELECT asked, stage, count(*) AS count, min(since) AS since, (array_agg(title ORDER BY since))[1] AS title
FROM articles WHERE stage <> ALL($1) GROUP BY asked, stage ORDER BY min(since)
"""
_LATE: Final = """
SELECT promise, count(*) AS count, min(due_at) AS due_at, (array_agg(title ORDER BY due_at))[1] AS title
FROM obligations JOIN articles ON articles.id = article_id
WHERE met_at IS NULL AND dropped_at IS NULL AND due_at < $1 GROUP BY promise ORDER BY min(due_at)
"""
# Counted from the rows, so that a promise broken while nothing ran is counted as well.
_BROKEN: Final = """
SELECT promise AS name, count(*) AS n FROM obligations WHERE due_at >= $1 AND due_at < $2
AND (met_at IS NULL OR met_at > due_at) AND (dropped_at IS NULL OR dropped_at > due_at) GROUP BY promise
"""
_MISSED: Final = """
SELECT title, submitted_at, due_at FROM obligations JOIN articles ON articles.id = article_id
WHERE promise = 'same_day' AND due_at >= $1 AND due_at < $2
AND (met_at IS NULL OR met_at > due_at) AND (dropped_at IS NULL OR dropped_at > due_at) ORDER BY submitted_at
"""
_PUBLISHED: Final = """
SELECT channel AS name, count(*) AS n FROM intents
WHERE amendment = '' AND state = 'published' AND visible_at >= $1 AND visible_at < $2 GROUP BY channel
"""
_STOPPED: Final = staged("""
SELECT channel AS name, count(*) AS n FROM intents JOIN articles ON articles.id = article_id
LEFT JOIN amendments ON amendments.id = amendment WHERE outcome IN ('rejected', 'needs_person')
AND (articles.stage = Stage.PUBLISHING AND amendment = '' AND STILL_WANTED
OR amendments.stage = AmendmentStage.APPLYING) GROUP BY channel
""")


class DigestStore:
    """Counts what a digest tells."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def facts(self, since: datetime, until: datetime, at: datetime) -> Facts:
        """What happened from `since` to `until`, and what is open now, which is `at`."""
        async with (
            self._database.reading() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            submitted = await connection.fetchval(
                "SELECT count(*) FROM articles WHERE submitted_at >= $1 AND submitted_at < $2", since, until
            )
            waiting = await connection.fetch(_WAITING, list(CLOSED))
            late = await connection.fetch(_LATE, at)
            broken = await _counts(connection, _BROKEN, since, until)
            missed = await connection.fetch(_MISSED, since, until)
            published = await _counts(connection, _PUBLISHED, since, until)
            stopped = await _counts(connection, _STOPPED)
            refused, forged = await _refusals(connection, since, until)
        return Facts(
            since=since,
            until=until,
            at=at,
            submitted=submitted,
            waiting=tuple(_waiting(row) for row in waiting),
            late=tuple(_late(row) for row in late),
            broken={promise: broken.get(promise, 0) for promise in Promise},
            published={channel: published.get(channel, 0) for channel in ChannelName},
            stopped={channel: stopped.get(channel, 0) for channel in ChannelName},
            refused=refused,
            forged=forged,
            missed=tuple(Missed(**dict(row)) for row in missed),
        )


async def _counts(connection: Connection, query: str, *values: datetime) -> dict[str, int]:
    return {row["name"]: row["n"] for row in await connection.fetch(query, *values)}


def _waiting(row: Any) -> Waiting:
    asked = MemberId(row["asked"]) if row["asked"] else None
    return Waiting(asked=asked, stage=Stage(row["stage"]), count=row["count"], since=row["since"], title=row["title"])


def _late(row: Any) -> Late:
    return Late(promise=Promise(row["promise"]), count=row["count"], due_at=row["due_at"], title=row["title"])


def _refused(entry: Entry) -> tuple[int, bool]:
    """How many refusals a line tells of, and whether of forged acts."""
    match entry:
        case ActRefused(code=code) | MatterActRefused(code=code):
            return 1, code is RefusalCode.BAD_SIGNATURE
        case RefusalsCounted(count=count, member=member):
            return count, not member
        case _:
            return 0, False


async def _refusals(connection: Connection, since: datetime, until: datetime) -> tuple[int, int]:
    """Refused acts of a time, and forged ones; read from the newest entry back, however long the ledger."""
    refused = forged = 0
    before: int | None = None
    while True:
        lines = await newest(connection, before, _PAGE)
        # What somebody has tampered with is the ledger check's matter; the digest goes out all the same.
        entries = readable(lines)
        for count, made_up in (_refused(entry) for entry in entries if since <= entry.at < until):
            refused, forged = refused + (0 if made_up else count), forged + (count if made_up else 0)
        if not lines or (entries and entries[-1].at < since):
            return refused, forged
        before = lines[-1].seq
