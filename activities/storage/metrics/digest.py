"""The facts of a digest, counted from the rows."""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Any, Final

from activities.storage.database import Connection, Database
from activities.storage.keys import KeyStore
from activities.storage.ledger import counted_of, newest, told_of
from activities.storage.obligations import KEPT_LATE
from activities.storage.stages import staged
from newsroom.article import ArticleId, ChannelName, MemberId
from newsroom.claims import Claim
from newsroom.errors import RefusalCode, Refused
from newsroom.ledger.acts import ActRefused
from newsroom.ledger.confirmations import PointActRefused, Remarked
from newsroom.ledger.entries import Entry, Line, Unreadable
from newsroom.ledger.history import time_at_desks
from newsroom.ledger.keys import KeyRing
from newsroom.ledger.matter_acts import MatterActRefused
from newsroom.ledger.proof import proven
from newsroom.ledger.tallies import RefusalsCounted
from newsroom.notifications.digest import Facts, Late, Missed, Overdue, Shown, Waiting
from newsroom.signed.remarks import Remark, remark_from
from newsroom.sla import Promise
from newsroom.stages import OPEN, Act, Stage

_PAGE: Final = 1000
_MOST: Final = 500
"""Articles that one digest looks at one by one; far more than a week has."""

_TOLD: Final = (ActRefused, MatterActRefused, PointActRefused, RefusalsCounted, Remarked)

_WAITING: Final = """
SELECT asked, stage, count(*) AS count, min(since) AS since, (array_agg(title ORDER BY since))[1] AS title
FROM articles WHERE stage = ANY($1) GROUP BY asked, stage ORDER BY min(since)
"""
_LATE: Final = """
SELECT promise, count(*) AS count, min(due_at) AS due_at, (array_agg(title ORDER BY due_at))[1] AS title
FROM obligations JOIN articles ON articles.id = article_id
WHERE met_at IS NULL AND dropped_at IS NULL AND due_at < $1 GROUP BY promise ORDER BY min(due_at)
"""
# Counted from the rows, so that a promise broken while nothing ran is counted as well.
_BROKEN: Final = (
    "SELECT promise AS name, count(*) AS n FROM obligations WHERE due_at >= $1 AND due_at < $2 AND "  # noqa: S608 - every word is ours
    + KEPT_LATE
    + " GROUP BY promise"
)
_OVERDUE: Final = (
    "SELECT article_id, title, published_at, array_agg(DISTINCT promise) AS promises FROM obligations "  # noqa: S608 - the same
    "JOIN articles ON articles.id = article_id WHERE due_at >= $1 AND due_at < $2 AND "
    + KEPT_LATE
    + " GROUP BY article_id, title, published_at ORDER BY min(due_at) LIMIT $3"
)
_SHOWN: Final = """
SELECT article_id, title, route->>'name' AS class FROM intents JOIN articles ON articles.id = article_id
WHERE amendment = '' AND channel = 'portal' AND state = 'published' AND visible_at >= $1 AND visible_at < $2
ORDER BY visible_at LIMIT $3
"""
_MISSED: Final = (
    "SELECT title, submitted_at, due_at FROM obligations JOIN articles ON articles.id = article_id "  # noqa: S608 - the same
    "WHERE promise = 'same_day' AND due_at >= $1 AND due_at < $2 AND " + KEPT_LATE + " ORDER BY submitted_at"
)
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

    def __init__(self, database: Database, keys: KeyStore) -> None:
        self._database = database
        self._keys = keys

    async def facts(self, since: datetime, until: datetime, at: datetime) -> Facts:
        """What happened from `since` to `until`, and what is open now, which is `at`."""
        async with (
            self._database.reading() as connection,
            connection.transaction(isolation="repeatable_read", readonly=True),
        ):
            submitted = await connection.fetchval(
                "SELECT count(*) FROM articles WHERE submitted_at >= $1 AND submitted_at < $2", since, until
            )
            waiting = await connection.fetch(_WAITING, list(OPEN))
            late = await connection.fetch(_LATE, at)
            broken = await _counts(connection, _BROKEN, since, until)
            missed = await connection.fetch(_MISSED, since, until)
            published = await _counts(connection, _PUBLISHED, since, until)
            stopped = await _counts(connection, _STOPPED)
            lines = [line async for line in _lines_of(connection, since, until)]
            ring = await self._keys.ring(connection)
            shown = [await _shown(connection, row, ring) for row in await connection.fetch(_SHOWN, since, until, _MOST)]
            broken_by = await connection.fetch(_OVERDUE, since, until, _MOST)
            overdue = [await _overdue(connection, row, ring, at) for row in broken_by]
        refused, forged = _refusals(line.entry for line in lines)
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
            shown=tuple(shown),
            overdue=tuple(overdue),
            remarks=_remarks(_about_days(reversed(lines)), ring),
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
        case ActRefused(code=code) | MatterActRefused(code=code) | PointActRefused(code=code):
            return 1, code is RefusalCode.BAD_SIGNATURE
        case RefusalsCounted(count=count, member=member):
            return count, not member
        case _:
            return 0, False


def _refusals(entries: Iterable[Entry | Unreadable]) -> tuple[int, int]:
    """Refused acts, and forged ones."""
    refused = forged = 0
    for count, made_up in (_refused(entry) for entry in entries if not isinstance(entry, Unreadable)):
        refused, forged = refused + (0 if made_up else count), forged + (count if made_up else 0)
    return refused, forged


async def _lines_of(connection: Connection, since: datetime, until: datetime) -> AsyncIterator[Line]:
    """The refusals and remarks of a time, the newest first, however long the ledger."""
    before: int | None = None
    while lines := await newest(connection, before, _PAGE):
        # What somebody has tampered with is the ledger check's matter; the digest goes out all the same.
        dated = [line for line in lines if not isinstance(line.entry, Unreadable)]
        for line in dated:
            if isinstance(line.entry, _TOLD) and since <= line.entry.at < until:
                yield line
        if dated and not isinstance(dated[-1].entry, Unreadable) and dated[-1].entry.at < since:
            return
        before = lines[-1].seq


async def _shown(connection: Connection, row: Any, ring: KeyRing) -> Shown:
    article_id = ArticleId(row["article_id"])
    acts = (step.claim for step in proven(await counted_of(connection, article_id), article_id, ring).steps)
    approvers = [claim.member for claim in acts if isinstance(claim, Claim) and claim.act is Act.APPROVE]
    return Shown(title=row["title"], class_name=row["class"], approver=approvers[-1] if approvers else None)


async def _overdue(connection: Connection, row: Any, ring: KeyRing, at: datetime) -> Overdue:
    lines = await told_of(connection, row["article_id"])
    return Overdue(
        title=row["title"],
        promises=tuple(promise for promise in Promise if promise in row["promises"]),
        spent=time_at_desks(lines, min(row["published_at"] or at, at)),
        reasons=_remarks(lines, ring),
    )


def _about_days(lines: Iterable[Line]) -> Iterable[Line]:
    return (line for line in lines if isinstance(line.entry, Remarked) and not line.entry.article_id)


def _remarks(lines: Iterable[Line], ring: KeyRing) -> tuple[Remark, ...]:
    """The remarks among lines that the desk has signed; a line that says other than its claim is none."""
    found = []
    for line in lines:
        entry = line.entry
        if not isinstance(entry, Remarked) or not ring.holds(entry.claim, entry.signature, line=line.seq, at=entry.at):
            continue
        try:
            remark = remark_from(entry.claim)
        except Refused:
            continue
        if (remark.act_id, remark.article_id) == (entry.act_id, entry.article_id):
            found.append(remark)
    return tuple(found)
