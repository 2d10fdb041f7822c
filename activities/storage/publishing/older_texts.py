"""What becomes of an older text of an article when a newer one has been approved."""

from datetime import datetime
from typing import Final

from activities.storage.database import Connection
from activities.storage.stages import staged
from newsroom.publishing import Outcome

OVERTAKEN: Final = "Bản này chưa hiện trên kênh thì đã có bản mới được duyệt; kênh sẽ nhận bản mới."


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
