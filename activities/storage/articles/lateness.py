"""Promises that were not kept in time, written down and told once: at their hour, or by whoever ends them too late."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from activities.storage import obligations
from activities.storage.database import Connection
from activities.storage.ledger import append
from activities.storage.rows import standing_from
from newsroom.article import ArticleId
from newsroom.ledger.sightings import Breach
from newsroom.notifications.alerts import late_notifications
from newsroom.roster import Presence
from newsroom.sla import Alert, Late, Moment, Obligation, Promise


async def told_late(
    connection: Connection, there: Presence, article_id: str, late: Sequence[Late]
) -> tuple[Breach, ...]:
    """The ledger's lines about what has ended too late, for the end of the transaction; the people are told here.

    Again: a promise about an article is told of once, here or by its alert.
    Source: rules 14 and 81; promise 6 of the design; decision 0036.
    """
    if not late:
        return ()
    row = await connection.fetchrow("SELECT * FROM articles WHERE id = $1", article_id)
    running = await obligations.open_obligations(connection, article_id)
    lines = []
    for (promise, _), found in groupby(sorted(late, key=_by_promise), key=_by_promise):
        ended = list(found)
        moment = Moment(at=ended[0].obligation.due_at, alert=Alert.BREACH, promise=promise, step=1)
        told = late_notifications(there, standing_from(row), row["title"], ended, running)
        await obligations.notify(connection, article_id, occasion_of(article_id, moment), told, there.at)
        lines.append(_breach(article_id, [each.obligation for each in ended], there.at))
    return tuple(lines)


async def record_breach(connection: Connection, article_id: str, moment: Moment, at: datetime) -> None:
    """Mark and write down the promises that were overdue at a moment; each is written once."""
    breached = await obligations.mark_broken(connection, article_id, moment, at)
    if breached:
        await append(connection, _breach(article_id, breached, at))


def occasion_of(article_id: str, moment: Moment) -> str:
    """What makes the messages about one moment of an article one of a kind."""
    return f"{article_id}/{moment.alert}/{moment.promise}/{moment.step}/{moment.at.isoformat()}"


def _by_promise(late: Late) -> tuple[Promise, datetime]:
    return late.obligation.promise, late.obligation.due_at


def _breach(article_id: str, broken: Sequence[Obligation], at: datetime) -> Breach:
    return Breach(
        at=at,
        article_id=ArticleId(article_id),
        promise=broken[0].promise,
        channels=tuple(o.channel for o in broken if o.channel),
        due_at=broken[0].due_at,
    )
