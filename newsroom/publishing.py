"""What each channel may show of an approved text, in which order, and how an attempt can end.

Knows nothing of HTTP: a channel is a name, a text and an outcome.
"""

import hashlib
import json
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from html import escape
from itertools import chain, islice, takewhile
from typing import Final

from newsroom.article import ChannelName, Content, Kind, Photo
from newsroom.board import Office
from newsroom.text import PHOTO_SCHEME, Block, BlockKind, blocks, fingerprint, photo_digests, plain, text_blocks

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

SHOWN_FORM: Final = "toasoan-shown-2"
"""Name of the form in which what is shown is compared; the first form had no name and saw the words only."""

_BESIDE_TEXT: Final = frozenset({BlockKind.PHOTO, BlockKind.CAPTION})
PHOTO_NAME_CHARS: Final = 40

SETTLED: Final = frozenset({Outcome.PUBLISHED, Outcome.REMOVED, Outcome.WAIVED})
STOPPED: Final = frozenset({Outcome.REJECTED, Outcome.NEEDS_PERSON})


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One use of a photo in a post: the words under it, and those for who cannot see it."""

    digest: str
    caption: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelPost:
    """What one channel shows of a content.

    Shape: `blocks` are what a reader sees, in order, without the link to the Portal; the first `heads` of them are
    title and summary, which the channel shows in its own way. `photos` are digests in the order the channel shows
    them, `pictures` each use of them in a text; `body_html` is used by the Portal only.
    """

    channel: ChannelName
    title: str
    blocks: tuple[Block, ...]
    photos: tuple[str, ...]
    heads: int = 0
    pictures: tuple[Picture, ...] = ()
    summary: str = ""
    body_html: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The words a reader sees, without the pictures."""
        return lines_of(self.blocks)

    @property
    def fingerprint(self) -> str:
        """Fingerprint of what a reader must see; compared with that of what is read back."""
        return shown_fingerprint(self.blocks)

    def seen(self, shown: Sequence[Block]) -> tuple[Block, ...]:
        """What a page shows, held as this post is: title and summary are words, the theme's picture above them is none.

        Source: decision 0051.
        """
        texts = iter([block for block in shown if block.kind is not BlockKind.PHOTO])
        heads = text_blocks(block.text for block in islice(texts, self.heads))
        body = [*shown]
        for _ in heads:
            body.pop(next(at for at, block in enumerate(body) if block.kind is not BlockKind.PHOTO))
        idle = _leading(body) - _leading(self.blocks[self.heads :])
        ours = {picture_named(digest) for digest in self.photos}
        while idle > 0 and body[0] in ours:
            body.pop(0)
            idle -= 1
        return (*heads, *body)

    @property
    def fingerprints(self) -> frozenset[str]:
        """The fingerprint in every form that a receipt may state: what was published before keeps its own."""
        return frozenset({self.fingerprint, fingerprint(self.lines)})


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelResult:
    """How one channel stands after an attempt.

    Shape: `late` when a promise of the article is known to be broken; `waits_for` is the channel that has to show the
    text first; `explanation` is Vietnamese; `asked` is the office that sees to a channel that has stopped.
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
    asked: Office | None = None


def lines_of(shown: Sequence[Block]) -> tuple[str, ...]:
    """The words of blocks, without the pictures."""
    return tuple(block.text for block in shown if block.kind is not BlockKind.PHOTO)


def picture_named(digest: str) -> Block:
    """The picture of that digest, as post and page name it: by so much of the digest as every file name keeps."""
    return Block(kind=BlockKind.PHOTO, text=f"{PHOTO_SCHEME}{digest[:PHOTO_NAME_CHARS]}")


def shown_fingerprint(shown: Sequence[Block]) -> str:
    """Fingerprint of blocks with their kind, words, marks, links and pictures; a caption is text like any other."""
    seen = [
        [
            BlockKind.TEXT if block.kind is BlockKind.CAPTION else block.kind,
            plain(block.text),
            [[span.letters, sorted(span.marks), span.link] for span in block.spans],
        ]
        for block in shown
    ]
    said = json.dumps(seen, ensure_ascii=False, separators=(",", ":"))
    return f"{SHOWN_FORM}:{hashlib.sha256(said.encode()).hexdigest()}"


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
            return _illustrated(content, channel, content.summary, marks=True)
        case ChannelName.FANPAGE:
            return _fanpage_post(content)
        case ChannelName.ZALO_OA:
            return _illustrated(content, channel, _zalo_summary(content), marks=False)


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


def _pictures(content: Content) -> tuple[Picture, ...]:
    """Each use of a photo in order, unplaced photos last; a use beyond those that have words is shown without."""
    waiting: dict[str, deque[Photo]] = {}
    for photo in content.photos:
        waiting.setdefault(photo.digest, deque()).append(photo)
    alts = {photo.digest: photo.alt for photo in content.photos}
    placed = [
        _picture(waiting[digest].popleft())
        if waiting.get(digest)
        else Picture(digest=digest, caption="", alt=alts.get(digest, ""))
        for digest in photo_digests(content.body_html)
    ]
    return (*placed, *map(_picture, chain.from_iterable(waiting.values())))


def _picture(photo: Photo) -> Picture:
    return Picture(digest=photo.digest, caption=f"{photo.caption} Ảnh: {photo.credit}", alt=photo.alt)


def _body(content: Content, pictures: Sequence[Picture]) -> Iterator[Block]:
    """Blocks of the body, each picture with its caption; unplaced ones come last."""
    waiting = deque(pictures)
    for block in blocks(content.body_html):
        if block.kind is not BlockKind.PHOTO:
            yield block
        elif block.text.startswith(PHOTO_SCHEME):
            yield from _pictured(waiting.popleft())
    for picture in waiting:
        yield from _pictured(picture)


def _pictured(picture: Picture) -> Iterator[Block]:
    yield picture_named(picture.digest)
    if caption := plain(picture.caption):
        yield Block(kind=BlockKind.CAPTION, text=caption)


def source_html(name: str, url: str) -> str:
    """The line of the source on a channel that shows links: its name leads to its address; empty without a name."""
    words = f'<a href="{escape(url)}">{escape(name)}</a>' if url else escape(name)
    return f'<p class="source">Nguồn: {words}</p>' if name else ""


def _illustrated(content: Content, channel: ChannelName, summary: str, *, marks: bool) -> ChannelPost:
    pictures, source = _pictures(content), content.source
    heads = text_blocks((content.title, summary))
    body = (*_body(content, pictures), *blocks(source_html(source.name, source.url) if source else ""))
    return ChannelPost(
        channel=channel,
        title=content.title,
        summary=summary,
        body_html=content.body_html,
        blocks=(*heads, *(body if marks else map(_without_marks, body)), *text_blocks([content.byline])),
        heads=len(heads),
        photos=tuple(dict.fromkeys(picture.digest for picture in pictures)),
        pictures=pictures,
    )


def _leading(body: Sequence[Block]) -> int:
    return sum(1 for _ in takewhile(lambda block: block.kind is BlockKind.PHOTO, body))


def _without_marks(block: Block) -> Block:
    return block if block.kind in _BESIDE_TEXT else Block(kind=BlockKind.TEXT, text=block.text)


def _fanpage_post(content: Content) -> ChannelPost:
    own = _own_text(content, ChannelName.FANPAGE)
    source = [f"Nguồn: {content.source.name}"] if content.source else []
    lines = own.splitlines() if own else [content.title, content.summary, *source]
    photos = tuple(dict.fromkeys(picture.digest for picture in _pictures(content)))[:FACEBOOK_PHOTOS]
    shown = photos if content.kind is Kind.PHOTO_STORY else ()
    return ChannelPost(channel=ChannelName.FANPAGE, title=content.title, blocks=text_blocks(lines), photos=shown)


def _zalo_summary(content: Content) -> str:
    own = _own_text(content, ChannelName.ZALO_OA)
    return shortened(own or plain(content.summary) or content.title, ZALO_DESCRIPTION_CHARS)


def _own_text(content: Content, channel: ChannelName) -> str:
    return next((text.text for text in content.channel_texts if text.channel is channel and plain(text.text)), "")
