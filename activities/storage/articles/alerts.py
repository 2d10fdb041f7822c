"""Moments that have come: tell the right people once, and write a breach down."""

from datetime import datetime, timedelta
from typing import Final

from activities.storage import obligations
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from activities.storage.rows import standing_from
from activities.storage.stages import staged
from newsroom.article import ArticleId, ChannelName
from newsroom.authority import Hold
from newsroom.board import Board
from newsroom.ledger.sightings import Breach
from newsroom.notifications.alerts import alert_notifications, asked_to_assign, catch_up, raises_assignment
from newsroom.roster import Roster
from newsroom.sla import Alert, Moment, after_quiet_hours
from newsroom.standing import Standing

_LATE: Final = timedelta(minutes=10)
"""A reminder this late was held up by an outage, not by its hour."""

_ONE_OUTAGE: Final = timedelta(hours=1)


class AlertStore:
    """Warnings, reminders and breaches of one article's clocks."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def raise_alert(self, article_id: str, moment: Moment) -> bool:
        """Whether the promise was unmet, so that somebody was told.

        Again: everybody is told once per moment, and a breach is written once.
        Source: promises 3 and 6 of the design; decision 0017.
        """
        at = now()
        async with self._database.writing() as connection:
            row = await connection.fetchrow("SELECT * FROM articles WHERE id = $1 FOR UPDATE", article_id)
            if row is None:
                return False
            standing = standing_from(row)
            open_ones = await obligations.open_obligations(connection, article_id)
            reminder = moment.alert is Alert.REMIND_APPROVER
            # An approval that was taken back may leave the clock of a day that is still to come: people are reminded.
            unmet = [o for o in open_ones if o.promise is moment.promise and (reminder or o.started_at < moment.at)]
            board = (await self._boards.within(connection, at)).board
            if reminder and not _still_due(board, standing, moment, at):
                return False
            if moment.alert is Alert.BREACH:
                unmet = [o for o in unmet if o.due_at <= moment.at]
            if not unmet:
                return False
            roster = await self._boards.known_at(connection, at)
            if reminder and at - moment.at > _LATE and standing.seat.hold is not Hold.NOBODY:
                await _catch_up(connection, board, roster, standing, moment, at)
                return True
            opened_at = await _opened_at(connection, standing)
            notifications = alert_notifications(board, standing, row["title"], moment, unmet, at, opened_at, roster)
            await obligations.notify(connection, article_id, _occasion(standing, moment), notifications, at)
            if raises_assignment(board, standing, moment):
                await _raise_assignment(connection, article_id, at)
            if moment.alert is Alert.BREACH:
                await record_breach(connection, article_id, moment)
        return True


def _still_due(board: Board, standing: Standing, moment: Moment, at: datetime) -> bool:
    """Whether a reminder belongs to the seat in which the article lies now, and no later one is due already."""
    since = obligations.reminded_since(standing)
    if since is None:
        return False
    steps = [after_quiet_hours(board.sla, since + after) for after in board.sla.approval_reminders]
    due = [step for step, when in enumerate(steps, start=1) if when <= at]
    return moment.at in steps and (not due or moment.step >= due[-1])


def _occasion(standing: Standing, moment: Moment) -> str:
    """What makes a message one of a kind: all articles that one absence leaves unassigned are one."""
    if moment.alert is Alert.REMIND_APPROVER and standing.seat.hold is Hold.HEAD_TO_ASSIGN and standing.seat.absence:
        return f"absence/{standing.seat.absence}/unassigned/{moment.step}/{standing.seat.asked}"
    return f"{standing.article_id}/{moment.alert}/{moment.promise}/{moment.step}/{moment.at.isoformat()}"


async def _opened_at(connection: Connection, standing: Standing) -> datetime | None:
    opened: datetime | None = await connection.fetchval(
        "SELECT opened_at FROM openings WHERE article_id = $1 AND member = $2 AND content_hash = $3",
        standing.article_id,
        standing.seat.asked or "",
        standing.content_hash,
    )
    return opened


async def _catch_up(
    connection: Connection, board: Board, roster: Roster, standing: Standing, moment: Moment, at: datetime
) -> None:
    """One message for all reminders of a member that fell due while nothing ran."""
    asked = standing.seat.asked or board.holder(standing.route.owner).id
    members = [asked]
    if raises_assignment(board, standing, moment):
        members += asked_to_assign(board, roster, at)
        await _raise_assignment(connection, standing.article_id, at)
    for member in dict.fromkeys(members):
        await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"catch-up/{member}")
        recent = await connection.fetchval(
            "SELECT true FROM notifications WHERE member = $1 AND dedupe LIKE 'catch-up/%' AND created_at > $2 LIMIT 1",
            member,
            at - _ONE_OUTAGE,
        )
        if not recent:
            waiting = await connection.fetchval(
                staged(
                    "SELECT count(*) FROM articles WHERE stage = Stage.AWAITING_APPROVAL "
                    "AND (asked = $1 OR ($2 AND assign_raised_at IS NOT NULL))"
                ),
                member,
                member != asked,
            )
            notifications = (catch_up(member, waiting),)
            await obligations.notify(connection, "", f"catch-up/{at.isoformat()}", notifications, at)


async def _raise_assignment(connection: Connection, article_id: str, at: datetime) -> None:
    await connection.execute(
        "UPDATE articles SET assign_raised_at = $2 WHERE id = $1 AND assign_raised_at IS NULL", article_id, at
    )


async def record_breach(connection: Connection, article_id: str, moment: Moment) -> None:
    """Mark and write down the promises that were overdue at a moment; each is written once."""
    at = now()
    breached = await connection.fetch(
        "UPDATE obligations SET breached_at = $3 WHERE article_id = $1 AND promise = $2 AND met_at IS NULL "
        "AND dropped_at IS NULL AND breached_at IS NULL AND due_at <= $4 RETURNING promise, channel, due_at",
        article_id,
        moment.promise,
        at,
        # The server's clock called this moment: ours may be a little behind it.
        max(at, moment.at),
    )
    if breached:
        breach = Breach(
            at=at,
            article_id=ArticleId(article_id),
            promise=moment.promise,
            channels=tuple(ChannelName(row["channel"]) for row in breached if row["channel"]),
            due_at=breached[0]["due_at"],
        )
        await append(connection, breach)
