"""Rows of obligations and notifications: written in the transaction that starts, meets or drops a clock."""

from collections.abc import Iterable
from datetime import datetime

from activities.contracts import Agenda
from activities.storage.database import Connection
from activities.storage.rows import obligation_from
from newsroom.authority import Hold
from newsroom.board import Sla
from newsroom.consequences import Changes, Notification
from newsroom.sla import Obligation, Promise, moments
from newsroom.stages import Stage
from newsroom.standing import Standing


async def apply(connection: Connection, article_id: str, changes: Changes, at: datetime) -> None:
    """Meet, drop, then start clocks of an article."""
    for promise in changes.meet:
        await meet(connection, article_id, promise, "", at)
    for promise, channel in changes.drop:
        await connection.execute(
            "UPDATE obligations SET dropped_at = $1 WHERE met_at IS NULL AND dropped_at IS NULL "
            "AND article_id = $2 AND promise = $3 AND ($4::text IS NULL OR channel = $4)",
            at,
            article_id,
            promise,
            channel,
        )
    if changes.start:
        await connection.executemany(
            "INSERT INTO obligations (article_id, promise, channel, started_at, due_at) VALUES ($1, $2, $3, $4, $5) "
            "ON CONFLICT (article_id, promise, channel) WHERE met_at IS NULL AND dropped_at IS NULL DO NOTHING",
            [(article_id, o.promise, o.channel or "", o.started_at, o.due_at) for o in changes.start],
        )


async def meet(connection: Connection, article_id: str, promise: Promise, channel: str, at: datetime) -> None:
    """Mark an open clock as met; one already met or dropped stays as it is."""
    await connection.execute(
        "UPDATE obligations SET met_at = $1 WHERE met_at IS NULL AND dropped_at IS NULL "
        "AND article_id = $2 AND promise = $3 AND channel = $4",
        at,
        article_id,
        promise,
        channel,
    )


async def open_obligations(connection: Connection, article_id: str) -> tuple[Obligation, ...]:
    """The clocks of an article that still run, the next due first."""
    rows = await connection.fetch(
        "SELECT * FROM obligations WHERE met_at IS NULL AND dropped_at IS NULL AND article_id = $1 "
        "ORDER BY due_at, channel",
        article_id,
    )
    return tuple(obligation_from(row) for row in rows)


async def agenda(connection: Connection, sla: Sla, standing: Standing, at: datetime) -> Agenda:
    """What the workflow of this article must wake up for."""
    due = await open_obligations(connection, standing.article_id)
    return Agenda(
        moments=moments(sla, due, awaiting_since=reminded_since(standing), now=at),
        due_at=min((o.due_at for o in due if o.promise is not Promise.PUBLISH), default=None),
        publish_due_at=min((o.due_at for o in due if o.promise is Promise.PUBLISH), default=None),
    )


def reminded_since(standing: Standing) -> datetime | None:
    """Since when somebody is to be reminded of an article; None while it waits for nobody's decision."""
    seat = standing.seat
    unassigned = standing.stage is Stage.EDITING and seat.hold in {Hold.HEAD_TO_ASSIGN, Hold.NOBODY}
    if standing.stage is Stage.AWAITING_APPROVAL or unassigned:
        return seat.since or standing.since
    return None


async def alarm(
    connection: Connection, article_id: str, occasion: str, notifications: Iterable[Notification], at: datetime
) -> None:
    """Leave each member one unread message per occasion, which says how often it happened and when last."""
    await connection.executemany(
        "INSERT INTO notifications (article_id, member, kind, text, dedupe, joined, created_at, latest_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $7) ON CONFLICT (joined, member, kind) WHERE read_at IS NULL "
        "AND joined <> '' DO UPDATE SET times = notifications.times + 1, latest_at = excluded.latest_at",
        [(article_id, n.to, n.kind, n.text, f"{occasion}/{n.to}/{n.kind}/{at}", occasion, at) for n in notifications],
    )


async def notify(
    connection: Connection, article_id: str, occasion: str, notifications: Iterable[Notification], at: datetime
) -> None:
    """Leave each member one message per occasion, however often this is repeated."""
    await connection.executemany(
        "INSERT INTO notifications (article_id, member, kind, text, dedupe, created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (dedupe) DO NOTHING",
        [(article_id, n.to, n.kind, n.text, f"{occasion}/{n.to}/{n.kind}", at) for n in notifications],
    )
