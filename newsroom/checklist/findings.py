"""What the technical edit finds: findings, the facts it needs from outside, and the places of a text it points at."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from newsroom.article import ArticleId, ChannelName, Content
from newsroom.checklist.leaders import Leader
from newsroom.checklist.points import Point
from newsroom.shown.at_hand import at_hand
from newsroom.text import BlockKind, blocks, plain


class Severity(StrEnum):
    """Whether a finding stops the submission for approval or only asks for a look."""

    BLOCKING = "blocking"
    WARNING = "warning"


class Code(StrEnum):
    """Stable names of the checks."""

    TITLE_MISSING = "title_missing"
    TITLE_LENGTH = "title_length"
    BODY_MISSING = "body_missing"
    TOPICS = "topics"
    AUTHOR_OR_SOURCE = "author_or_source"
    REPOST_SOURCE = "repost_source"
    PHOTO_CAPTION = "photo_caption"
    PHOTO_CREDIT = "photo_credit"
    PHOTO_NOT_ATTACHED = "photo_not_attached"
    OPEN_POINT = "open_point"
    CLASSIFIED = "classified"
    ZALO_TITLE = "zalo_title"
    ZALO_AUTHOR = "zalo_author"
    FANPAGE_TEXT = "fanpage_text"
    ZALO_TEXT = "zalo_text"
    UNLISTED_SOURCE = "unlisted_source"
    SUMMARY_MISSING = "summary_missing"
    SUMMARY_LENGTH = "summary_length"
    ALL_CAPS_TITLE = "all_caps_title"
    UNACCENTED = "unaccented"
    LEGACY_ENCODING = "legacy_encoding"
    NOT_NFC = "not_nfc"
    LEADER_TITLE = "leader_title"
    RELATIVE_DAY = "relative_day"
    DUPLICATE = "duplicate"
    PERSONAL_DATA = "personal_data"
    PHOTO_SMALL = "photo_small"
    PHOTO_HEAVY = "photo_heavy"
    PHOTO_ALT = "photo_alt"
    BROKEN_LINK = "broken_link"
    NUMBER_FORM = "number_form"
    UNIT_FORM = "unit_form"
    PERCENT_FORM = "percent_form"
    DATE_FORM = "date_form"
    TONE_STYLE = "tone_style"
    RESERVED_NEWS = "reserved_news"
    NOT_FOR_READERS = "not_for_readers"
    LEADER_NAME = "leader_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend: what is wrong and what to do, the field it is in, and the place in the text."""

    severity: Severity
    code: Code
    message: str
    field: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookalike:
    """Another article of the newsroom with the same title, the same body, or both."""

    article_id: ArticleId
    title: str
    same_title: bool
    same_body: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a text cannot tell about itself.

    Shape: `today` is an ISO date in the newsroom's zone; `leaders` is the register with what was and what will be;
           `open_points` with the numbers that people say; `channels` are those the item goes to.
    """

    today: str
    official_domains: tuple[str, ...] = ()
    leaders: tuple[Leader, ...] = ()
    lookalikes: tuple[Lookalike, ...] = ()
    open_points: tuple[tuple[int, Point], ...] = ()
    channels: tuple[ChannelName, ...] = tuple(ChannelName)


Check = Callable[[Content, Facts], Iterator[Finding]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of running text, its field, and how an editor calls its place."""

    field: str
    place: str
    text: str

    def at(self, start: int = 0, end: int | None = None) -> str:
        """The place with a short excerpt around the part from `start` to `end`."""
        return f"{self.place}: “{excerpt(self.text, start, end)}”"


EXCERPT_MARGIN_CHARS: Final = 24
_ADDRESS: Final = re.compile(r"https?://\S+|\bwww\.\S+|[\w.+-]{1,64}@\S+")
_IN_ADDRESSES: Final = ("://", "www.", "@")
_CHANNEL_PLACES: Final = {
    ChannelName.PORTAL: "lời đăng trên Cổng",
    ChannelName.FANPAGE: "lời đăng trên Fanpage",
    ChannelName.ZALO_OA: "lời đăng trên Zalo OA",
}


def excerpt(text: str, start: int = 0, end: int | None = None) -> str:
    """Some words of a text around a part of it, or from a point on, with … where it was cut."""
    first = max(0, start - EXCERPT_MARGIN_CHARS)
    last = min(len(text), (start + 2 * EXCERPT_MARGIN_CHARS if end is None else end + EXCERPT_MARGIN_CHARS))
    before, after = "…" * (first > 0), "…" * (last < len(text))
    return f"{before}{plain(text[first:last])}{after}"


@at_hand(lambda content: len(content.body_html))
def passages(content: Content) -> tuple[Passage, ...]:
    """All running text of a content, in the order in which an editor reads it.

    Source: rule 54 (content and form of all texts and photos).
    """
    found = [
        Passage(field="title", place="tiêu đề", text=plain(content.title)),
        Passage(field="summary", place="sapo", text=plain(content.summary)),
        *body_passages(content),
    ]
    for number, photo in enumerate(content.photos):
        place = f"chú thích ảnh {number + 1}"
        found.append(Passage(field=f"photos[{number}].caption", place=place, text=plain(photo.caption)))
    for own in content.channel_texts:
        place = _CHANNEL_PLACES[own.channel]
        found.append(Passage(field=f"channel_texts.{own.channel}", place=place, text=plain(own.text)))
    return tuple(found)


def body_passages(content: Content) -> Iterator[Passage]:
    """Paragraphs and headings of the body, each kind numbered from one.

    Source: rule 54 (content and form of all texts and photos).
    """
    counts = {"đoạn": 0, "đề mục": 0}
    for block in blocks(content.body_html):
        if block.kind is BlockKind.PHOTO:
            continue
        name = "đề mục" if block.kind is BlockKind.HEADING else "đoạn"
        counts[name] += 1
        yield Passage(field="body", place=f"{name} {counts[name]}", text=block.text)


def without_addresses(text: str) -> str:
    """The text, as long as before, with dots for each letter of an address."""
    if not any(sign in text for sign in _IN_ADDRESSES):
        return text
    return _ADDRESS.sub(lambda found: "·" * len(found[0]), text)


def blocking(code: Code, message: str, field: str, place: str) -> Finding:
    """Finding that stops the submission for approval."""
    return Finding(severity=Severity.BLOCKING, code=code, message=message, field=field, place=place)


def warning(code: Code, message: str, field: str, place: str) -> Finding:
    """Finding that asks for a look."""
    return Finding(severity=Severity.WARNING, code=code, message=message, field=field, place=place)
