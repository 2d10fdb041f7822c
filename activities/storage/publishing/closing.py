"""The end of a publication: an article is published once every channel that it goes to shows it.

Which of its approved texts a channel shows is no matter here: a later change is brought there by its amendment.
"""

from datetime import datetime

from activities.storage import obligations
from activities.storage.database import Connection
from activities.storage.stages import staged
from newsroom.sla import Promise


async def close_if_done(connection: Connection, article_id: str, at: datetime) -> None:
    """Close an article all of whose channels show it: stage published, same-day clock met."""
    done = await connection.fetchval(
        staged(
            "UPDATE articles SET stage = Stage.PUBLISHED, since = $2, published_at = $2 WHERE id = $1 "
            "AND stage = Stage.PUBLISHING AND NOT EXISTS (SELECT FROM unnest(channels) AS wanted WHERE wanted NOT IN "
            "(SELECT channel FROM intents WHERE article_id = $1 AND amendment = '' AND state = 'published' "
            "AND outcome = 'published')) RETURNING true"
        ),
        article_id,
        at,
    )
    if done:
        await obligations.meet(connection, article_id, Promise.SAME_DAY, "", at)
