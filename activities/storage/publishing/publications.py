"""Intents to publish and what came of them: the memory that keeps a text from being posted twice."""

import hashlib
from dataclasses import dataclass, replace

from activities.ports import PhotoFile, Shown
from activities.storage import obligations
from activities.storage.articles.approvals import ApprovalStore, Differs, NotApproved, Proven, check
from activities.storage.articles.rows import locked_article
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from activities.storage.ledger import append, lines_of
from activities.storage.publishing.closing import begin_if_scheduled, check_turn, close_if_done
from activities.storage.publishing.fence import IntentStore, settle, take
from activities.storage.publishing.intents import Intent, Overtaken, result_of
from activities.storage.rows import standing_from
from newsroom.article import ArticleId, ChannelName, Content, ContentHash
from newsroom.board import Board, Office
from newsroom.consequences import Notification, NotificationKind
from newsroom.ledger.gate import Bar
from newsroom.ledger.sightings import ChannelStopped, Receipt
from newsroom.publishing import CHANNEL_LABELS, ChannelResult, Outcome
from newsroom.sla import Promise
from newsroom.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """An intent with the approved text and what the Portal gave for it."""

    intent: Intent
    standing: Standing
    content: Content
    portal_url: str
    portal_photos: dict[str, str]


class PublicationStore(IntentStore):
    """Intents as the publishing activity claims, advances and closes them."""

    def __init__(self, database: Database, boards: BoardStore, approvals: ApprovalStore) -> None:
        super().__init__(database, boards)
        self._approvals = approvals

    async def claim(self, article_id: str, content_hash: str, channel: ChannelName) -> Job:
        """The intent for this text on this channel, with the text; made when missing, taken from whoever had it.

        Errors: NotApproved, unless signed acts approve this very text for this channel; Differs when the row says other
                than they; TooEarly before the hour; NotItsTurn while a channel that goes first does not show it;
                Overtaken once the article has been taken down, or taken back before anything was sent.
        Source: promises 1 and 5 of the design; rule 12.
        """
        async with self._database.writing() as connection:
            row = await locked_article(connection, article_id)
            verdict, proven = await self._approvals.standing_approval(connection, row, content_hash, channel)
            if verdict.bar is Bar.OVER:
                raise Overtaken
            check(verdict)
            standing = proven.proof.standing
            await check_turn(connection, standing, content_hash, channel)
            await begin_if_scheduled(connection, standing_from(row), now())
            intent = await take(connection, article_id, content_hash, channel, revision=standing.revision)
            return await _job(connection, proven, intent)

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
                    external_id=intent.external_id, content_hash=ContentHash(intent.content_hash),
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
            board = (await self._boards.within(connection, at)).board
            where = "" if differs else f" trên {CHANNEL_LABELS[channel]}"
            told = f"Có yêu cầu đăng bài {article_id}{where} bị chặn: {explanation}"
            members = [board.holder(office).id for office in (Office.HEAD, Office.FINAL_EDITOR, Office.ENGINEER)]
            notifications = [Notification(to=member, kind=NotificationKind.ALARM, text=told) for member in members]
            await obligations.notify(connection, article_id, occasion, notifications, at)
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


async def _job(connection: Connection, proven: Proven, intent: Intent) -> Job:
    portal = await connection.fetchrow(
        "SELECT url, photo_urls FROM intents WHERE article_id = $1 AND content_hash = $2 AND amendment = '' "
        "AND channel = $3 AND channel <> $4",
        intent.article_id,
        intent.content_hash,
        ChannelName.PORTAL,
        intent.channel,
    )
    return Job(
        intent=intent,
        standing=proven.proof.standing,
        content=proven.text(intent.content_hash),
        portal_url=portal["url"] if portal else "",
        portal_photos=portal["photo_urls"] if portal else {},
    )
