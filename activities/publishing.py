"""Publishing one approved text on one channel, at most once: the same four steps for every channel.

What is written down before each outgoing call, and what a second run finds:
  claimed    nothing was sent; prepare.
  sending    a prepare was sent and its reply is unknown; look for it on the channel, prepare again only after the
             channel has twice denied it (a second draft is invisible and does no harm). It never goes back to claimed.
  prepared   the channel's id is stored; make it visible. Only a build before this one left an intent so.
  revealing  the channel's id is stored with the word that it is about to show; read first, reveal only if it does not.
  published  read back, compared and closed; the stored result is the answer for ever.
What a text has left that a newer one has overtaken is settled first (`leftover`).
Each claim takes the intent from the attempt before it. One that still runs (a worker given up by the server, or two at
once) finds out at its next write, so before its next call, and stops: only one id is ever revealed.
"""

import asyncio
import re
import unicodedata
from collections.abc import Awaitable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Final, TypeVar

from temporalio import activity

from activities.attempts import Attempt, answered
from activities.contracts import ActivityName, PublishInput
from activities.leftover import LeftOver
from activities.ports import Channel, ChannelTrouble, Order, Shown, Trouble
from activities.storage.database import now
from activities.storage.publishing.intents import Intent, IntentState, result_of
from activities.storage.publishing.jobs import Job
from activities.storage.publishing.publications import PublicationStore
from newsroom.article import ChannelName, Content
from newsroom.publishing import ChannelPost, ChannelResult, channel_post

_READ_AFTER: Final = (0.0, 0.3, 0.7, 1.5)
_ENOUGH_ABSENT_READS: Final = 2
_DENIED_AGAIN_AFTER: Final = timedelta(seconds=1)
"""However often runs have died on the way: a second draft does no harm."""

_T = TypeVar("_T")
_CLOCK_SKEW: Final = timedelta(minutes=2)


class PublishingActivities:
    """Publication on the channels this process has credentials for."""

    def __init__(self, publications: PublicationStore, channels: Mapping[ChannelName, Channel]) -> None:
        self._publications = publications
        self._channels = channels

    @activity.defn(name=ActivityName.PUBLISH_TO_CHANNEL)
    async def publish_to_channel(self, order: PublishInput) -> ChannelResult:
        """How the channel stands after this attempt.

        Again: goes on from the intent's state; a published intent gives its stored result and sends nothing.
        Source: rules 12, 81.
        """

        async def work() -> ChannelResult:
            while True:
                job = await self._publications.claim(order.article_id, order.content_hash, order.channel)
                if job.intent.state is IntentState.PUBLISHED:
                    return replace(result_of(job.intent), late=job.late)
                if not job.is_left_over:
                    return await self._attempt(job)
                if (result := await self._settled(job)) is not None:
                    return result

        return await answered(order, work, self._publications)

    async def read_given_up(self, name: ChannelName) -> None:
        """Read again what was given up on a channel while nobody knew whether readers see it; nothing is sent.

        Errors: ChannelTrouble when the channel cannot be read; what was read by then is written.
        """
        channel = self._channels[name]
        for job in await self._publications.given_up(name):
            order = await self._order(job, job.sent)
            begun = (job.intent.attempt_started_at or job.standing.submitted_at) - _CLOCK_SKEW
            found = job.intent.external_id or await channel.find(order, begun)
            await self._publications.read_again(job, await channel.read(found, order) if found else None)

    async def _attempt(self, job: Job) -> ChannelResult:
        attempt = _Attempt(self._publications, self._channels[job.intent.channel], job)
        try:
            shown = await attempt.run(await self._order(job, job.content))
        except ChannelTrouble as trouble:
            return await attempt.ended(trouble)
        return await self._published(job, attempt.intent, shown)

    async def _settled(self, job: Job) -> ChannelResult | None:
        """How the channel stands with what an older text has left there; None once nothing of it is left."""
        attempt = LeftOver(self._publications, self._channels[job.intent.channel], job)
        try:
            shown = await attempt.run(await self._order(job, job.sent), await self._order(job, job.content))
        except ChannelTrouble as trouble:
            return await attempt.ended(trouble)
        return None if shown is None else await self._published(job, attempt.intent, shown)

    async def _published(self, job: Job, intent: Intent, shown: Shown) -> ChannelResult:
        post = channel_post(job.content, intent.channel)
        return await self._publications.published(replace(job, intent=intent), shown, shown.fingerprint_as(post))

    async def _order(self, job: Job, content: Content) -> Order:
        intent = job.intent
        post = channel_post(content, intent.channel)
        return Order(
            key=intent.key,
            article_id=intent.article_id,
            post=post,
            byline=content.byline,
            source_name=content.source.name if content.source else "",
            source_url=content.source.url if content.source else "",
            slug=slug(job.sent.title, intent.article_id),
            published_at=job.standing.publish_at or job.standing.approved_at or job.standing.submitted_at,
            portal_url=job.portal_url,
            photo_urls=job.portal_photos,
            photo_files=await self._publications.photo_files(content, photo_digests_to_upload(post)),
        )


