"""Holding what the rows say was sent against what a channel shows; nothing is sent, changed or removed."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from activities.ports import Channel, ChannelTrouble, Order, Shown
from activities.publishing import slug
from activities.storage.publishing.sent import Sent
from newsroom.article import ArticleId, ChannelName
from newsroom.publishing import SHOWN_FORM, ChannelPost, channel_post

_CLOCK_SKEW: Final = timedelta(minutes=2)


class Sight(StrEnum):
    """How a channel stands to the rows."""

    AS_RECORDED = "as_recorded"
    NOT_SHOWN = "not_shown"
    OTHER_TEXT = "other_text"
    NOT_RECORDED = "not_recorded"
    STILL_SHOWN = "still_shown"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a channel shows of an article. Shape: `url` where readers have it; `note` is what the channel said."""

    article_id: ArticleId
    title: str
    channel: ChannelName
    sight: Sight
    url: str = ""
    note: str = ""


async def read_back(sent: Sent, channel: Channel) -> Seen:
    """How a channel stands to one row."""
    try:
        sight, url = await _looked(sent, channel)
        return _seen(sent, sight, url=url)
    except ChannelTrouble as trouble:
        return _seen(sent, Sight.UNREADABLE, note=trouble.explanation)


async def _looked(sent: Sent, channel: Channel) -> tuple[Sight, str]:
    order, intent = _order(sent), sent.intent
    external_id = intent.external_id
    if not external_id and not sent.is_recorded:
        since = intent.attempt_started_at or sent.published_at
        external_id = await channel.find(order, since - _CLOCK_SKEW) or ""
    shown = await channel.read(external_id, order) if external_id else None
    if not sent.is_recorded:
        return (Sight.NOT_RECORDED, shown.url) if shown else (Sight.AS_RECORDED, "")
    if not sent.expected:
        return (Sight.STILL_SHOWN, shown.url) if shown and not sent.changing else (Sight.AS_RECORDED, "")
    if shown is None:
        return Sight.NOT_SHOWN, ""
    posts = [channel_post(text, intent.channel) for text in sent.expected]
    return (Sight.AS_RECORDED if any(_shows(shown, post, sent) for post in posts) else Sight.OTHER_TEXT), shown.url


def _shows(shown: Shown, post: ChannelPost, sent: Sent) -> bool:
    """Whether the public sees this post, compared as it was when the channel's receipt was written."""
    return not shown.differs_from(post) if sent.seen_as.startswith(SHOWN_FORM) else shown.lines == post.lines


def _order(sent: Sent) -> Order:
    text, intent = sent.first_text, sent.intent
    return Order(
        key=intent.key,
        article_id=intent.article_id,
        post=channel_post(text, intent.channel),
        byline=text.byline,
        source_name=text.source.name if text.source else "",
        source_url=text.source.url if text.source else "",
        slug=slug(text.title, intent.article_id),
        published_at=sent.published_at,
    )


def _seen(sent: Sent, sight: Sight, *, url: str = "", note: str = "") -> Seen:
    intent = sent.intent
    return Seen(article_id=intent.article_id, title=sent.title, channel=intent.channel, sight=sight, url=url, note=note)
