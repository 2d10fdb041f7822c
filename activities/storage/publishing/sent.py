"""What was ever sent to a channel, by the rows: to be held against what the channel shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.storage.articles.rows import content_of
from activities.storage.database import Connection, Database
from activities.storage.ledger import lines_of
from activities.storage.publishing.intents import Intent, IntentState, intent_from
from activities.storage.stages import staged
from newsroom.article import Content
from newsroom.ledger.sightings import ChannelAmended, Receipt
from newsroom.stages import CLOSED, Stage

_SENT: Final = """
SELECT i.*, a.title, a.stage, a.content_hash AS current_hash,
    coalesce(a.publish_at, a.approved_at, a.submitted_at) AS published_at
FROM intents i JOIN articles a ON a.id = i.article_id
WHERE i.amendment = '' AND i.state <> $1 AND (a.stage <> ALL($2) OR a.since >= $3) ORDER BY i.key
"""
_CHANGING: Final = staged("""
SELECT base_hash, new_hash FROM amendments WHERE article_id = $1 AND stage = AmendmentStage.APPLYING
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A text that was sent to a channel, or may have been.

    Shape: `first_text` is the one it was sent with; `expected` are the texts that readers may see now, none when the
    article has been taken down; `changing` while an amendment is being carried out; `seen_as` is the fingerprint of
    what the channel showed when its last receipt was written.
    """

    intent: Intent
    title: str
    stage: Stage
    first_text: Content
    expected: tuple[Content, ...]
    changing: bool
    published_at: datetime
    seen_as: str = ""

    @property
    def is_recorded(self) -> bool:
        """Whether the ledger has a receipt of it."""
        return self.intent.state is IntentState.PUBLISHED


class SentStore:
    """Lists what was sent."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def since(self, closed_since: datetime) -> tuple[Sent, ...]:
        """What was sent of every open article, and of those closed since an instant."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(_SENT, IntentState.CLAIMED, list(CLOSED), closed_since)
            return tuple([await _sent(connection, row) for row in rows])


async def _sent(connection: Connection, row: Mapping[str, Any]) -> Sent:
    intent, stage = intent_from(row), Stage(row["stage"])
    changing = await connection.fetch(_CHANGING, intent.article_id)
    texts = {row["current_hash"], *(text for change in changing for text in change if text)}
    gone = stage is Stage.TAKEN_DOWN
    return Sent(
        intent=intent,
        title=row["title"],
        stage=stage,
        first_text=await content_of(connection, intent.article_id, intent.content_hash),
        expected=() if gone else tuple([await content_of(connection, intent.article_id, text) for text in texts]),
        changing=bool(changing),
        published_at=row["published_at"],
        seen_as=await _seen_as(connection, intent),
    )


async def _seen_as(connection: Connection, intent: Intent) -> str:
    entries = [line.entry for line in await lines_of(connection, intent.article_id)]
    seen = [e.fingerprint for e in entries if isinstance(e, Receipt | ChannelAmended) and e.channel == intent.channel]
    return seen[-1] if seen else ""
