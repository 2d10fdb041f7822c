"""Rows of obligations and notifications: written in the transaction that starts, meets or drops a clock."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.contracts import Agenda
from activities.storage.database import Connection
from activities.storage.rows import obligation_from
from activities.storage.stages import staged
from newsroom.authority import Hold
from newsroom.board import Sla
from newsroom.entitlement.addressees import Notification
from newsroom.sla import Changes, Late, Moment, Obligation, Promise, moments
from newsroom.stages import Stage
from newsroom.standing import Standing

_OPEN: Final = "met_at IS NULL AND dropped_at IS NULL"
_ON_AGENDA: Final = staged(
    "SELECT EXISTS (SELECT FROM meeting_items AS item JOIN meetings ON meetings.id = item.meeting_id "
    "JOIN articles ON articles.id = item.article_id WHERE item.article_id = $1 AND item.parked_since = articles.since "
    "AND meetings.stage IN (MeetingStage.CALLED, MeetingStage.MINUTED))"
)
KEPT_LATE: Final = "(met_at IS NULL OR met_at > due_at) AND (dropped_at IS NULL OR dropped_at > due_at)"
"""Of a promise whose hour has passed: it was not kept in time."""

IS_BREACHED: Final = "EXISTS (SELECT FROM obligations WHERE article_id = $1 AND breached_at IS NOT NULL)"
"""Whether a promise about an article is known to be broken, kept later or not: a column of a statement."""

_CHANGE: Final = "SELECT * FROM change_promises($1, $2, $3, $4, $5, $6, $7, $8, $9)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """The clocks of an article after a change of them. Shape: `late` are those that it has ended too late, once each.

    `rows` are all that run or are known as broken.
    """

    late: tuple[Late, ...]
    rows: Sequence[Mapping[str, Any]]


async def apply(connection: Connection, article_id: str, changes: Changes, at: datetime) -> Clocks:
    """Meet, drop, then start clocks of an article."""
    dropped, started = list(changes.drop), changes.start
    rows = await connection.fetch(
        _CHANGE,
        article_id,
        at,
        sorted(changes.meet),
        [promise for promise, _ in dropped],
        [channel for _, channel in dropped],
        [clock.promise for clock in started],
        [clock.channel or "" for clock in started],
        [clock.started_at for clock in started],
        [clock.due_at for clock in started],
    )
    ended = (_late([row], at, met=row["met_at"] is not None) for row in rows if row["ended"])
    return Clocks(late=tuple(each for found in ended for each in found), rows=rows)


async def meet(
    connection: Connection, article_id: str, promise: Promise, channel: str, at: datetime
) -> tuple[Late, ...]:
    """Mark an open clock as met, and as broken when it is late; one already met or dropped stays as it is."""
    met = await connection.fetch("SELECT * FROM meet_promise($1, $2, $3, $4)", article_id, promise, channel, at)
    return _late(met, at, met=True)


async def ended_late(connection: Connection, article_id: str, at: datetime) -> tuple[Late, ...]:
    """The clocks that were met at an instant, and are known as broken since then."""
    rows = await connection.fetch("SELECT * FROM obligations WHERE article_id = $1 AND met_at = $2", article_id, at)
    return _late(rows, at, met=True)


async def mark_broken(connection: Connection, article_id: str, moment: Moment, at: datetime) -> tuple[Obligation, ...]:
    """The clocks of a promise that run past their time at a moment, from now on known as broken; each given once."""
    rows = await connection.fetch(
        f"UPDATE obligations SET breached_at = $3 WHERE {_OPEN} AND article_id = $1 AND promise = $2 "  # noqa: S608
        "AND breached_at IS NULL AND due_at <= $4 RETURNING *",
        article_id,
        moment.promise,
        at,
        # The server's clock called this moment: ours may be a little behind it.
        max(at, moment.at),
    )
    return tuple(obligation_from(row) for row in rows)


async def was_broken(connection: Connection, article_id: str, moment: Moment) -> bool:
    """Whether a clock that ran out at that moment is known as broken, kept later or not."""
    return bool(
        await connection.fetchval(
            "SELECT EXISTS (SELECT FROM obligations WHERE article_id = $1 AND promise = $2 AND due_at = $3 "
            "AND breached_at IS NOT NULL)",
            article_id,
            moment.promise,
            moment.at,
        )
    )


async def open_obligations(connection: Connection, article_id: str) -> tuple[Obligation, ...]:
    """The clocks of an article that still run, the next due first."""
    rows = await connection.fetch(
        f"SELECT * FROM obligations WHERE {_OPEN} AND article_id = $1 ORDER BY due_at, channel",  # noqa: S608
        article_id,
    )
    return tuple(obligation_from(row) for row in rows)


async def agenda(connection: Connection, sla: Sla, standing: Standing, at: datetime) -> Agenda:
    """What the workflow of this article must wake up for."""
    rows = await connection.fetch(
        f"SELECT * FROM obligations WHERE article_id = $1 "  # noqa: S608 - every word is ours
        f"AND (({_OPEN}) OR breached_at IS NOT NULL) ORDER BY due_at, channel",
        standing.article_id,
    )
    return agenda_of(rows, sla, standing, at)


def agenda_of(rows: Iterable[Mapping[str, Any]], sla: Sla, standing: Standing, at: datetime) -> Agenda:
    """The same by the rows of its clocks that run or are known as broken."""
    rows = list(rows)
    due = tuple(obligation_from(row) for row in rows if row["met_at"] is None and row["dropped_at"] is None)
    return Agenda(
        breached=any(row["breached_at"] is not None for row in rows),
        moments=moments(sla, due, awaiting_since=reminded_since(standing), now=at),
        due_at=min((o.due_at for o in due if o.promise is not Promise.PUBLISH), default=None),
        publish_due_at=min((o.due_at for o in due if o.promise is Promise.PUBLISH), default=None),
    )


def _late(ended: Iterable[Mapping[str, Any]], at: datetime, *, met: bool) -> tuple[Late, ...]:
    return tuple(Late(obligation=obligation_from(row), met=met) for row in ended if row["breached_at"] == at)


async def on_agenda(connection: Connection, article_id: str) -> bool:
    """Whether a meeting that is still to be concluded has an article on its agenda."""
    found: bool = await connection.fetchval(_ON_AGENDA, article_id)
    return found


def reminded_since(standing: Standing) -> datetime | None:
    """Since when somebody is to be reminded of an article; None while it waits for nobody's decision."""
    seat = standing.seat
    if standing.stage is Stage.BEFORE_BOARD:
        return standing.since
    unassigned = standing.stage is Stage.EDITING and seat.hold in {Hold.HEAD_TO_ASSIGN, Hold.NOBODY}
    if standing.stage in {Stage.RECEIVED, Stage.AWAITING_APPROVAL} or unassigned:
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


async def was_late(connection: Connection, article_id: str, at: datetime) -> bool:
    """Whether an article has broken a promise by an instant, whoever has looked."""
    found: bool = await connection.fetchval(
        f"SELECT EXISTS (SELECT FROM obligations WHERE article_id = $1 AND due_at < $2 AND {KEPT_LATE})",  # noqa: S608 - every word is ours
        article_id,
        at,
    )
    return found
