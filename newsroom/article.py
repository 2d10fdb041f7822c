"""What an article is: its names, kind, topics, text, photos, and the hash that an approval names.

Does not know who may do what with it (`authority`), nor at which stage it stands (`stages`).
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final, NewType

ArticleId = NewType("ArticleId", str)
MemberId = NewType("MemberId", str)
Topic = NewType("Topic", str)
ContentHash = NewType("ContentHash", str)

HASH_FORM: Final = "toasoan-content-1"
"""Name of the canonical form; a new form gets a new name, so that old hashes stay checkable."""

ARTICLES: Final = "article"
"""The kind of an article among all that people act upon, as a matter has one."""

_SUBJECT: Final = f"{ARTICLES}/"
_NUMBERED: Final = re.compile(
    r"(?P<spoken>(?:(?P<kind>[a-z]+)/)?(?P<number>(?P<year>[0-9]{4})-(?P<count>[0-9]{4,6})))(?:-(?P<tail>[0-9a-f-]+))?"
)

_CONTENTS_AT_HAND: Final = 16
"""A content is put into its canonical form once for all that ask for its hash while it is handed in."""

_FARTHEST: Final = 10_000


def subject_of(article_id: str) -> str:
    """The name of an article among all that people act upon, as a matter has one; the id of its workflow too."""
    return f"{_SUBJECT}{article_id}"


def article_of(subject: str) -> ArticleId | None:
    """The article that a subject is; None when it is a matter."""
    return ArticleId(subject.removeprefix(_SUBJECT)) if subject.startswith(_SUBJECT) else None


@dataclass(frozen=True, slots=True, order=True)
class Given:
    """A number that an article or a matter of a kind was given: the how-manieth of its year."""

    kind: str
    year: int
    count: int

    @property
    def number(self) -> str:
        """The number as people say it, such as 2026-0421."""
        return f"{self.year:04}-{self.count:04}"

    @property
    def name(self) -> str:
        """What it is the number of, such as article/2026-0421."""
        return f"{self.kind}/{self.number}"


def spoken(name: str) -> str:
    """What people call an article or a matter: its number where its id or its name begins with one, else that itself.

    Shape: 2026-0421-5ce2a1b0 is 2026-0421, absence/2026-0037-b1f07c2d is absence/2026-0037, 5f0c2a9b7e31 stays.
    """
    found = _NUMBERED.fullmatch(name)
    return found["spoken"] if found else name


def number_in(name: str) -> str:
    """The number in an id or a name; empty for one that has none."""
    found = _NUMBERED.fullmatch(name)
    return found["number"] if found else ""


def is_number(text: str) -> bool:
    """Whether a text is a number and nothing more."""
    return bool(text) and number_in(text) == text


def tail_in(key: str) -> str:
    """What is left of an id without its number: the part that makes it unique for ever."""
    found = _NUMBERED.fullmatch(key)
    return found["tail"] or "" if found else key


def given_in(name: str) -> Given | None:
    """The number that a name tells of, with the random part or without it; None when it tells of none."""
    found = _NUMBERED.fullmatch(name)
    known = found and found["kind"] and int(found["count"])
    return Given(found["kind"], int(found["year"]), int(found["count"])) if found and known else None


def credible(names: Iterable[str], proven: Iterable[Given], year: int) -> tuple[Given, ...]:
    """The numbers in names that nobody has signed, until a year, without those that no newsroom can have come to.

    Shape: whoever can start a workflow can name it as they like; a number that is far past all that is proven must not
    leave us without numbers.
    """
    last: dict[tuple[str, int], int] = {}
    for each in proven:
        last[each.kind, each.year] = max(each.count, last.get((each.kind, each.year), 0))
    found = (given for name in names if (given := given_in(name)))
    return tuple(g for g in found if g.year <= year and g.count <= last.get((g.kind, g.year), 0) + _FARTHEST)


class Kind(StrEnum):
    """Kind of an article ("tin, bài, ảnh, văn bản" of the notice)."""

    NEWS = "news"
    FEATURE = "feature"
    PHOTO_STORY = "photo_story"
    NOTICE = "notice"
    DIRECTIVE = "directive"
    LEGAL_DOCUMENT = "legal_document"
    PRESS_RELEASE = "press_release"
    REPOST = "repost"


class ChannelName(StrEnum):
    """The three channels of the notice, rule 81; the Portal comes first."""

    PORTAL = "portal"
    FANPAGE = "fanpage"
    ZALO_OA = "zalo_oa"


@dataclass(frozen=True, slots=True, kw_only=True)
class Photo:
    """A photo as the text knows it; its bytes are stored under `digest` (hex SHA-256 of the bytes)."""

    digest: str
    media_type: str
    width: int
    height: int
    size_bytes: int
    caption: str
    credit: str
    alt: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a repost comes from; `published_on` is an ISO date (yyyy-mm-dd)."""

    name: str
    url: str
    published_on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelText:
    """Text of one channel where it differs from what the rules derive."""

    channel: ChannelName
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All that a reader may ever see of an article, and what its routing depends on.

    Shape: `body_html` is clean HTML (the door's whitelist) in NFC; photos in reading order.
    """

    kind: Kind
    topics: tuple[Topic, ...]
    title: str
    summary: str
    body_html: str
    byline: str
    photos: tuple[Photo, ...] = ()
    source: Source | None = None
    channel_texts: tuple[ChannelText, ...] = ()


def content_hash(content: Content) -> ContentHash:
    """Hash (hex SHA-256) of the canonical form of everything a channel may show.

    Shape: equal contents give equal hashes whatever the Unicode form or the order of topics.
    Source: promise 1 of the design; ambiguity A20 (an approval is bound to the content hash).
    """
    return ContentHash(hashlib.sha256(canonical_content(content).encode()).hexdigest())


@lru_cache(maxsize=_CONTENTS_AT_HAND)
def canonical_content(content: Content) -> str:
    """Canonical text of a content: compact JSON, keys sorted, strings in NFC, topics sorted."""
    canonical = _canonical(asdict(content))
    return json.dumps(
        {"form": HASH_FORM, **canonical, "topics": sorted(canonical["topics"])},
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
    )


def photo_of(content: Content, digest: str) -> Photo | None:
    """The photo of a content with that digest."""
    return next((photo for photo in content.photos if photo.digest == digest), None)


def content_from(data: dict[str, Any]) -> Content:
    """Content from its JSON form (as `canonical_content` or a stored revision writes it)."""
    source = data.get("source")
    return Content(
        kind=Kind(data["kind"]),
        topics=tuple(Topic(t) for t in data["topics"]),
        title=data["title"],
        summary=data["summary"],
        body_html=data["body_html"],
        byline=data["byline"],
        photos=tuple(Photo(**photo) for photo in data["photos"]),
        source=Source(**source) if source else None,
        channel_texts=tuple(
            ChannelText(channel=ChannelName(t["channel"]), text=t["text"]) for t in data["channel_texts"]
        ),
    )


def _canonical(value: Any) -> Any:
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case dict():
            return {key: _canonical(item) for key, item in value.items()}
        case list() | tuple():
            return [_canonical(item) for item in value]
        case _:
            return value
