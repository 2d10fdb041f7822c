"""The text that one channel shows of its own: changed after the publication, and nothing else with it."""

from dataclasses import replace
from typing import Final

from newsroom.article import ChannelName, ChannelText, Content
from newsroom.claims import incomplete
from newsroom.errors import RefusalCode, Refused
from newsroom.matters import facts
from newsroom.matters.acts import MatterClaim
from newsroom.matters.reach import Reach
from newsroom.publishing import CHANNEL_LABELS, FACEBOOK_MESSAGE_CHARS, ZALO_DESCRIPTION_CHARS, channel_post
from newsroom.text import plain

OWN_TEXT_CHARS: Final = {
    ChannelName.FANPAGE: FACEBOOK_MESSAGE_CHARS,
    ChannelName.ZALO_OA: ZALO_DESCRIPTION_CHARS,
}
"""The channels that show a text of their own, and how long it may be; the Portal shows the whole text."""


def with_own_text(content: Content, channel: ChannelName, text: str) -> Content:
    """The text with another own text of one channel."""
    others = tuple(own for own in content.channel_texts if own.channel is not channel)
    return replace(content, channel_texts=(*others, ChannelText(channel=channel, text=text)))


def own_text(content: Content, channel: ChannelName) -> str:
    """The own text of a channel; empty without one."""
    return next((own.text for own in content.channel_texts if own.channel is channel), "")


def too_long(content: Content, channel: ChannelName) -> str:
    """What is wrong with the length of a channel's own text, as a Vietnamese clause; empty when it fits.

    Source: rule 81; ambiguity A19.
    """
    fanpage = channel is ChannelName.FANPAGE
    lines = channel_post(content, channel).lines
    length = len("\n\n".join(lines)) if fanpage else len(plain(own_text(content, channel)))
    most, label = OWN_TEXT_CHARS[channel], CHANNEL_LABELS[channel]
    return f"lời đăng {label} dài {length} ký tự, {label} chỉ nhận {most} ký tự" if length > most else ""


def channel_of(claim: MatterClaim) -> ChannelName:
    """The channel whose own text a proposal changes. Errors: Refused (bad_request)."""
    said = claim.said(facts.CHANNEL)
    if said not in OWN_TEXT_CHARS:
        raise incomplete(claim, f"kênh ({facts.CHANNEL.name}) phải là một trong: {', '.join(OWN_TEXT_CHARS)}")
    return ChannelName(said)


def check_own_text(claim: MatterClaim, before: Content, after: Content, reach: Reach) -> ChannelName:
    """The one channel whose text a proposal changes, where readers see it.

    Errors: Refused (bad_request) when anything else of the article is other than before, or the text too long;
    (wrong_stage) when the channel does not show the article.
    Source: rules 12 and 81; ambiguity A19; decision 0045.
    """
    channel = channel_of(claim)
    label = CHANNEL_LABELS[channel]
    if channel not in reach.shown:
        said = f"Không thể {claim.label}: {label} chưa hiện bài này. Mọi việc giữ nguyên."
        raise Refused(RefusalCode.WRONG_STAGE, said)
    if with_own_text(before, channel, own_text(after, channel)) != after:
        raise incomplete(claim, f"bản mới đổi cả điều khác ngoài lời đăng riêng của {label}")
    if long := too_long(after, channel):
        raise incomplete(claim, f"{long}; hãy rút gọn")
    return channel
