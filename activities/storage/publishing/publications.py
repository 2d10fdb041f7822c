"""Intents to publish and what came of them: the memory that keeps a text from being posted twice."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from activities.ports import PhotoFile, Shown
from activities.storage import obligations
from activities.storage.articles.approvals import ApprovalStore, Differs, NotApproved, Proven, check
from activities.storage.articles.lateness import told_late
from activities.storage.articles.rows import locked_article
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append, lines_of
from activities.storage.publishing.closing import begin_if_scheduled, check_turn, close_if_done
from activities.storage.publishing.fence import IntentStore, settle, take
from activities.storage.publishing.intents import Intent, IntentState, Overtaken, intent_from, result_of
from activities.storage.publishing.older_texts import begun, overtaken_at
from activities.storage.rows import standing_from
from newsroom.article import ArticleId, ChannelName, Content, ContentHash
from newsroom.board import Office
from newsroom.entitlement.addressees import Notification
from newsroom.ledger.gate import Bar
from newsroom.ledger.sightings import Breach, ChannelStopped, Receipt
from newsroom.notifications.channels import (
    blocked_notifications,
    shown_notification,
    shows_after_all_notifications,
    stopped_notifications,
)
from newsroom.publishing import ChannelResult, Outcome
from newsroom.roster import Presence
from newsroom.sla import Late, Promise
from newsroom.standing import Standing

_RESTED: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An intent with the approved text and what the Portal gave for it.

    Shape: `content` is what is to be shown, and `text` its hash; `sent` is the text of the intent, an older one when
    what was begun with it has still to be settled, since `overtaken_at`; `late` when the intent is settled and a
    promise of the article is known to be broken.
    """

    intent: Intent
    standing: Standing
    content: Content
    text: ContentHash
    sent: Content
    portal_url: str
    portal_photos: dict[str, str]
    overtaken_at: datetime | None = None
    late: bool = False

    @property
    def is_left_over(self) -> bool:
        """Whether an older text was sent, and what became of it is not known."""
        return self.intent.state is not IntentState.PUBLISHED and self.intent.content_hash != self.text


