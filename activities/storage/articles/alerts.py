"""Moments that have come: tell the right people once, and write a breach down."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from activities.contracts import Alerted
from activities.storage import obligations
from activities.storage.articles.lateness import occasion_of, record_breach
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, instant
from activities.storage.rows import obligation_from, standing_from
from activities.storage.stages import staged
from newsroom.article import MemberId, spoken
from newsroom.authority import Hold
from newsroom.board import Office, Sla
from newsroom.entitlement.addressees import Deciding, responsible, whom
from newsroom.notifications.alerts import (
    alert_notifications,
    catch_up,
    catch_up_due,
    raises_assignment,
)
from newsroom.notifications.meetings import to_convene
from newsroom.roster import Presence
from newsroom.sla import Alert, Moment, Obligation, reminders, warned_of
from newsroom.stages import Stage
from newsroom.standing import Standing

_LATE: Final = timedelta(minutes=10)
"""A reminder this late was held up by an outage, not by its hour."""

_ONE_OUTAGE: Final = timedelta(hours=1)


class AlertStore:
    """Warnings, reminders and breaches of one article's clocks."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def raise_alert(self, article_id: str, moment: Moment) -> Alerted:
        """Whether the promise was not kept in time, so that somebody was told, and whether it still runs.

        Again: everybody is told once per moment, and a breach is written once.
        Source: promises 3 and 6 of the design; decisions 0017 and 0036.
        """
        async with self._database.writing() as connection:
            row = await connection.fetchrow("SELECT * FROM articles WHERE id = $1 FOR UPDATE", article_id)
            if row is None:
                return Alerted(told=False)
            at = await instant(connection)
            there = await self._boards.presence(connection, at)
            running = [o for o in await obligations.open_obligations(connection, article_id) if _is_of(o, moment)]
            scene = _Scene(
                connection=connection,
                there=there,
                standing=standing_from(row),
                title=row["title"],
                moment=moment,
                running=running,
            )
            match moment.alert:
                case Alert.REMIND_APPROVER:
                    told, over = await _remind(scene), obligations.reminded_since(scene.standing) is None
                case Alert.WARN:
                    told, over = await _warn(scene), not running
                case Alert.BREACH:
                    told, over = await _breach(scene), not running
        return Alerted(told=told, over=over)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scene:
    """What a moment finds. Shape: `running` are the clocks of its promise that still run."""

    connection: Connection
    there: Presence
    standing: Standing
    title: str
    moment: Moment
    running: list[Obligation]

    @property
    def at(self) -> datetime:
        return self.there.at

    @property
    def sla(self) -> Sla:
        return self.there.board.sla

    async def tell(self, about: Moment, unmet: list[Obligation], *, opened_at: datetime | None = None) -> None:
        """Tell the people of a moment, once."""
        told = alert_notifications(self.there, self.standing, self.title, about, unmet, opened_at)
        await obligations.notify(
            self.connection, self.standing.article_id, _occasion(self.standing, about), told, self.at
        )


def _is_of(obligation: Obligation, moment: Moment) -> bool:
    # An approval that was taken back may leave the clock of a day that is still to come: people are reminded.
    begun = moment.alert is Alert.REMIND_APPROVER or obligation.started_at < moment.at
    return obligation.promise is moment.promise and begun


async def _remind(scene: _Scene) -> bool:
    standing, moment, at = scene.standing, scene.moment, scene.at
    if not scene.running or not _still_due(scene):
        return False
    if standing.stage is Stage.BEFORE_BOARD:
        return await _remind_to_convene(scene)
    if at - moment.at > _LATE and standing.seat.hold is not Hold.NOBODY:
        await _catch_up(scene)
        return True
    await scene.tell(moment, scene.running, opened_at=await _opened_at(scene.connection, standing))
    if raises_assignment(scene.there.board, standing, moment):
        await _raise_assignment(scene.connection, standing.article_id, at)
    return True


async def _remind_to_convene(scene: _Scene) -> bool:
    article_id = scene.standing.article_id
    if await obligations.on_agenda(scene.connection, article_id):
        return False
    told = to_convene(scene.there, f"“{scene.title}” ({spoken(article_id)})", again=True)
    await obligations.notify(scene.connection, article_id, occasion_of(article_id, scene.moment), told, scene.at)
    return True


async def _warn(scene: _Scene) -> bool:
    """Tell of the latest warning that is due, while it is true; of what is late already tells the breach."""
    ahead = [o for o in scene.running if scene.at < o.due_at]
    if not ahead:
        return False
    # The server's clock called this moment: ours may be a little behind it.
    called = max(scene.at, scene.moment.at)
    latest = warned_of(scene.sla, ahead[0], called) or scene.moment
    if scene.at - latest.at > _LATE:
        await _catch_up_due(scene)
    else:
        await scene.tell(latest, ahead)
    return True


