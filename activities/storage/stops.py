"""A channel that does not go on without a person: written once, told once, whatever was to be done there."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from activities.storage import obligations
from activities.storage.database import Connection
from activities.storage.intents import Intent, advance
from activities.storage.ledger import append
from newsroom.article import ChannelName
from newsroom.consequences import Notice
from newsroom.publishing import OUTCOME_LABELS, Outcome


async def stop(connection: Connection, intent: Intent, evidence: str, notices: Iterable[Notice], at: datetime) -> None:
    """Write an intent that needs a person, put it in the ledger and tell the people (rule 81). Errors: Overtaken."""
    await advance(connection, intent)
    await obligations.notify(connection, intent.article_id, f"{intent.key}/{intent.outcome}/{intent.run}", notices, at)
    about = {"amendment": intent.amendment} if intent.amendment else {}
    body = stop_entry(
        intent.article_id, intent.channel, Outcome(intent.outcome), intent.explanation, intent.content_hash, at
    )
    await append(connection, intent.article_id, None, {**body, "evidence": evidence[:1000], **about})


def stop_entry(
    article_id: str, channel: ChannelName, outcome: Outcome, explanation: str, content_hash: str, at: datetime
) -> dict[str, Any]:
    """The ledger's words for a channel that has stopped."""
    return {
        "kind": "channel_stopped", "at": at.isoformat(), "article_id": article_id, "act_id": None, "channel": channel,
        "outcome": outcome, "label": OUTCOME_LABELS[outcome], "explanation": explanation, "evidence": "",
        "content_hash": content_hash,
    }  # fmt: skip