class PublicationStore(IntentStore):
    """Intents as the publishing activity claims, advances and closes them."""

    def __init__(self, database: Database, boards: BoardStore, approvals: ApprovalStore) -> None:
        super().__init__(database, boards)
        self._approvals = approvals

    async def claim(self, article_id: str, content_hash: str, channel: ChannelName) -> Job:
        """The intent for this text on this channel, with the text; made when missing, taken from whoever had it.

        Shape: where approved changes have overtaken the ordered text, the newest one is meant; an older one that was
        sent and is not settled comes first, and one that shows is the answer.
        Errors: NotApproved, unless signed acts approve this very text for this channel; Differs when the row says other
                than they; TooEarly before the hour; NotItsTurn while a channel that goes first does not show it;
                Overtaken once the article has been taken down, or taken back before anything was sent.
        Source: promises 1 and 5 of the design; rule 12; decision 0037.
        """
        async with self._database.writing() as connection:
            row = await locked_article(connection, article_id)
            verdict, proven = await self._approvals.standing_approval(connection, row, content_hash, channel)
            if verdict.bar is Bar.OVER:
                raise Overtaken
            check(verdict)
            standing, text = proven.proof.standing, proven.proof.newest(content_hash)
            texts = proven.proof.made_into(text)
            await check_turn(connection, standing, texts, channel)
            await begin_if_scheduled(connection, standing_from(row), now())
            intent = await begun(connection, article_id, text, texts, channel) or await take(
                connection, article_id, text, channel, revision=standing.revision
            )
            return await _job(connection, proven, intent, text)

    async def photo_files(self, content: Content, digests: tuple[str, ...]) -> dict[str, PhotoFile]:
        """The photos of a content with their bytes, by digest. Errors: NotApproved when the bytes are others."""
        photos = {photo.digest: photo for photo in content.photos if photo.digest in digests}
        if not photos:
            return {}
        async with self._database.reading() as connection:
            rows = await connection.fetch("SELECT digest, data FROM photos WHERE digest = ANY($1)", list(photos))
        if any(hashlib.sha256(row["data"]).hexdigest() != row["digest"] for row in rows):
            raise NotApproved
        return {row["digest"]: PhotoFile(photo=photos[row["digest"]], data=row["data"]) for row in rows}

    async def published(self, job: Job, shown: Shown, fingerprint: str) -> ChannelResult:
        """The final result: receipt in the ledger, clock met, article closed when it was the last channel.

        Errors: Overtaken, unless this run is the latest one.
        Again: a result already written is given back.
        """
        at, intent = now(), job.intent
        async with self._database.writing() as connection:
            await locked_article(connection, intent.article_id)
            settled, changed = await settle(connection, intent, shown, at)
            if changed:
                late = await obligations.meet(connection, intent.article_id, Promise.PUBLISH, intent.channel, at)
                late += await close_if_done(connection, intent.article_id, at)
                breaches = await self._told_late(connection, intent.article_id, late, at)
                receipt = Receipt(
                    at=at, article_id=ArticleId(intent.article_id), channel=intent.channel, url=shown.url,
                    external_id=intent.external_id, content_hash=job.text,
                    fingerprint=fingerprint, attempts=intent.attempts,
                )  # fmt: skip
                author, title = job.standing.author, job.content.title
                told = shown_notification(author, title, intent.article_id, intent.channel, shown.url)
                await obligations.notify(connection, intent.article_id, f"{intent.key}/shown", [told], at)
                for breach in breaches:
                    await append(connection, breach)
                await append(connection, receipt)
            broken = await obligations.is_breached(connection, intent.article_id)
        return replace(result_of(settled), late=broken)

    async def _told_late(
        self, connection: Connection, article_id: str, late: Sequence[Late], at: datetime
    ) -> tuple[Breach, ...]:
        there = await self._boards.presence(connection, at) if late else None
        return await told_late(connection, there, article_id, late) if there else ()

    async def stopped(self, job: Job, intent: Intent, evidence: str) -> Office:
        """Write an outcome that needs a person, put it in the ledger and tell the people of the notice (rule 81).

        Errors: Overtaken; nothing is written then and nobody is told.
        """

        def told(there: Presence) -> tuple[Notification, ...]:
            return stopped_notifications(there, job.standing, job.content.title, intent.channel, intent.explanation)

        return await self._stop(intent, evidence, told)

    async def given_up(self, channel: ChannelName) -> tuple[Job, ...]:
        """What was given up on a channel while nobody knew whether it shows, and was not read again since.

        Shape: only what has rested: a call that was on the line then has ended.
        """
        async with self._database.reading() as connection:
            rows = await connection.fetch(
                "SELECT * FROM intents WHERE channel = $1 AND outcome = $2 AND url = '' AND updated_at < $3 "
                "ORDER BY key",
                channel,
                Outcome.GIVEN_UP,
                now() - _RESTED,
            )
            found = [await self._given_up(connection, intent_from(row)) for row in rows]
        return tuple(job for job in found if job is not None)

    async def _given_up(self, connection: Connection, intent: Intent) -> Job | None:
        """The text as it was sent; None when nothing proves any more what that was."""
        try:
            proven = await self._approvals.proven(connection, intent.article_id)
            return await _job(connection, proven, intent, intent.content_hash)
        except NotApproved:
            return None

    async def read_again(self, job: Job, shown: Shown | None) -> None:
        """Write what was seen of a text that was given up; when it shows, the ledger and the people hear of it.

        Again: what is written already stays, and is told once.
        """
        at, intent = now(), job.intent
        async with self._database.writing() as connection:
            written = await connection.fetchval(
                "UPDATE intents SET outcome = $3, url = $4, updated_at = $5 WHERE key = $1 AND outcome = $2 "
                "AND url = '' RETURNING true",
                intent.key,
                Outcome.GIVEN_UP,
                Outcome.GIVEN_UP if shown else Outcome.WAIVED,
                shown.url if shown else "",
                at,
            )
            if not written or shown is None:
                return
            there = await self._boards.presence(connection, at)
            told = shows_after_all_notifications(there, job.standing, job.content.title, intent.channel, shown.url)
            await obligations.notify(connection, intent.article_id, f"{intent.key}/shows", told, at)
            seen = ChannelStopped(
                at=at, article_id=ArticleId(intent.article_id), channel=intent.channel, outcome=Outcome.GIVEN_UP,
                explanation="Kênh đã được bỏ, nhưng đọc lại thì thấy bài đang hiện.", content_hash=intent.content_hash,
                evidence=shown.url,
            )  # fmt: skip
            await append(connection, seen)

    async def refused(self, article_id: str, text: str, channel: ChannelName, refusal: NotApproved) -> None:
        """Write down that something asked for a text to be published without approval, and alarm those who must look.

        Again: a row that differs from the signed acts is alarmed once for each difference, and written down once for
        each channel.
        Source: promise 1 of the design; rules 12, 50, 90.
        """
        at, explanation = now(), str(refusal)
        differs = isinstance(refusal, Differs)
        mark = hashlib.sha256(explanation.encode()).hexdigest()[:16]
        occasion = f"{article_id}/differs/{mark}" if differs else f"{article_id}/{text}/{channel}/refused"
        async with self._database.writing() as connection:
            there = await self._boards.presence(connection, at)
            told = blocked_notifications(there, article_id, None if differs else channel, explanation)
            await obligations.notify(connection, article_id, occasion, told, at)
            stopped = ChannelStopped(
                at=at, article_id=ArticleId(article_id), channel=channel, outcome=Outcome.NEEDS_PERSON,
                explanation=explanation, content_hash=text,
            )  # fmt: skip
            if not (differs and await _is_written(connection, stopped)):
                await append(connection, stopped)


async def _is_written(connection: Connection, stopped: ChannelStopped) -> bool:
    """Whether the ledger's last line of an article says the same already."""
    lines = (line.entry for line in await lines_of(connection, stopped.article_id))
    return any(isinstance(e, ChannelStopped) and replace(e, at=stopped.at) == stopped for e in lines)


async def _job(connection: Connection, proven: Proven, intent: Intent, text: str) -> Job:
    # A change may have given the Portal's page new photos: the latest address of each counts.
    portal = await connection.fetch(
        "SELECT url, photo_urls FROM intents WHERE article_id = $1 AND channel = $2 AND channel <> $3 "
        "AND state = 'published' AND outcome = 'published' ORDER BY visible_at",
        intent.article_id,
        ChannelName.PORTAL,
        intent.channel,
    )
    settled, older = intent.state is IntentState.PUBLISHED, intent.content_hash != text
    return Job(
        intent=intent,
        standing=proven.proof.standing,
        content=proven.text(text),
        text=ContentHash(text),
        sent=proven.text(intent.content_hash),
        portal_url=portal[-1]["url"] if portal else "",
        portal_photos={digest: url for row in portal for digest, url in row["photo_urls"].items()},
        overtaken_at=await overtaken_at(connection, intent.article_id) if older else None,
        late=settled and await obligations.is_breached(connection, intent.article_id),
    )