async def _breach(scene: _Scene) -> bool:
    standing, moment = scene.standing, scene.moment
    unmet = [o for o in scene.running if o.due_at <= moment.at]
    if not unmet:
        # Whoever has ended it too late has told of it.
        return await obligations.was_broken(scene.connection, standing.article_id, moment)
    await scene.tell(moment, unmet)
    await record_breach(scene.connection, standing.article_id, moment, scene.at)
    return True


def _still_due(scene: _Scene) -> bool:
    """Whether a reminder belongs to the seat in which the article lies now, and no later one is due already."""
    since = obligations.reminded_since(scene.standing)
    if since is None:
        return False
    steps = reminders(scene.sla, since, scene.running)
    due = [step for step, when in enumerate(steps, start=1) if when <= scene.at]
    return scene.moment.at in steps and (not due or scene.moment.step >= due[-1])


def _occasion(standing: Standing, moment: Moment) -> str:
    """What makes a message one of a kind: all articles that one absence leaves unassigned are one."""
    if moment.alert is Alert.REMIND_APPROVER and standing.seat.hold is Hold.HEAD_TO_ASSIGN and standing.seat.absence:
        return f"absence/{standing.seat.absence}/unassigned/{moment.step}/{standing.seat.asked}"
    return occasion_of(standing.article_id, moment)


async def _opened_at(connection: Connection, standing: Standing) -> datetime | None:
    opened: datetime | None = await connection.fetchval(
        "SELECT opened_at FROM openings WHERE article_id = $1 AND member = $2 AND content_hash = $3",
        standing.article_id,
        standing.seat.asked or "",
        standing.content_hash,
    )
    return opened


async def _catch_up(scene: _Scene) -> None:
    """One message for all reminders of a member that fell due while nothing ran."""
    connection, standing, moment, at = scene.connection, scene.standing, scene.moment, scene.at
    asked = standing.seat.asked or next(iter(whom(scene.there, (Deciding(standing),)).hear), None)
    members = [asked] if asked else []
    if raises_assignment(scene.there.board, standing, moment):
        members += whom(scene.there, (Office.HEAD,)).hear
        await _raise_assignment(connection, standing.article_id, at)
    for member in dict.fromkeys(members):
        if await _begins_outage(connection, member, moment.alert, at):
            waiting = await connection.fetchval(
                staged(
                    "SELECT count(*) FROM articles WHERE stage IN (Stage.RECEIVED, Stage.AWAITING_APPROVAL) "
                    "AND (asked = $1 OR ($2 AND assign_raised_at IS NOT NULL))"
                ),
                member,
                member != asked,
            )
            notifications = (catch_up(member, waiting),)
            await obligations.notify(connection, "", f"catch-up/{moment.alert}/{at.isoformat()}", notifications, at)


async def _catch_up_due(scene: _Scene) -> None:
    """One message to a member for all warnings of a promise that came up while nothing ran."""
    connection, promise, at = scene.connection, scene.moment.promise, scene.at
    occasion = f"{scene.moment.alert}/{promise}"
    told = whom(scene.there, responsible(scene.standing, promise)).hear
    # In one order for all: two articles that come back at once must not wait for each other.
    back = [member for member in sorted(told) if await _begins_outage(connection, member, occasion, at)]
    waiting = await _warned(scene) if back else {}
    for member in back:
        notifications = (catch_up_due(member, promise, len(waiting[member])),)
        await obligations.notify(connection, "", f"catch-up/{occasion}/{at.isoformat()}", notifications, at)


async def _warned(scene: _Scene) -> Mapping[MemberId, set[str]]:
    """The articles about whose promise each member would have been warned by now; that of the scene is one."""
    connection, promise = scene.connection, scene.moment.promise
    rows = await connection.fetch(
        "SELECT * FROM obligations WHERE met_at IS NULL AND dropped_at IS NULL AND promise = $1 AND due_at > $2",
        promise,
        scene.at,
    )
    due = {row["article_id"] for row in rows if warned_of(scene.sla, obligation_from(row), scene.at) is not None}
    articles = await connection.fetch("SELECT * FROM articles WHERE id = ANY($1)", list(due))
    waiting: defaultdict[MemberId, set[str]] = defaultdict(set)
    for standing in (scene.standing, *map(standing_from, articles)):
        for member in whom(scene.there, responsible(standing, promise)).hear:
            waiting[member].add(standing.article_id)
    return waiting


async def _begins_outage(connection: Connection, member: MemberId, occasion: str, at: datetime) -> bool:
    """Whether a member has not yet been told that the newsroom is back from this outage."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext($1))", f"catch-up/{member}")
    recent = await connection.fetchval(
        "SELECT true FROM notifications WHERE member = $1 AND dedupe LIKE $3 AND created_at > $2 LIMIT 1",
        member,
        at - _ONE_OUTAGE,
        f"catch-up/{occasion}/%",
    )
    return not recent


async def _raise_assignment(connection: Connection, article_id: str, at: datetime) -> None:
    await connection.execute(
        "UPDATE articles SET assign_raised_at = $2 WHERE id = $1 AND assign_raised_at IS NULL", article_id, at
    )
