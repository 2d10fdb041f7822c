"""What the watch reads of the newsroom: every open promise and everything that waits for a person, by article.

Reads, and writes one row of its own to see that the storage takes what it is given. Titles, texts and names stay where
they are: the watch speaks of articles by their number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

import asyncpg

from activities.storage.boards import BoardStore, NoBoard
from activities.storage.checks import Check, CheckStore
from activities.storage.database import Connection, Database, StorageUnreachable
from activities.storage.deliveries.failing import NONE_UNDELIVERED, Undelivered, undelivered
from activities.storage.ledger import wait_for_head
from activities.storage.stages import staged
from activities.storage.upkeep.open_work import OPEN_MATTERS
from newsroom.article import ChannelName
from newsroom.authority import Hold
from newsroom.board import Office, Sla
from newsroom.entitlement.addressees import answers_for
from newsroom.sla import Promise
from newsroom.stages import OPEN, Stage
from newsroom.standing import Wait, waiting_for

_TOLD_FOR: Final = timedelta(hours=1)

_PROMISES: Final = (
    "SELECT article_id, promise, channel, started_at, due_at FROM obligations "
    "WHERE met_at IS NULL AND dropped_at IS NULL ORDER BY due_at, article_id, channel"
)
# Looked up in one pass, and put together here: a join may go down the tree from its root for each clock.
_TURNS: Final = staged(
    "SELECT id, route->>'owner' AS owner, coalesce(nullif(seat->>'office', ''), '') AS office, "
    "coalesce(seat->>'hold', 'owner') AS hold, "
    "CASE WHEN held_since IS NULL THEN stage ELSE Stage.AWAITING_APPROVAL END AS stage "
    "FROM articles WHERE id = ANY($1)"
)
_WAITING: Final = staged(
    "SELECT id, coalesce(nullif(seat->>'office', ''), route->>'owner') AS office, "
    "coalesce(seat->>'hold', 'owner') AS hold, coalesce((seat->>'since')::timestamptz, since) AS since, "
    "assign_raised_at FROM articles WHERE stage = Stage.AWAITING_APPROVAL "
    "OR (stage IN (Stage.RECEIVED, Stage.EDITING) AND seat->>'hold' IN ('head_to_assign', 'nobody')) ORDER BY 4"
)
_STOPPED: Final = staged(
    "SELECT intents.article_id, channel AS name, intents.updated_at AS since FROM intents "
    "JOIN articles ON articles.id = intents.article_id LEFT JOIN amendments ON amendments.id = amendment "
    "WHERE outcome IN ('rejected', 'needs_person') AND (amendments.stage = AmendmentStage.APPLYING OR "
    "(articles.stage = Stage.PUBLISHING AND amendment = '' AND STILL_WANTED)) ORDER BY intents.updated_at"
)
_UNSTARTED: Final = (
    "SELECT id AS article_id, '' AS name, submitted_at AS since FROM articles "
    "WHERE workflow_started_at IS NULL ORDER BY submitted_at"
)
_FORGED: Final = (
    "SELECT article_id, '' AS name, min(created_at) AS since FROM notifications "
    "WHERE dedupe LIKE 'forged/%' AND coalesce(latest_at, created_at) > $1 GROUP BY article_id ORDER BY 3"
)
_UNFORESEEN: Final = (
    "SELECT '' AS article_id, activity AS name, latest_at AS since FROM unforeseen WHERE latest_at > $1 ORDER BY 3"
)
_GONE: Final = (
    "SELECT article_id, '' AS name, min(created_at) AS since FROM notifications "
    "WHERE dedupe LIKE 'gone/%' AND article_id <> '' AND created_at > $1 GROUP BY article_id ORDER BY 3"
)
_GRANTS: Final = "SELECT channel, granted_until AS until FROM channel_tokens WHERE granted_until IS NOT NULL"
_PROBE: Final = "UPDATE watch_probe SET at = clock_timestamp() RETURNING true"
_CARRIED: Final = "SELECT id FROM articles WHERE workflow_started_at IS NOT NULL AND stage = ANY($1)"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPromise:
    """A clock that still runs. Shape: `channel` is empty but for the promise to publish; `whose` has its turn."""

    article_id: str
    promise: Promise
    channel: str
    started_at: datetime
    due_at: datetime
    whose: Office | Wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An article that waits for a decision, or for somebody to be named who decides."""

    article_id: str
    office: Office
    hold: Hold
    since: datetime
    assign_raised_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standstill:
    """An article that does not move since a moment; `name` is the channel where it stopped, if it is one."""

    article_id: str
    since: datetime
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """The newsroom at one moment, by its storage.

    Shape: the next due first, the longest waiting first; `carried` are the articles and `matters` the names of the
    matters that must have an open workflow; `gone` are articles that an act has lately found without theirs; `sla` is
    None before the first notice; `granted_until` tells when only a person can renew a channel's access; `unforeseen`
    names steps of ours that failed again and again; somebody has waited `ledger_wait_seconds` for the ledger's head.
    """

    at: datetime
    sla: Sla | None
    promises: tuple[OpenPromise, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    stopped: tuple[Standstill, ...] = ()
    unstarted: tuple[Standstill, ...] = ()
    forged: tuple[Standstill, ...] = ()
    gone: tuple[Standstill, ...] = ()
    unforeseen: tuple[Standstill, ...] = ()
    ledger_wait_seconds: float = 0
    carried: frozenset[str] = frozenset()
    matters: frozenset[str] = frozenset()
    checks: Mapping[str, Check] = field(default_factory=dict)
    granted_until: Mapping[ChannelName, datetime] = field(default_factory=dict)
    undelivered: Undelivered = NONE_UNDELIVERED


class WatchStore:
    """Reads what the watch judges."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards
        self._checks = CheckStore(database)

    async def watched(self, at: datetime) -> Watched:
        """Everything, as of now; `at` is when the caller asked.

        Errors: StorageUnreachable, also when the storage can be read but takes nothing.
        """
        await self._probe()
        checks = await self._checks.latest()
        async with self._database.reading() as connection:
            return Watched(
                at=at,
                sla=await self._sla(connection, at),
                promises=await _promises(connection),
                waiting=tuple(_waiting(row) for row in await connection.fetch(_WAITING)),
                stopped=await _standstills(connection, _STOPPED),
                unstarted=await _standstills(connection, _UNSTARTED),
                forged=await _standstills(connection, _FORGED, at - _TOLD_FOR),
                gone=await _standstills(connection, _GONE, at - _TOLD_FOR),
                unforeseen=await _standstills(connection, _UNFORESEEN, at - _TOLD_FOR),
                ledger_wait_seconds=await wait_for_head(connection),
                carried=frozenset(row["id"] for row in await connection.fetch(_CARRIED, list(OPEN))),
                matters=frozenset(row[0] for row in await connection.fetch(OPEN_MATTERS, at)),
                checks=checks,
                granted_until={ChannelName(row["channel"]): row["until"] for row in await connection.fetch(_GRANTS)},
                undelivered=await undelivered(connection, at),
            )

    async def _probe(self) -> None:
        try:
            async with self._database.reading() as connection:
                taken = await connection.fetchval(_PROBE)
        except asyncpg.ReadOnlySQLTransactionError as read_only:
            raise StorageUnreachable from read_only
        if not taken:
            raise StorageUnreachable

    async def _sla(self, connection: Connection, at: datetime) -> Sla | None:
        try:
            return (await self._boards.within(connection, at)).board.sla
        except NoBoard:
            return None


async def _standstills(connection: Connection, statement: str, *arguments: Any) -> tuple[Standstill, ...]:
    return tuple(Standstill(**row) for row in await connection.fetch(statement, *arguments))


async def _promises(connection: Connection) -> tuple[OpenPromise, ...]:
    rows = await connection.fetch(_PROMISES)
    turns = await connection.fetch(_TURNS, list({row["article_id"] for row in rows}))
    of_article = {turn["id"]: turn for turn in turns}
    return tuple(_promise(row, of_article[row["article_id"]]) for row in rows)


def _promise(row: Mapping[str, Any], turn: Mapping[str, Any]) -> OpenPromise:
    promise, owner = Promise(row["promise"]), Office(turn["owner"])
    seat = Office(turn["office"]) if turn["office"] else None
    wait = waiting_for(Stage(turn["stage"]), Hold(turn["hold"]), seat, owner)
    return OpenPromise(
        article_id=row["article_id"],
        promise=promise,
        channel=row["channel"],
        started_at=row["started_at"],
        due_at=row["due_at"],
        whose=answers_for(promise, wait, owner),
    )


def _waiting(row: Mapping[str, Any]) -> Waiting:
    return Waiting(
        article_id=row["id"],
        office=Office(row["office"]),
        hold=Hold(row["hold"]),
        since=row["since"],
        assign_raised_at=row["assign_raised_at"],
    )
