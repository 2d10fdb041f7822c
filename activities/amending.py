"""Changing or taking down what readers see, on one channel: written down before each call, read back after it.

What is written before each outgoing call, and what a second run finds:
  claimed    nothing was sent; send.
  revealing  the change or the removal was sent and its reply is unknown; read first, send again only if it does not
             show. Both calls may be repeated: neither makes a second post.
  published  read back and closed; the stored result is the answer for ever.
A take-down also looks for a post whose id was never learnt. When a publication, or an amendment that this one has
overtaken, was under way, a call of it may still be on the line and show the older text once more: it is looked again
and again until that is no longer possible.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from temporalio import activity

from activities.attempts import CALLS_LAST_AT_MOST, LOOK_AGAIN_AFTER, Attempt, answered
from activities.contracts import ActivityName, PublishInput
from activities.ports import Channel, ChannelTrouble, Order, Shown, Trouble
from activities.publishing import compare, photo_digests_to_upload, slug
from activities.storage.database import now
from activities.storage.matters.amendment_intents import AmendingStore, AmendJob
from activities.storage.publishing.intents import Intent, IntentState, may_come_late, result_of
from activities.storage.publishing.publications import PublicationStore
from newsroom.article import ChannelName, Content
from newsroom.matters.amendment_texts import CORRECTION_SECTION
from newsroom.matters.kinds import AmendmentKind
from newsroom.publishing import ChannelPost, ChannelResult, channel_post
from newsroom.wording.shown import difference

_READ_AFTER: Final = (0.0, 0.5, 1.5, 3.0)
_LOOK_BACK_AFTER: Final = timedelta(minutes=1)


class AmendingActivities:
    """Amendments on the channels this process has credentials for."""

    def __init__(
        self, amendments: AmendingStore, publications: PublicationStore, channels: Mapping[ChannelName, Channel]
    ) -> None:
        self._amendments = amendments
        self._publications = publications
        self._channels = channels

    @activity.defn(name=ActivityName.AMEND_ON_CHANNEL)
    async def amend_on_channel(self, order: PublishInput) -> ChannelResult:
        """How the channel stands after this attempt.

        Again: goes on from the intent's state; a settled intent gives its stored result and sends nothing.
        Source: rules 9, 12, 81.
        """

        async def work() -> ChannelResult:
            job = await self._amendments.claim(order.article_id, order.amendment, order.channel)
            if job.intent.state is IntentState.PUBLISHED:
                return result_of(job.intent)
            return await self._attempt(job)

        return await answered(order, work, self._publications)

    async def _attempt(self, job: AmendJob) -> ChannelResult:
        attempt = _Attempt(self._amendments, self._channels[job.intent.channel], job)
        try:
            shown = await attempt.run(await self._order(job))
        except ChannelTrouble as trouble:
            return await attempt.ended(trouble)
        post = channel_post(job.text or job.first_text, job.intent.channel)
        seen = shown.fingerprint_as(post) if shown else ""
        return await self._amendments.amended(replace(job, intent=attempt.intent), shown, seen)

    async def _order(self, job: AmendJob) -> Order:
        content: Content = job.text or job.first_text
        post, first = channel_post(content, job.intent.channel), job.first
        corrected = job.amendment.kind is AmendmentKind.CORRECTION
        digests = photo_digests_to_upload(post) if job.text else ()
        return Order(
            key=first.key,
            article_id=first.article_id,
            post=post,
            byline=content.byline,
            source_name=content.source.name if content.source else "",
            source_url=content.source.url if content.source else "",
            slug=slug(job.first_text.title, first.article_id),
            published_at=job.published_at,
            portal_url=job.portal_url,
            photo_urls=job.portal_photos,
            photo_files=await self._publications.photo_files(content, digests),
            section=CORRECTION_SECTION if corrected else "",
            changed_at=now(),
            made_with=channel_post(job.first_text, job.intent.channel),
        )


class _Attempt(Attempt[AmendJob]):
    """One run that changes a post or takes it down."""

    go_on = "cho làm tiếp"

    async def run(self, order: Order) -> Shown | None:
        """What the public sees in the end; None after a removal. Errors: ChannelTrouble."""
        quiet_at = self._quiet_at()
        shown = None
        if self._job.text is None:
            await self._remove(order)
        else:
            shown = await self._amended(order)
        if quiet_at is None:
            return shown
        what = "Bạn đọc đã thấy bản mới" if shown else "Đã gỡ"
        raise ChannelTrouble(
            Trouble.BUSY,
            f"{what}; một lần gửi trước đó còn dở có thể làm hiện lại bản cũ, hệ thống sẽ kiểm tra lần nữa.",
            not_before=min(quiet_at, now() + _LOOK_BACK_AFTER),
        )

    async def _amended(self, order: Order) -> Shown:
        external_id = self.intent.external_id
        if self.intent.state is IntentState.REVEALING:
            before = await self._channel.read(external_id, order)
            if before is not None and not before.differs_from(order.post):
                return before
        await self._write(state=IntentState.REVEALING)
        await self._channel.amend(external_id, order)
        shown = None
        for pause in _READ_AFTER:
            await asyncio.sleep(pause)
            shown = await self._channel.read(external_id, order)
            if shown is not None and not shown.differs_from(order.post):
                return shown
        if shown is not None and all(difference(older, shown.blocks) for older in self._older_posts):
            compare(order.post, shown)
        raise ChannelTrouble(Trouble.UNCLEAR, "Kênh đã nhận bản sửa nhưng chưa thấy hiện ra; hệ thống sẽ đọc lại.")

    async def _remove(self, order: Order) -> None:
        external_id = self.intent.external_id or self._job.first.external_id or await self._find(self._job.first, order)
        if external_id:
            await self._write(state=IntentState.REVEALING, external_id=external_id)
            await self._clear(external_id, order)
        await self._remove_others(order)

    async def _remove_others(self, order: Order) -> None:
        """Whatever else of the article was ever sent here: an earlier text may stand on a page of its own."""
        for sent, text in self._job.also_sent:
            address = slug(text.title, sent.article_id)
            other = replace(order, key=sent.key, post=channel_post(text, sent.channel), slug=address)
            if external_id := sent.external_id or await self._find(sent, other):
                await self._write(state=IntentState.REVEALING)
                await self._clear(external_id, other)

    async def _find(self, sent: Intent, order: Order) -> str:
        """The id of a post whose id was never learnt, because the reply to its making was lost."""
        since = sent.attempt_started_at or self._job.amendment.proposed_at
        return await self._channel.find(order, since - LOOK_AGAIN_AFTER) or ""

    async def _clear(self, external_id: str, order: Order) -> None:
        await self._channel.remove(external_id, order)
        for pause in _READ_AFTER:
            await asyncio.sleep(pause)
            if await self._channel.read(external_id, order) is None:
                return
        raise ChannelTrouble(Trouble.UNCLEAR, "Kênh đã nhận lệnh gỡ nhưng bài vẫn hiện; hệ thống sẽ gỡ lại.")

    def _quiet_at(self) -> datetime | None:
        """From when on no call of an earlier order can be on the line; None when that is so already."""
        sent = () if self._job.text else (self._job.first, *(intent for intent, _ in self._job.also_sent))
        unsettled = [intent for intent in sent if intent.state is not IntentState.PUBLISHED]
        late = [*unsettled, *(rival for rival in self._job.rivals if may_come_late(rival))]
        wrote = [intent.updated_at for intent in late if intent.updated_at is not None]
        quiet_at = max(wrote) + CALLS_LAST_AT_MOST if wrote else now()
        return quiet_at if quiet_at > now() else None

    @property
    def _older_posts(self) -> list[ChannelPost]:
        texts = (self._job.base_text, *self._job.older_texts)
        return [channel_post(text, self.intent.channel) for text in texts]
