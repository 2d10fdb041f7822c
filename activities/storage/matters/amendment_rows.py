"""Rows of amendments: reading, writing, and what each still has to do on the channels."""

from datetime import datetime
from typing import Any, Final

from activities.contracts import PublishInput
from activities.storage.database import Connection
from activities.storage.publishing.intents import IntentState, intent_from, intent_key, is_under_way
from activities.storage.stages import staged
from newsroom.article import ArticleId, ChannelName, ContentHash, MemberId
from newsroom.matters.amendment import Amendment
from newsroom.matters.kinds import AmendmentKind, AmendmentStage, MatterKind
from newsroom.matters.reach import Reach
from newsroom.publishing import Outcome
from newsroom.stages import Stage
from newsroom.standing import Standing

_SHOWN: Final = (IntentState.REVEALING, IntentState.PUBLISHED)
_SENT: Final = (IntentState.SENDING, IntentState.PREPARED, *_SHOWN)


async def channels_to_amend(connection: Connection, amendment: Amendment) -> tuple[ChannelName, ...]:
    """The channels that an amendment concerns.

    Shape: a removal looks wherever something was sent; a text is changed where readers had it at the approval, or may
    have had it. Whatever channel was not so far takes the newest text by the publication itself.
    """
    if amendment.kind is AmendmentKind.TAKE_DOWN:
        return await _channels_at(connection, amendment.article_id, _SENT)
    shown = await _channels_at(connection, amendment.article_id, _SHOWN)
    return shown if amendment.channels is None else tuple(c for c in amendment.channels if c in shown)


async def channels_shown(connection: Connection, standing: Standing) -> tuple[ChannelName, ...]:
    """The channels that show an article and are no matter of its publication any more, or never were."""
    found = await _channels_at(connection, standing.article_id, _SHOWN)
    if standing.stage is not Stage.PUBLISHING:
        return found
    settled = await _channels_at(connection, standing.article_id, (IntentState.PUBLISHED,))
    return tuple(channel for channel in found if channel in settled or channel not in standing.channels)


async def reach_of(connection: Connection, article_id: str) -> Reach:
    """How far an article has come; a channel that has refused to show it does not show it."""
    refused = await connection.fetch(
        "SELECT channel FROM intents WHERE article_id = $1 AND amendment = '' AND state = 'revealing' AND outcome = $2",
        article_id,
        Outcome.REJECTED,
    )
    without = {row["channel"] for row in refused}
    shown = await _channels_at(connection, article_id, _SHOWN)
    return Reach(
        shown=tuple(channel for channel in shown if channel not in without),
        sent=await was_sent(connection, article_id),
    )


async def was_sent(connection: Connection, article_id: str) -> bool:
    """Whether anything of an article was ever sent to a channel, whatever became of it."""
    return bool(await _channels_at(connection, article_id, _SENT))


async def _channels_at(
    connection: Connection, article_id: str, states: tuple[IntentState, ...]
) -> tuple[ChannelName, ...]:
    rows = await connection.fetch(
        "SELECT DISTINCT channel FROM intents WHERE article_id = $1 AND amendment = '' AND state = ANY($2)",
        article_id,
        states,
    )
    found = {row["channel"] for row in rows}
    return tuple(channel for channel in ChannelName if channel in found)


async def orders_of(connection: Connection, amendment: Amendment) -> tuple[PublishInput, ...]:
    """What an amendment that is being carried out still has to do."""
    if amendment.stage is not AmendmentStage.APPLYING:
        return ()
    settled = await connection.fetch(
        "SELECT channel FROM intents WHERE amendment = $1 AND state = 'published'", amendment.id
    )
    done = {row["channel"] for row in settled}
    return tuple(
        PublishInput(
            article_id=amendment.article_id,
            content_hash=amendment.new_hash or amendment.base_hash,
            channel=channel,
            amendment=amendment.id,
            removal=amendment.kind is AmendmentKind.TAKE_DOWN,
        )
        for channel in await channels_to_amend(connection, amendment)
        if channel not in done
    )


async def let_go(connection: Connection, amendment: Amendment, channel: str, reason: str, at: datetime) -> None:
    """Settle a channel without the amendment, whether or not it was begun there."""
    text = amendment.new_hash or amendment.base_hash
    await connection.execute(
        "INSERT INTO intents (key, article_id, revision, channel, content_hash, state, outcome, explanation, "
        "updated_at, amendment) VALUES ($1, $2, $3, $4, $5, 'published', $6, $7, $8, $9) ON CONFLICT (key) DO UPDATE "
        "SET state = 'published', outcome = $6, explanation = $7, updated_at = $8 WHERE intents.state <> 'published'",
        intent_key(amendment.article_id, text, ChannelName(channel), amendment.id),
        amendment.article_id,
        amendment.new_revision,
        channel,
        text,
        Outcome.WAIVED,
        reason,
        at,
        amendment.id,
    )


