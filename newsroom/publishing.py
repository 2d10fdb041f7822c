"""What each channel may show of an approved text, in which order, and how an attempt can end.

Knows nothing of HTTP: a channel is a name, a text and an outcome.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from newsroom.article import ChannelName, Content, Kind
from newsroom.text import PHOTO_SCHEME, BlockKind, blocks, fingerprint, photo_digests, plain

ZALO_TITLE_CHARS: Final = 150
ZALO_DESCRIPTION_CHARS: Final = 300
ZALO_AUTHOR_CHARS: Final = 50
FACEBOOK_MESSAGE_CHARS: Final = 63_206
FACEBOOK_PHOTOS: Final = 10

CHANNEL_LABELS: Final[dict[ChannelName, str]] = {
    ChannelName.PORTAL: "Cổng TTĐT",
    ChannelName.FANPAGE: "Fanpage",
    ChannelName.ZALO_OA: "Zalo OA",
}

PUBLISHING_ORDER: Final[tuple[tuple[ChannelName, ...], ...]] = (
    (ChannelName.PORTAL,),
    (ChannelName.FANPAGE, ChannelName.ZALO_OA),
)
"""Portal first (it gives the address and hosts the photos), then the two others side by side."""


class Outcome(StrEnum):
    """How one attempt at one channel ended (`channels.md` section F)."""

    PUBLISHED = "published"
    REJECTED = "rejected"
    WAITING = "waiting"
    AMBIGUOUS = "ambiguous"
    NEEDS_PERSON = "needs_person"
    WAIVED = "waived"
    GIVEN_UP = "given_up"
    REMOVED = "removed"


OUTCOME_LABELS: Final[dict[Outcome, str]] = {
    Outcome.PUBLISHED: "đã đăng",
    Outcome.REJECTED: "kênh từ chối nội dung",
    Outcome.WAITING: "kênh bận, sẽ thử lại",
    Outcome.AMBIGUOUS: "chưa rõ kết quả, đang đọc lại kênh",
    Outcome.NEEDS_PERSON: "cần người xử lý",
    Outcome.WAIVED: "không đăng kênh này",
    Outcome.GIVEN_UP: "đã bỏ kênh, chưa rõ bạn đọc có thấy bài hay không",
    Outcome.REMOVED: "đã gỡ",
}

SETTLED: Final = frozenset({Outcome.PUBLISHED, Outcome.REMOVED, Outcome.WAIVED})
STOPPED: Final = frozenset({Outcome.REJECTED, Outcome.NEEDS_PERSON})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPost:
    """What one channel shows of a content.

    Shape: `lines` are what a reader sees, in order, without the photos and without the link to the Portal;
    `photos` are digests in the order the channel shows them; `body_html` is used by the Portal only.
    """

    channel: ChannelName
    title: str
    lines: tuple[str, ...]
    photos: tuple[str, ...]
    summary: str = ""
    body_html: str = ""

    @property
    def fingerprint(self) -> str:
        """Fingerprint of the text a reader must see; compared with what is read back."""
        return fingerprint(self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelResult:
    """How one channel stands after an attempt.

    Shape: `url` and `visible_at` when published; `late` when a promise of the article is known to be broken by then;
    `not_before` when waiting; `waits_for` is the channel that has to show the text first; `explanation` in Vietnamese
    says what happened, what was kept and what to do.
    """

    channel: ChannelName
    outcome: Outcome
    explanation: str = ""
    url: str = ""
    external_id: str = ""
    visible_at: datetime | None = None
    not_before: datetime | None = None
    waits_for: ChannelName | None = None
    late: bool = False


def before(channel: ChannelName, channels: Sequence[ChannelName]) -> tuple[ChannelName, ...]:
    """The channels of a publication that must show the text before this one may.

    Source: decision 0033 (the storage keeps the order of the channels).
    """
    waves = PUBLISHING_ORDER[: next(i for i, wave in enumerate(PUBLISHING_ORDER) if channel in wave)]
    return tuple(earlier for wave in waves for earlier in wave if earlier in channels)


def channel_names(channels: Sequence[ChannelName]) -> str:
    """Channels as a person reads them, separated by commas."""
    return ", ".join(CHANNEL_LABELS[channel] for channel in channels)


def channel_post(content: Content, channel: ChannelName) -> ChannelPost:
    """What the channel shows of this content; a pure function, so approving the content approves this too.

    Source: ambiguity A19 (a channel's derived text is part of the approved version).
    """
    match channel:
        case ChannelName.PORTAL:
            return _portal_post(content)
        case ChannelName.FANPAGE:
            return _fanpage_post(content)
        case ChannelName.ZALO_OA:
            return _zalo_post(content)


def shortened(text: str, max_chars: int) -> str:
    """The text, cut at a word with an ellipsis when it is longer than `max_chars` characters."""
    text = plain(text)
    if len(text) <= max_chars:
        return text
    cut = text[: max_chars - 1]
    if text[max_chars - 1] != " ":
        cut = cut.rsplit(" ", 1)[0]
    cut = cut.rstrip(" ,.;:–-")
    return f"{cut}…"


def _source_line(content: Content) -> tuple[str, ...]:
    return (f"Nguồn: {content.source.name}",) if content.source else ()


def _ordered_photos(content: Content) -> tuple[str, ...]:
    placed = dict.fromkeys(photo_digests(content.body_html))
    rest = (photo.digest for photo in content.photos)
    return tuple(dict.fromkeys([*placed, *rest]))


def _text_lines(content: Content) -> tuple[str, ...]:
    """Lines of the body with each photo's caption where the photo stands; unplaced photos come last."""
    captions = {photo.digest: f"{photo.caption} Ảnh: {photo.credit}" for photo in content.photos}
    lines: list[str] = []
    for block in blocks(content.body_html):
        if block.kind is BlockKind.PHOTO:
            caption = captions.pop(block.text.removeprefix(PHOTO_SCHEME), "")
            lines.extend([caption] if caption else [])
        else:
            lines.append(block.text)
    return (*lines, *captions.values())


def _portal_post(content: Content) -> ChannelPost:
    lines = (content.title, content.summary, *_text_lines(content), *_source_line(content), content.byline)
    return ChannelPost(
        channel=ChannelName.PORTAL,
        title=content.title,
        summary=content.summary,
        body_html=content.body_html,
        lines=_shown(lines),
        photos=_ordered_photos(content),
    )


def _fanpage_post(content: Content) -> ChannelPost:
    own = _own_text(content, ChannelName.FANPAGE)
    lines = own.splitlines() if own else [content.title, content.summary, *_source_line(content)]
    photos = _ordered_photos(content)[:FACEBOOK_PHOTOS] if content.kind is Kind.PHOTO_STORY else ()
    return ChannelPost(channel=ChannelName.FANPAGE, title=content.title, lines=_shown(lines), photos=photos)


def _zalo_post(content: Content) -> ChannelPost:
    own = _own_text(content, ChannelName.ZALO_OA)
    summary = shortened(own or plain(content.summary) or content.title, ZALO_DESCRIPTION_CHARS)
    lines = (content.title, summary, *_text_lines(content), *_source_line(content), content.byline)
    return ChannelPost(
        channel=ChannelName.ZALO_OA,
        title=content.title,
        summary=summary,
        body_html=content.body_html,
        lines=_shown(lines),
        photos=_ordered_photos(content),
    )


def _own_text(content: Content, channel: ChannelName) -> str:
    return next((text.text for text in content.channel_texts if text.channel is channel and plain(text.text)), "")


def _shown(lines: Sequence[str]) -> tuple[str, ...]:
    return tuple(line for line in map(plain, lines) if line)