class _Attempt(Attempt[Job]):
    """One run that makes a text visible."""

    go_on = "cho đăng tiếp"

    async def run(self, order: Order) -> Shown:
        """What the public sees in the end. Errors: ChannelTrouble."""
        before = None
        if self.intent.external_id:
            before = await self._shown_before(order)
        else:
            await self._prepare(order)
        # At an address that is not ours it stays until the cause is gone: whoever says 'go on' may be mistaken.
        if before is None or before.elsewhere:
            await self._sent(self._channel.reveal(self.intent.external_id, order))
        shown = await self._read(order)
        if shown is None:
            raise ChannelTrouble(Trouble.UNCLEAR, "Kênh đã nhận bài nhưng chưa thấy hiện ra; hệ thống sẽ đọc lại.")
        if shown.elsewhere:
            raise ChannelTrouble(
                Trouble.NEEDS_PERSON,
                "Bài đang hiện ở một địa chỉ khác địa chỉ của bài, vì địa chỉ ấy có trang khác giữ. Mời kỹ sư xem hai "
                "trang trên kênh, gỡ trang thừa hoặc trả lại địa chỉ, rồi cho đăng tiếp.",
                evidence=shown.url,
            )
        compare(order.post, shown)
        return shown

    async def _shown_before(self, order: Order) -> Shown | None:
        """What an earlier run has shown; else it is written that this one is about to."""
        before = await self._read(order, once=True) if self.intent.state is IntentState.REVEALING else None
        if before is None or before.elsewhere:
            await self._write(state=IntentState.REVEALING)
        return before

    async def _prepare(self, order: Order) -> None:
        """Have the channel make the post, and write its id with the word that it is about to show."""
        if self.intent.state is IntentState.SENDING:
            found = await self._channel.find(order, (self.intent.attempt_started_at or now()) - _CLOCK_SKEW)
            if found is not None:
                await self._write(state=IntentState.REVEALING, external_id=found, absent_reads=0)
                return
            absent = self.intent.absent_reads + 1
            if absent < _ENOUGH_ABSENT_READS:
                await self._write(absent_reads=absent)
                raise ChannelTrouble(
                    Trouble.UNCLEAR,
                    "Lần gửi trước chưa rõ kết quả, đọc lại chưa thấy; sẽ đọc lần nữa trước khi gửi.",
                    not_before=now() + _DENIED_AGAIN_AFTER,
                )
        before = self.intent
        await self._write(state=IntentState.SENDING, absent_reads=0, attempt_started_at=now())
        try:
            external_id = await self._sent(self._channel.prepare(order))
        except ChannelTrouble as trouble:
            if trouble.not_sent or trouble.trouble is not Trouble.UNCLEAR:
                # This call did nothing, but one of an earlier run may still be on the line.
                self.intent = before
            raise
        await self._write(state=IntentState.REVEALING, external_id=external_id)

    async def _sent(self, call: Awaitable[_T]) -> _T:
        """What a call gave. Errors: ChannelTrouble, for a person when the channel says again that it has this post.

        Shape: between the two the post was looked for and is not there, so another try would be told the same.
        """
        try:
            return await call
        except ChannelTrouble as trouble:
            if trouble.is_known and trouble.code == self.intent.cause:
                raise self._said_twice(trouble) from trouble
            raise

    def _said_twice(self, trouble: ChannelTrouble) -> ChannelTrouble:
        return ChannelTrouble(
            Trouble.NEEDS_PERSON,
            f"Kênh đã hai lần nói có bài trùng (mã {trouble.code}) mà đọc lại không thấy bài nào của văn bản này; hệ "
            f"thống dừng, không gửi nữa. Mời kỹ sư xem trên kênh bài nào trùng, gỡ hoặc sửa bài ấy rồi {self.go_on}.",
            evidence=trouble.evidence,
            code=trouble.code,
        )

    async def _read(self, order: Order, *, once: bool = False) -> Shown | None:
        shown = None
        for pause in _READ_AFTER[:1] if once else _READ_AFTER:
            await asyncio.sleep(pause)
            shown = await self._channel.read(self.intent.external_id, order) or shown
            # What a channel adds to a post by itself may come a moment later than the text.
            if shown is not None and not shown.amiss:
                return shown
        return shown


def slug(title: str, article_id: str) -> str:
    """A readable address: the title without accents, and the article's id so that no two are alike."""
    letters = unicodedata.normalize("NFD", title.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    words = re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
    return f"{words[:80].strip('-')}-{article_id}"


def photo_digests_to_upload(post: ChannelPost) -> tuple[str, ...]:
    """The photos whose bytes the channel takes from us; Zalo fetches them from the Portal."""
    return () if post.channel is ChannelName.ZALO_OA else post.photos


def compare(post: ChannelPost, shown: Shown) -> None:
    """Nothing, when the public sees what was approved. Errors: ChannelTrouble with what differs."""
    if differs := shown.differs_from(post):
        raise ChannelTrouble(
            Trouble.NEEDS_PERSON,
            f"Nội dung đang hiện trên kênh KHÁC bản đã duyệt: {differs}. Mời kỹ sư và người duyệt kiểm tra ngay, sửa "
            "hoặc gỡ trên kênh, rồi cho đăng tiếp để hệ thống đọc lại.",
            evidence=f"{differs} ({shown.url})",
        )
