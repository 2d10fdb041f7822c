"""The pieces of a content that are read in one go, each with its place, its words and how they are set, its links."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final

from newsroom.article import Content, Photo
from newsroom.publishing import CHANNEL_LABELS
from newsroom.text import PHOTO_SCHEME, plain

_HEADINGS: Final = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_KINDS: Final = {"li": "mục liệt kê", "td": "ô bảng", "th": "ô bảng", "blockquote": "trích dẫn"}
_PARTS: Final = frozenset({"p", "div", "tr", "table", "thead", "tbody", "ul", "ol", "figcaption", "caption", *_KINDS})
_SET: Final = {"strong": "in đậm", "em": "in nghiêng", "sup": "chỉ số trên", "sub": "chỉ số dưới", "s": "gạch ngang"}
TELLING: Final = frozenset({"chỉ số trên", "chỉ số dưới", "gạch ngang"})
"""Ways to set a word that change what it says."""

Style = tuple[tuple[str, tuple[str, ...]], ...]
"""Stretches of a word, each with how it is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as it stands between spaces, and how its letters are set."""

    text: str
    style: Style


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A paragraph, a heading, a title; or a picture in the text, which has no words, and its digest as `photo`.

    Shape: `kind` is how an editor calls it, `place` its number among others of its kind; `links` are words and
    addresses.
    """

    kind: str
    place: str
    words: tuple[Word, ...] = ()
    links: tuple[tuple[str, str], ...] = ()
    photo: str = ""


def body_pieces(content: Content) -> tuple[Piece, ...]:
    """The pieces of a body in reading order."""
    reader = _Reader([photo.digest for photo in content.photos])
    reader.feed(content.body_html)
    reader.close()
    return tuple(reader.finish())


def other_pieces(content: Content) -> Iterator[Piece]:
    """What is read beside the body: title, standfirst, byline, source, and the channels' own texts."""
    yield _line("tiêu đề", content.title)
    yield _line("sapo", content.summary)
    yield _line("bút danh", content.byline)
    source = content.source
    yield _line("nguồn", f"{source.name} {source.url} {source.published_on}" if source else "")
    for own in content.channel_texts:
        yield _line(f"lời đăng {CHANNEL_LABELS[own.channel]}", own.text)


def photo_pieces(photo: Photo, number: int) -> Iterator[Piece]:
    """What is read of a photo, and what is read out instead of it."""
    yield _line(f"ảnh {number}", f"{photo.caption} Ảnh: {photo.credit}")
    yield _line(f"ảnh {number}, lời mô tả", photo.alt)


def _line(place: str, text: str) -> Piece:
    return Piece(kind=place, place=place, words=tuple(Word(text=w, style=((w, ()),)) for w in plain(text).split()))


class _Reader(HTMLParser):
    def __init__(self, photos: Sequence[str]) -> None:
        super().__init__(convert_charrefs=True)
        self._photos = photos
        self._pieces: list[Piece] = []
        self._counts: dict[str, int] = {}
        self._kinds: list[str] = []
        self._set: list[str] = []
        self._letters: list[tuple[str, tuple[str, ...]]] = []
        self._links: list[tuple[str, str]] = []
        self._in_link = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HEADINGS or tag in _PARTS:
            self._end_piece()
            self._kinds.append("đề mục" if tag in _HEADINGS else _KINDS.get(tag, ""))
        elif tag in _SET:
            self._set.append(_SET[tag])
        elif tag == "a":
            self._links.append(("", dict(attrs).get("href") or ""))
            self._in_link = True
        elif tag == "br":
            self._letters.append((" ", ()))
        elif tag == "img":
            self._end_piece()
            photo = (dict(attrs).get("src") or "").removeprefix(PHOTO_SCHEME)
            number = self._photos.index(photo) + 1 if photo in self._photos else "?"
            self._pieces.append(Piece(kind="ảnh", place=f"ảnh {number}", photo=photo))

    def handle_endtag(self, tag: str) -> None:
        if tag in _HEADINGS or tag in _PARTS:
            self._end_piece()
            if self._kinds:
                self._kinds.pop()
        elif tag in _SET and _SET[tag] in self._set:
            self._set.remove(_SET[tag])
        elif tag == "a":
            self._in_link = False

    def handle_data(self, data: str) -> None:
        style = tuple(sorted(set(self._set)))
        self._letters.extend((letter, style) for letter in unicodedata.normalize("NFC", data))
        if self._in_link:
            words, address = self._links[-1]
            self._links[-1] = (words + data, address)

    def _end_piece(self) -> None:
        words, links = tuple(_words(self._letters)), tuple((plain(said), address) for said, address in self._links)
        self._letters.clear()
        self._links.clear()
        self._in_link = False
        if not words:
            return
        kind = next((kind for kind in reversed(self._kinds) if kind), "đoạn")
        self._counts[kind] = self._counts.get(kind, 0) + 1
        self._pieces.append(Piece(kind=kind, place=f"{kind} {self._counts[kind]}", words=words, links=links))

    def finish(self) -> list[Piece]:
        self._end_piece()
        return self._pieces


def _words(letters: list[tuple[str, tuple[str, ...]]]) -> Iterator[Word]:
    stretches: list[tuple[str, tuple[str, ...]]] = []
    for letter, style in (*letters, (" ", ())):
        if not letter.isspace():
            if stretches and stretches[-1][1] == style:
                stretches[-1] = (stretches[-1][0] + letter, style)
            else:
                stretches.append((letter, style))
        elif stretches:
            yield Word(text="".join(text for text, _ in stretches), style=tuple(stretches))
            stretches = []
