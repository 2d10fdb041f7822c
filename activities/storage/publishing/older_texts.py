"""What is left of an older text on a channel when a newer one has been approved: it shows, was sent, or never left."""

from collections.abc import Collection
from datetime import datetime
from typing import Final

from activities.storage.database import Connection
from activities.storage.publishing.intents import Intent, intent_from
from activities.storage.stages import staged
from newsroom.article import ChannelName
from newsroom.publishing import Outcome

OVERTAKEN: Final = "Bản này chưa hiện trên kênh thì đã có bản mới được duyệt; kênh sẽ nhận bản mới."


async def begun(
    connection: Connection, article_id: str, text: str, texts: Collection[str], channel: ChannelName
) -> Intent | None:
    """The intent of whichever of `texts` shows on a channel; else one of an older text that was sent there, taken anew.

    Shape: None when nothing but the newest `text` was ever on its way: one article has one post on a channel.
    """
    shown = await connection.fetchrow(
        "SELECT * FROM intents WHERE article_id = $1 AND channel = $2 AND amendment = '' AND content_hash = ANY($3) "
        "AND state = 'published' AND outcome = 'published' ORDER BY visible_at DESC LIMIT 1",
        article_id,
        channel,
        list(texts),
    )
    row = shown or await connection.fetchrow(
        "UPDATE intents SET run = run + 1, not_before = NULL WHERE key = (SELECT key FROM intents "
        "WHERE article_id = $1 AND channel = $2 AND amendment = '' AND content_hash = ANY($3) "
        "AND state IN ('sending', 'prepared', 'revealing') ORDER BY key LIMIT 1) RETURNING *",
        article_id,
        channel,
        [older for older in texts if older != text],
    )
    return None if row is None else intent_from(row)


async def overtaken_at(connection: Connection, article_id: str) -> datetime | None:
    """When the text of an article was last changed by an approval; no run of an older one has begun a call since."""
    found: datetime | None = await connection.fetchval(
        staged(
            "SELECT max(decided_at) FROM amendments WHERE article_id = $1 AND kind <> 'take_down' "
            "AND stage IN (AmendmentStage.APPLYING, AmendmentStage.DONE, AmendmentStage.OVERTAKEN)"
        ),
        article_id,
    )
    return found


async def stop_older(connection: Connection, article_id: str, at: datetime) -> None:
    """Take the publication of an article from whoever runs it; what was never sent of it waits for nobody any more."""
    await connection.execute(
        "UPDATE intents SET run = run + 1, "
        "outcome = CASE WHEN state = 'claimed' THEN $2 ELSE outcome END, "
        "explanation = CASE WHEN state = 'claimed' THEN $3 ELSE explanation END, "
        "updated_at = CASE WHEN state = 'claimed' THEN $4 ELSE updated_at END "
        "WHERE article_id = $1 AND amendment = '' AND state <> 'published'",
        article_id,
        Outcome.WAIVED,
        OVERTAKEN,
        at,
    )