async def is_changing(connection: Connection, amendment: Amendment, channel: str) -> bool:
    """Whether a channel is being changed at this moment; the row is locked, so that it stays so or not."""
    row = await connection.fetchrow(
        "SELECT * FROM intents WHERE amendment = $1 AND channel = $2 FOR UPDATE", amendment.id, channel
    )
    return row is not None and is_under_way(intent_from(row))


async def awaits_confirmation(connection: Connection, article_id: str) -> bool:
    """Whether an oral order to take an article down has still to be confirmed."""
    return bool(
        await connection.fetchval(
            "SELECT true FROM amendments WHERE article_id = $1 AND urgent AND confirmed_at IS NULL LIMIT 1", article_id
        )
    )


async def open_amendments(connection: Connection, article_id: str) -> tuple[Amendment, ...]:
    """The amendments of an article that wait for a decision or for a channel, the oldest first."""
    rows = await connection.fetch(
        staged(
            "SELECT * FROM amendments WHERE article_id = $1 "
            "AND stage IN (AmendmentStage.PROPOSED, AmendmentStage.APPLYING) ORDER BY proposed_at"
        ),
        article_id,
    )
    return tuple(amendment_from(row) for row in rows)


async def ended_by(connection: Connection, amendment: Amendment) -> tuple[str, ...]:
    """The amendments that this one has put an end to."""
    rows = await connection.fetch("SELECT id FROM amendments WHERE overtaken_by = $1 ORDER BY id", amendment.id)
    return tuple(f"{MatterKind.AMENDMENT}/{row['id']}" for row in rows)


async def find_amendment(connection: Connection, amendment_id: str) -> Amendment | None:
    """An amendment, or None."""
    row = await connection.fetchrow("SELECT * FROM amendments WHERE id = $1", amendment_id)
    return None if row is None else amendment_from(row)


def amendment_from(row: Any) -> Amendment:
    """The amendment that a row states."""
    return Amendment(
        id=row["id"],
        article_id=ArticleId(row["article_id"]),
        kind=AmendmentKind(row["kind"]),
        stage=AmendmentStage(row["stage"]),
        proposed_by=MemberId(row["proposed_by"]),
        proposed_at=row["proposed_at"],
        reason=row["reason"],
        base_hash=ContentHash(row["base_hash"]),
        new_hash=ContentHash(row["new_hash"]),
        new_revision=row["new_revision"],
        urgent=row["urgent"],
        ordered_by=row["ordered_by"],
        decided_by=MemberId(row["decided_by"]) if row["decided_by"] else None,
        confirmed_at=row["confirmed_at"],
        confirm_due_at=row["confirm_due_at"],
        done_at=row["done_at"],
        channels=None if row["channels"] is None else tuple(ChannelName(channel) for channel in row["channels"]),
        overtaken_by=row["overtaken_by"],
    )


async def insert_amendment(connection: Connection, amendment: Amendment, evidence: str) -> None:
    """Write a new amendment."""
    await connection.execute(
        "INSERT INTO amendments (id, article_id, kind, stage, proposed_by, proposed_at, reason, evidence, base_hash, "
        "new_hash, new_revision, urgent, ordered_by, confirm_due_at, channels) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        amendment.id,
        amendment.article_id,
        amendment.kind,
        amendment.stage,
        amendment.proposed_by,
        amendment.proposed_at,
        amendment.reason,
        evidence,
        amendment.base_hash,
        amendment.new_hash,
        amendment.new_revision,
        amendment.urgent,
        amendment.ordered_by,
        amendment.confirm_due_at,
        None if amendment.channels is None else list(amendment.channels),
    )


async def save_amendment(connection: Connection, amendment: Amendment, at: datetime) -> None:
    """Write what was decided on an amendment."""
    await connection.execute(
        "UPDATE amendments SET stage = $2, decided_by = $3, decided_at = coalesce(decided_at, $4), confirmed_at = $5, "
        "channels = $6 WHERE id = $1",
        amendment.id,
        amendment.stage,
        amendment.decided_by,
        at,
        amendment.confirmed_at,
        None if amendment.channels is None else list(amendment.channels),
    )
