"""Intents to change or take down a published post: the same rows, states and fences as for publishing."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from activities.ports import Shown
from activities.storage.articles.approvals import ApprovalStore, Differs, approved_text, check
from activities.storage.articles.lateness import told_late
from activities.storage.articles.proven import NotApproved, Proven
from activities.storage.articles.rows import locked_article
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append
from activities.storage.matters.amendment_effects import close_if_done
from activities.storage.matters.amendment_rows import channels_to_amend, find_amendment
from activities.storage.publishing.fence import IntentStore, settle, take
from activities.storage.publishing.intents import Intent, Overtaken, intent_from, result_of
from newsroom.article import ArticleId, ChannelName, Content, ContentHash
from newsroom.board import Office
from newsroom.entitlement.addressees import Notification
from newsroom.ledger.gate import Bar
from newsroom.ledger.sightings import ChannelAmended
from newsroom.matters.amendment import Amendment
from newsroom.matters.kinds import AmendmentKind
from newsroom.notifications.amendments import change_stopped_notifications
from newsroom.publishing import ChannelResult
from newsroom.roster import Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class AmendJob:
    """An intent to amend one channel.

    Shape: `first` is the intent that published the post (its key, address and date stay), `first_text` the text it was
    sent with, `base_text` the one that readers see now and `text` the one to be shown (None for a take-down);
    `portal_url` and `portal_photos` are what the Portal gave; `also_sent` are other texts of the article that were
    ever sent there, for a take-down; `older_texts` are those that the channel may show while it lags; `rivals` are the
    intents of amendments that this one has overtaken there.
    """

    intent: Intent
    first: Intent
    amendment: Amendment
    published_at: datetime
    first_text: Content
    base_text: Content
    text: Content | None
    portal_url: str
    portal_photos: dict[str, str]
    also_sent: tuple[tuple[Intent, Content], ...] = ()
    older_texts: tuple[Content, ...] = ()
    rivals: tuple[Intent, ...] = ()


class AmendingStore(IntentStore):
    """Intents of amendments as the activity claims, advances and closes them."""

    def __init__(self, database: Database, boards: BoardStore, approvals: ApprovalStore) -> None:
        super().__init__(database, boards)
        self._approvals = approvals

    async def claim(self, article_id: str, amendment_id: str, channel: ChannelName) -> AmendJob:
        """The intent for this amendment on this channel; made when missing, taken from whoever had it.

        Errors: NotApproved, unless signed acts have decided exactly this amendment, for this channel too; Differs when
                the rows say other than they; Held when the storage was restored since, unless it takes down; Overtaken
                once a take-down by order has put an end to it.
        Source: promises 1 and 5 of the design; rule 12.
        """
        async with self._database.writing() as connection:
            row = await locked_article(connection, article_id)
            said = await find_amendment(connection, amendment_id)
            if said is None or said.article_id != article_id:
                raise NotApproved
            verdict, proven, amendment = await self._approvals.standing_amendment(connection, row, said)
            if verdict.bar is Bar.OVER:
                raise Overtaken
            check(verdict)
            if channel not in await channels_to_amend(connection, amendment):
                raise NotApproved
            first = await _first(connection, article_id, channel)
            if amendment.kind is not AmendmentKind.TAKE_DOWN and first.content_hash not in proven.proof.approved:
                raise Differs
            text = amendment.new_hash or amendment.base_hash
            intent = await take(
                connection, article_id, text, channel,
                revision=amendment.new_revision, amendment=amendment_id, external_id=first.external_id,
            )  # fmt: skip
            portal = await _first(connection, article_id, ChannelName.PORTAL)
            return await _job(connection, proven, amendment, intent, first, portal)

    async def amended(self, job: AmendJob, shown: Shown | None, fingerprint: str) -> ChannelResult:
        """The final result: receipt in the ledger, the amendment closed when it was the last channel.

        Errors: Overtaken, unless this run is the latest one.
        Again: a result already written is given back.
        """
        at, intent = now(), job.intent
        async with self._database.writing() as connection:
            await locked_article(connection, intent.article_id)
            settled, changed = await settle(connection, intent, shown, at)
            if changed:
                late = await close_if_done(connection, intent.amendment, at)
                there = await self._boards.presence(connection, at) if late else None
                breaches = await told_late(connection, there, intent.article_id, late) if there else ()
                for breach in breaches:
                    await append(connection, breach)
                await append(connection, _seen(job, shown, fingerprint, at))
        return result_of(settled)

    async def stopped(self, job: AmendJob, intent: Intent, evidence: str) -> Office:
        """Write an outcome that needs a person, put it in the ledger and tell the people (rule 81).

        Errors: Overtaken.
        """

        def told(there: Presence) -> tuple[Notification, ...]:
            return change_stopped_notifications(
                there, job.amendment, job.base_text.title, intent.channel, intent.explanation
            )

        return await self._stop(intent, evidence, told)


def _seen(job: AmendJob, shown: Shown | None, fingerprint: str, at: datetime) -> ChannelAmended:
    intent = job.intent
    return ChannelAmended(
        at=at,
        article_id=ArticleId(intent.article_id),
        amendment=intent.amendment,
        kind_of_amendment=job.amendment.kind,
        gone=shown is None,
        channel=intent.channel,
        url=shown.url if shown else job.first.url,
        external_id=intent.external_id,
        content_hash=ContentHash(intent.content_hash),
        fingerprint=fingerprint,
        attempts=intent.attempts,
    )


async def _first(connection: Connection, article_id: str, channel: ChannelName) -> Intent:
    """The intent that brought the article to a channel: the published one, else one that was sent, else the latest."""
    row = await connection.fetchrow(
        "SELECT * FROM intents WHERE article_id = $1 AND channel = $2 AND amendment = '' "
        "ORDER BY state = 'published' DESC, state = 'claimed', updated_at DESC LIMIT 1",
        article_id,
        channel,
    )
    if row is None:
        raise NotApproved
    return intent_from(row)


async def _also_sent(connection: Connection, first: Intent) -> tuple[tuple[Intent, Content], ...]:
    rows = await connection.fetch(
        "SELECT * FROM intents WHERE article_id = $1 AND channel = $2 AND amendment = '' AND state <> 'claimed' "
        "AND key <> $3 ORDER BY key",
        first.article_id,
        first.channel,
        first.key,
    )
    return tuple(
        [(intent_from(row), await approved_text(connection, first.article_id, row["content_hash"])) for row in rows]
    )


async def _rivals(connection: Connection, intent: Intent) -> tuple[Intent, ...]:
    rows = await connection.fetch(
        "SELECT * FROM intents WHERE article_id = $1 AND channel = $2 AND amendment NOT IN ('', $3) "
        "AND state = 'revealing' ORDER BY key",
        intent.article_id,
        intent.channel,
        intent.amendment,
    )
    return tuple(intent_from(row) for row in rows)


async def _older_texts(connection: Connection, intent: Intent) -> tuple[Content, ...]:
    rows = await connection.fetch(
        "SELECT DISTINCT content_hash FROM intents WHERE article_id = $1 AND channel = $2 AND state <> 'claimed' "
        "AND content_hash <> $3 ORDER BY content_hash",
        intent.article_id,
        intent.channel,
        intent.content_hash,
    )
    return tuple([await approved_text(connection, intent.article_id, row["content_hash"]) for row in rows])


async def _job(
    connection: Connection, proven: Proven, amendment: Amendment, intent: Intent, first: Intent, portal: Intent
) -> AmendJob:
    wanted = amendment.kind is not AmendmentKind.TAKE_DOWN
    photos: Any = await connection.fetchval("SELECT photo_urls FROM intents WHERE key = $1", portal.key)
    newer: Any = await connection.fetchval(
        "SELECT photo_urls FROM intents WHERE amendment = $1 AND channel = 'portal' AND state = 'published'",
        amendment.id,
    )
    standing = proven.proof.standing
    is_portal = intent.channel is ChannelName.PORTAL
    return AmendJob(
        intent=intent,
        first=first,
        amendment=amendment,
        published_at=standing.publish_at or standing.approved_at or standing.submitted_at,
        first_text=await approved_text(connection, first.article_id, first.content_hash),
        base_text=proven.text(amendment.base_hash),
        text=proven.text(amendment.new_hash) if wanted else None,
        portal_url="" if is_portal else portal.url,
        portal_photos={} if is_portal else {**(photos or {}), **(newer or {})},
        also_sent=() if wanted else await _also_sent(connection, first),
        older_texts=await _older_texts(connection, intent) if wanted else (),
        rivals=await _rivals(connection, intent),
    )
