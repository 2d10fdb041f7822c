"""A channel that does not go on without a person: written once, told once, whatever was to be done there."""

from collections.abc import Iterable
from datetime import datetime

from activities.storage import obligations
from activities.storage.database import Connection
from activities.storage.ledger import append
from activities.storage.publishing.intents import Intent, advance
from newsroom.article import ArticleId
from newsroom.consequences import Notice
from newsroom.ledger.sightings import ChannelStopped
from newsroom.publishing import Outcome


async def stop(connection: Connection, intent: Intent, evidence: str, notices: Iterable[Notice], at: datetime) -> None:
    """Write an intent that needs a person, put it in the ledger and tell the people (rule 81). Errors: Overtaken."""
    await advance(connection, intent)
    await obligations.notify(connection, intent.article_id, f"{intent.key}/{intent.outcome}/{intent.run}", notices, at)
    stopped = ChannelStopped(
        at=at,
        article_id=ArticleId(intent.article_id),
        channel=intent.channel,
        outcome=Outcome(intent.outcome),
        explanation=intent.explanation,
        content_hash=intent.content_hash,
        evidence=evidence[:1000],
        amendment=intent.amendment,
    )
    await append(connection, stopped)
