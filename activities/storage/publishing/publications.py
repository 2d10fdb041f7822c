"""Intents to publish and what came of them: the memory that keeps a text from being posted twice."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from activities.ports import PhotoFile, Shown
from activities.storage import obligations
from activities.storage.articles.approvals import NotApproved, approved_text, check_approved, newest_text, was_approved
from activities.storage.articles.rows import locked_article
from activities.storage.database import Connection, now
from activities.storage.ledger import append
from activities.storage.publishing.closing import close_if_done
from activities.storage.publishing.fence import IntentStore, settle, take
from activities.storage.publishing.intents import Intent, IntentState, Overtaken, result_of
from activities.storage.publishing.older_texts import begun, overtaken_at
from activities.storage.rows import standing_from
from newsroom.article import ArticleId, ChannelName, Content, ContentHash
from newsroom.board import Board, Office
from newsroom.consequences import Notification, NotificationKind
from newsroom.ledger.sightings import ChannelStopped, Receipt
from newsroom.publishing import CHANNEL_LABELS, ChannelResult, Outcome
from newsroom.sla import Promise
from newsroom.stages import Stage
from newsroom.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An intent with the approved text and what the Portal gave for it.

    Shape: `content` is what is to be shown, and `text` its hash; `sent` is the text of the intent, an older one when
    what was begun with it has still to be settled, since `overtaken_at`.
    """

    intent: Intent
    standing: Standing
    content: Content
    text: ContentHash
    sent: Content
    portal_url: str
    portal_photos: dict[str, str]
    overtaken_at: datetime | None = None

    @property
    def is_left_over(self) -> bool:
        """Whether an older text was sent, and what became of it is not known."""
        return self.intent.state is not IntentState.PUBLISHED and self.intent.content_hash != self.text


class PublicationStore(IntentStore):
    """Intents as the publishing activity claims, advances and closes them."""

    async def claim(self, article_id: str, content_hash: str, channel: ChannelName) -> Job:
        """The intent for this text on this channel, with the text; made when missing, taken from whoever had it.

        Shape: where approved changes have overtaken the ordered text, the newest one is meant; an older one that was
        sent and is not settled comes first, and one that shows is the answer.
        Errors: NotApproved, unless the ledger holds an accepted approval of this very text; TooEarly before the hour;
                Overtaken once the article has been taken down, or taken back before anything was sent.
        Source: promises 1 and 5 of the design; rule 12; decision 0037.
        """
        async with self._database.writing() as connection:
            standing = standing_from(await locked_article(connection, article_id))
            if await _is_stopped(connection, standing, content_hash):
                raise Overtaken
            newest, older = await newest_text(connection, standing, content_hash)
            text = ContentHash(newest)
            await check_approved(connection, standing, text, channel)
            if standing.stage is Stage.SCHEDULED:
                await connection.execute(
                    "UPDATE articles SET stage = $2, since = $3 WHERE id = $1", article_id, Stage.PUBLISHING, now()
                )
            intent = await begun(connection, article_id, text, older, channel) or await take(
                connection, article_id, text, channel, revision=standing.revision
            )
            return await _job(connection, standing, intent, text)

    async def photo_files(self, content: Content, digests: tuple[str, ...]) -> dict[str, PhotoFile]:
        """The photos of a content with their bytes, by digest. Errors: NotApproved when the bytes are others."""
        photos = {photo.digest: photo for photo in content.photos if photo.digest in digests}
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
                await obligations.meet(connection, intent.article_id, Promise.PUBLISH, intent.channel, at)
                await close_if_done(connection, intent.article_id, at)
                receipt = Receipt(
                    at=at, article_id=ArticleId(intent.article_id), channel=intent.channel, url=shown.url,
                    external_id=intent.external_id, content_hash=job.text,
                    fingerprint=fingerprint, attempts=intent.attempts,
                )  # fmt: skip
                await append(connection, receipt)
        return result_of(settled)

    async def stopped(self, job: Job, intent: Intent, evidence: str) -> None:
        """Write an outcome that needs a person, put it in the ledger and tell the people of the notice (rule 81).

        Errors: Overtaken; nothing is written then and nobody is told.
        """
        what = f"“{job.content.title}” ({intent.article_id}) chưa đăng được trên {CHANNEL_LABELS[intent.channel]}"

        def told(board: Board) -> list[Notification]:
            members = {board.holder(o).id for o in (Office.ENGINEER, Office.FINAL_EDITOR, job.standing.route.owner)}
            text = f"{what}: {intent.explanation}"
            return [Notification(to=member, kind=NotificationKind.WARNING, text=text) for member in sorted(members)]

        await self._stop(intent, evidence, told)

    async def refused(self, article_id: str, text: str, channel: ChannelName, explanation: str) -> None:
        """Write down that something asked for a text to be published without approval, and alarm those who must look.

        Source: promise 1 of the design; rules 12, 50, 90.
        """
        at = now()
        async with self._database.writing() as connection:
            board = (await self._boards.within(connection, at)).board
            told = f"Có yêu cầu đăng bài {article_id} trên {CHANNEL_LABELS[channel]} bị chặn: {explanation}"
            members = [board.holder(office).id for office in (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER)]
            notifications = [Notification(to=member, kind=NotificationKind.ALARM, text=told) for member in members]
            await obligations.notify(
                connection, article_id, f"{article_id}/{text}/{channel}/refused", notifications, at
            )
            stopped = ChannelStopped(
                at=at, article_id=ArticleId(article_id), channel=channel, outcome=Outcome.NEEDS_PERSON,
                explanation=explanation, content_hash=text,
            )  # fmt: skip
            await append(connection, stopped)


async def _is_stopped(connection: Connection, standing: Standing, text: str) -> bool:
    """Whether an attempt that was allowed once comes too late: no alarm, because nobody tries to cheat."""
    if standing.stage is Stage.TAKEN_DOWN:
        return True
    taken_back = standing.stage in {Stage.AWAITING_APPROVAL, Stage.BEFORE_BOARD}
    return taken_back and await was_approved(connection, standing.article_id, text)


async def _job(connection: Connection, standing: Standing, intent: Intent, text: ContentHash) -> Job:
    # A change may have given the Portal's page new photos: the latest address of each counts.
    portal = await connection.fetch(
        "SELECT url, photo_urls FROM intents WHERE article_id = $1 AND channel = $2 AND channel <> $3 "
        "AND state = 'published' AND outcome = 'published' ORDER BY visible_at",
        intent.article_id,
        ChannelName.PORTAL,
        intent.channel,
    )
    content = await approved_text(connection, standing.article_id, text)
    older = intent.content_hash != text
    return Job(
        intent=intent,
        standing=standing,
        content=content,
        text=text,
        sent=await approved_text(connection, standing.article_id, intent.content_hash) if older else content,
        portal_url=portal[-1]["url"] if portal else "",
        portal_photos={digest: url for row in portal for digest, url in row["photo_urls"].items()},
        overtaken_at=await overtaken_at(connection, standing.article_id) if older else None,
    )
