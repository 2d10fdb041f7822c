"""Intents to publish and what came of them: the memory that keeps a text from being posted twice."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from activities.ports import PhotoFile, Shown
from activities.storage import obligations
from activities.storage.articles.approvals import ApprovalStore, Differs, check
from activities.storage.articles.lateness import told_late
from activities.storage.articles.proven import NotApproved
from activities.storage.articles.rows import unknown_article
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append, lines_of, text_of
from activities.storage.publishing.closing import check_turn
from activities.storage.publishing.fence import IntentStore, settled_by
from activities.storage.publishing.intents import Intent, Overtaken, intent_from, result_of
from activities.storage.publishing.jobs import LOOK, SHOWN, Job, Judged, job_of, take_up
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
from newsroom.sla import Late

_RESTED: Final = timedelta(minutes=10)


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
        async with self._database.reading() as connection:
            while True:
                judged = await self._judged(connection, article_id, content_hash, channel)
                # None when an act was taken in meanwhile: then it is judged with that.
                if (intent := await take_up(connection, judged, channel)) is not None:
                    return await job_of(connection, judged, intent)

    async def _judged(self, connection: Connection, article_id: str, content_hash: str, channel: ChannelName) -> Judged:
        """What may go out, as one look at the storage shows it; nothing is locked. Errors: as `claim`."""
        seen = self._approvals.seen
        row = await connection.fetchrow(LOOK, article_id, seen.keys, seen.deeds)
        if row is None:
            raise unknown_article(article_id)
        verdict, proven = await self._approvals.standing_approval(connection, row, seen, content_hash, channel)
        if verdict.bar is Bar.OVER:
            raise Overtaken
        check(verdict)
        judged = Judged(
            proven=proven,
            text=ContentHash(proven.proof.newest(content_hash)),
            shown=row["shown"],
            breached=row["breached"],
        )
        check_turn(channel, proven.proof.standing.channels, judged.channels)
        return judged

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
        receipt = Receipt(
            at=at, article_id=ArticleId(intent.article_id), channel=intent.channel, url=shown.url,
            external_id=intent.external_id, content_hash=job.text, fingerprint=fingerprint, attempts=intent.attempts,
        )  # fmt: skip
        author, title = job.standing.author, job.content.title
        news = shown_notification(author, title, intent.article_id, intent.channel, shown.url)
        async with self._database.reading() as connection:
            row = await _end(connection, intent, shown, news, at, receipt)
        if row is None:
            row = await self._published_late(intent, shown, news, at, receipt)
        return replace(result_of(settled_by(row)), late=row["breached"])

    async def _published_late(
        self, intent: Intent, shown: Shown, news: Notification, at: datetime, receipt: Receipt
    ) -> Mapping[str, Any]:
        """The same when a promise ends too late by it: that is written down, and people are told."""
        async with self._database.writing() as connection:
            row: Mapping[str, Any] = await _end(connection, intent, shown, news, at)
            if row["changed"]:
                late = await obligations.ended_late(connection, intent.article_id, at)
                for breach in await self._told_late(connection, intent.article_id, late, at):
                    await append(connection, breach)
                await append(connection, receipt)
        return row

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
            shown = await connection.fetchval(f"SELECT {SHOWN}", intent.article_id)
            judged = Judged(proven=proven, text=intent.content_hash, shown=shown)
            return await job_of(connection, judged, intent)
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


async def _end(
    connection: Connection,
    intent: Intent,
    shown: Shown,
    news: Notification,
    at: datetime,
    receipt: Receipt | None = None,
) -> Any:
    """The row of the intent as it is settled; with the receipt none, and nothing done, if a promise ends late by it.

    Shape: the news is left with it, by whichever run has settled it.
    """
    return await connection.fetchrow(
        "WITH done AS MATERIALIZED (SELECT * FROM end_publication($1, $2, $3, $4, $5, $6, $7, $8, $9)), "
        "told AS (INSERT INTO notifications (article_id, member, kind, text, dedupe, created_at) "
        "SELECT $1, $10, $11, $12, $13, $8 FROM done WHERE changed ON CONFLICT (dedupe) DO NOTHING) "
        "SELECT (done.settled).*, done.changed, done.breached FROM done",
        intent.article_id,
        intent.channel,
        intent.key,
        intent.run,
        shown.url,
        dict(shown.photo_urls),
        intent.external_id,
        at,
        text_of(receipt) if receipt else None,
        news.to,
        news.kind,
        news.text,
        f"{intent.key}/shown",
    )
