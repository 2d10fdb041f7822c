"""What every run over an intent writes, whatever it is to bring about: only the latest run may, until it is settled."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from activities.ports import Shown
from activities.storage import obligations
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from activities.storage.publishing.intents import Intent, IntentState, Overtaken, intent_from, intent_key
from newsroom.article import ArticleId, ChannelName
from newsroom.board import Office
from newsroom.entitlement.addressees import Notification
from newsroom.entitlement.posting import poster
from newsroom.ledger.sightings import ChannelStopped
from newsroom.publishing import Outcome
from newsroom.roster import Presence


class IntentStore:
    """Intents as a run advances and stops them."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def advance(self, intent: Intent) -> None:
        """Write an intent as it is now: called before and after each outgoing call.

        Errors: Overtaken when the intent has been claimed again or settled since; nothing is written then.
        """
        async with self._database.reading() as connection:
            await _advance(connection, intent)

    async def _stop(
        self, intent: Intent, evidence: str, notifications: Callable[[Presence], Iterable[Notification]]
    ) -> Office:
        """Write an outcome that needs a person, put it in the ledger and tell the people; whose it is now (rule 81).

        Errors: Overtaken; nothing is written then and nobody is told.
        """
        at = now()
        async with self._database.writing() as connection:
            there = await self._boards.presence(connection, at)
            await _advance(connection, intent)
            occasion = f"{intent.key}/{intent.outcome}/{intent.run}"
            await obligations.notify(connection, intent.article_id, occasion, notifications(there), at)
            await append(connection, _stopped(intent, evidence, at))
            return poster(there)


async def take(
    connection: Connection,
    article_id: str,
    content_hash: str,
    channel: ChannelName,
    *,
    revision: int,
    amendment: str = "",
    external_id: str = "",
) -> Intent:
    """The intent for a text on a channel: made when missing, else taken from whoever had it; a settled one stays."""
    row = await connection.fetchrow(
        "SELECT * FROM take_intent($1, $2, $3, $4, $5, $6, $7, $8)",
        intent_key(article_id, content_hash, channel, amendment),
        article_id,
        content_hash,
        channel,
        amendment,
        revision,
        external_id,
        now(),
    )
    return intent_from(row)


async def settle(connection: Connection, intent: Intent, shown: Shown | None, at: datetime) -> tuple[Intent, bool]:
    """The intent as it is settled, and whether this run has done it: the text shows, or nothing does any more.

    Errors: Overtaken when another run has taken the intent and has not settled it yet.
    """
    row = await connection.fetchrow(
        "SELECT (done.settled).*, done.changed FROM settle_intent($1, $2, $3, $4, $5, $6, $7, $8) AS done",
        intent.key,
        intent.run,
        Outcome.PUBLISHED if shown else Outcome.REMOVED,
        shown.url if shown else "",
        dict(shown.photo_urls) if shown else {},
        at if shown else None,
        intent.external_id,
        at,
    )
    return settled_by(row), row["changed"]


def settled_by(row: Mapping[str, Any]) -> Intent:
    """The intent that a row states. Errors: Overtaken when it is not settled."""
    intent = intent_from(row)
    if intent.state is not IntentState.PUBLISHED:
        raise Overtaken
    return intent


async def _advance(connection: Connection, intent: Intent) -> None:
    written = await connection.fetchval(
        "UPDATE intents SET state = $3, attempts = $4, absent_reads = $5, attempt_started_at = $6, "
        "external_id = $7, outcome = $8, explanation = $9, not_before = $10, updated_at = $11, cause = $13 "
        "WHERE key = $1 AND run = $2 AND state <> $12 RETURNING true",
        intent.key,
        intent.run,
        intent.state,
        intent.attempts,
        intent.absent_reads,
        intent.attempt_started_at,
        intent.external_id,
        intent.outcome,
        intent.explanation,
        intent.not_before,
        now(),
        IntentState.PUBLISHED,
        intent.cause,
    )
    if not written:
        raise Overtaken


def _stopped(intent: Intent, evidence: str, at: datetime) -> ChannelStopped:
    return ChannelStopped(
        at=at,
        article_id=ArticleId(intent.article_id),
        channel=intent.channel,
        outcome=Outcome(intent.outcome),
        explanation=intent.explanation,
        content_hash=intent.content_hash,
        evidence=evidence[:1000],
        amendment=intent.amendment,
    )
