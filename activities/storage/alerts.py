"""Moments that have come: tell the right people once, and write a breach down."""

from activities.storage import obligations
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from activities.storage.rows import standing_from
from newsroom.alerts import alert_notices
from newsroom.sla import Alert, Moment
from newsroom.stages import Stage


class AlertStore:
    """Warnings, reminders and breaches of one article's clocks."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def raise_alert(self, article_id: str, moment: Moment) -> bool:
        """Whether the promise was unmet, so that somebody was told.

        Again: everybody is told once per moment, and a breach is written once.
        Source: promises 3 and 6 of the design.
        """
        at = now()
        async with self._database.writing() as connection:
            row = await connection.fetchrow("SELECT * FROM articles WHERE id = $1 FOR UPDATE", article_id)
            if row is None:
                return False
            standing = standing_from(row)
            open_ones = await obligations.open_obligations(connection, article_id)
            unmet = [o for o in open_ones if o.promise is moment.promise and o.started_at < moment.at]
            if moment.alert is Alert.REMIND_APPROVER and standing.stage is not Stage.AWAITING_APPROVAL:
                return False
            if moment.alert is Alert.BREACH:
                unmet = [o for o in unmet if o.due_at <= moment.at]
            if not unmet:
                return False
            board = (await self._boards.within(connection, at)).board
            notices = alert_notices(board, standing, row["title"], moment, unmet, at)
            occasion = f"{article_id}/{moment.alert}/{moment.promise}/{moment.step}/{moment.at.isoformat()}"
            await obligations.notify(connection, article_id, occasion, notices, at)
            if moment.alert is Alert.BREACH:
                await _record_breach(connection, article_id, moment)
        return True


async def _record_breach(connection: Connection, article_id: str, moment: Moment) -> None:
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
        body = {
            "kind": "breach", "at": at.isoformat(), "article_id": article_id, "act_id": None, "promise": moment.promise,
            "channels": [row["channel"] for row in breached if row["channel"]],
            "due_at": breached[0]["due_at"].isoformat(),
        }  # fmt: skip
        await append(connection, article_id, None, body)
