"""Where a publication begins and ends: functions of the storage, so that whoever sends can write nothing else there."""

from datetime import datetime

from activities.storage import obligations
from activities.storage.database import Connection
from newsroom.sla import Promise
from newsroom.stages import Stage
from newsroom.standing import Standing


async def begin_if_scheduled(connection: Connection, standing: Standing, at: datetime) -> None:
    """Let an article whose hour has come be published from now on."""
    if standing.stage is Stage.SCHEDULED:
        await connection.execute("SELECT begin_publishing($1, $2)", standing.article_id, at)


async def close_if_done(connection: Connection, article_id: str, at: datetime) -> None:
    """Close an article all of whose channels show it: stage published, same-day clock met."""
    if await connection.fetchval("SELECT close_article($1, $2)", article_id, at):
        await obligations.meet(connection, article_id, Promise.SAME_DAY, "", at)
