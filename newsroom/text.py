"""What a reader sees of clean HTML: blocks of text and pictures, and a fingerprint of them.

Knows nothing of where HTML comes from or how it is cleaned; it reads what the door has already cleaned.
"""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html.parser import HTMLParser
from typing import Any, Final

from newsroom.shown.at_hand import at_hand
from newsroom.shown.letters import TAG_MARKS, Piece, Span, as_letters, link_target, spans

PHOTO_SCHEME: Final = "photo:"
"""A picture in the text is `<img src="photo:DIGEST">`; each channel puts its own address there."""

_BLOCK_TAGS: Final = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "td", "th", "figcaption", "caption", "div", "tr"},
)
_QUOTE_LOOKS_AT: Final = 8
_LONGEST_NUMBER_BITS: Final = 256
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")

_JOINER: Final = "\u2060"
_LONGEST_SUMMARY: Final = 180
_MARKS: Final = re.compile(r"[\\`*_\[\]<>|~&]")
_BEGINS_BLOCK: Final = re.compile(r"^(?:[#+=:-]|\d+(?=[.)]))")
# Readers of Markdown make links of bare addresses too, and look for them after the escapes are gone.
_BARE_LINK: Final = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)|(?<=mailto)(?=:)|(?<=xmpp)(?=:)", re.IGNORECASE)


class BlockKind(StrEnum):
    """What a block of an article is to its reader."""

    TEXT = "text"
    HEADING = "heading"
    ITEM = "item"
    QUOTE = "quote"
    CELL = "cell"
    CAPTION = "caption"
    PHOTO = "photo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, heading or picture in reading order.

    Shape: `text` is the address for a picture, else the words as they stand where no mark can be shown; `spans` are the
    letters with their marks and links, none when no letter has any.
    """

    kind: BlockKind
    text: str
    spans: tuple[Span, ...] = ()


_KINDS: Final = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), BlockKind.HEADING), "li": BlockKind.ITEM,
    "blockquote": BlockKind.QUOTE, "td": BlockKind.CELL, "th": BlockKind.CELL, "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
}  # fmt: skip
_BOXES: Final = frozenset({*_KINDS, "ul", "ol", "table", "figure"})
"""Tags whose end ends whatever was left open inside."""


def plain(text: str) -> str:
    """Text in Unicode NFC with every run of white space folded to one space."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def quoted(value: object, most: int = 60) -> str:
    """The beginning of what somebody sent, on one line, fit to be quoted in a message.

    Shape:  at most `most` characters, whatever the size of the value; a value that is no text, number, day or yes
            and no is never written out. What cannot be seen stands as �.
    """
    match value:
        case str():
            head = value[: most * _QUOTE_LOOKS_AT]
        case None | bool() | float() | date():
            head = str(value)
        case int() if value.bit_length() <= _LONGEST_NUMBER_BITS:
            head = str(value)
        case _:
            return "…"
    line = "".join(letter if letter.isprintable() else "�" for letter in " ".join(head.split()))
    whole = len(line) <= most and (not isinstance(value, str) or len(head) == len(value))
    return line if whole else f"{line[: most - 1].rstrip()}…"


def as_clause(said: str) -> str:
    """What a person wrote, fit to go on inside a sentence of ours: without the marks that may end it."""
    return said.rstrip(" \t\n.,;:!?…").lstrip()


Attributes = Mapping[str, str | None]


def source(attributes: Attributes, others: Sequence[Attributes]) -> str:  # noqa: ARG001 - where nothing loads late
    """The address of a picture in clean HTML."""
    return attributes.get("src") or ""


@at_hand(len)
def blocks(
    html: str, base: str = "", picture: Callable[[Attributes, Sequence[Attributes]], str] = source
) -> tuple[Block, ...]:
    """Blocks of clean HTML in reading order.

    Shape: no empty text blocks; nested blocks (a list in a quote) come out flat, each of the innermost kind; links are
    as seen from `base`, and one to a place on the same page is none; `picture` says which address a picture has, by
    its attributes and those of the sources beside it.
    """
    reader = _BlockReader(base, picture)
    reader.feed(html)
    reader.close()
    return tuple(reader.finish())


def photo_digests(html: str) -> tuple[str, ...]:
    """Digests of the pictures placed in the text, in order, repeats kept."""
    return tuple(
        block.text.removeprefix(PHOTO_SCHEME)
        for block in blocks(html)
        if block.kind is BlockKind.PHOTO and block.text.startswith(PHOTO_SCHEME)
    )


def text_blocks(lines: Iterable[str]) -> tuple[Block, ...]:
    """The blocks of lines without marks; an empty line is none."""
    return tuple(Block(kind=BlockKind.TEXT, text=line) for line in map(plain, lines) if line)


def fingerprint(lines: Iterable[str]) -> str:
    """Hash (hex SHA-256) of the words a reader sees, blind to white space and Unicode form.

    Shape: equal for two sequences whose non-empty lines are equal after `plain`.
    """
    seen = "\n".join(line for line in map(plain, lines) if line)
    return hashlib.sha256(seen.encode()).hexdigest()


def words(text: str) -> int:
    """Number of words as an editor counts them: runs separated by white space."""
    return len(plain(text).split())


class _BlockReader(HTMLParser):
    def __init__(self, base: str, picture: Callable[[Attributes, Sequence[Attributes]], str]) -> None:
        super().__init__(convert_charrefs=True)
        self._base = base
        self._picture = picture
        self._sources: list[Attributes] = []
        self._blocks: list[Block] = []
        self._pieces: list[Piece] = []
        self._boxes: list[tuple[str, BlockKind]] = []
        self._open: Counter[str] = Counter()
        self._link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BLOCK_TAGS or tag in _BOXES or tag == "img":
            self._flush()
        if tag in _BOXES:
            self._boxes.append((tag, _KINDS.get(tag, self._kind)))
        if tag in _BOXES or tag in TAG_MARKS:
            self._open[tag] += 1
        elif tag == "a":
            self._link = link_target(dict(attrs).get("href") or "", self._base)
        elif tag == "br":
            self.handle_data(" ")
        elif tag == "source":
            self._sources.append(dict(attrs))
        elif tag == "img":
            self._blocks.append(Block(kind=BlockKind.PHOTO, text=self._picture(dict(attrs), self._sources)))
        if tag in {"picture", "img"}:
            self._sources = []

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCK_TAGS or tag in _BOXES:
            self._flush()
        if tag == "a":
            self._link = ""
        elif tag in TAG_MARKS and self._open[tag]:
            self._open[tag] -= 1
        elif tag in _BOXES and self._open[tag]:
            self._close(tag)

    def _close(self, tag: str) -> None:
        closed = ""
        while closed != tag:
            closed, _ = self._boxes.pop()
            self._open[closed] -= 1

    def handle_data(self, data: str) -> None:
        marks = frozenset(mark for tag, mark in TAG_MARKS.items() if self._open[tag])
        self._pieces.append(Piece(data, marks, self._link))

    def _flush(self) -> None:
        pieces, self._pieces = self._pieces, []
        if text := plain(as_letters(pieces)):
            found = spans(pieces, is_heading=self._kind is BlockKind.HEADING)
            self._blocks.append(Block(kind=self._kind, text=text, spans=found))

    @property
    def _kind(self) -> BlockKind:
        return self._boxes[-1][1] if self._boxes else BlockKind.TEXT

    def finish(self) -> list[Block]:
        self._flush()
        return self._blocks


def storable(value: Any) -> Any:
    """The same value with a replacement mark for what no storage keeps in a text: NUL and lone surrogates."""
    match value:
        case str():
            return _UNSTORABLE.sub("\ufffd", value)
        case dict():
            return {key: storable(item) for key, item in value.items()}
        case list():
            return [storable(item) for item in value]
        case tuple():
            return tuple(storable(item) for item in value)
        case _:
            return value


def literal(said: str, most: int | None = None) -> str:
    """The same words on one line of Markdown, where a reader sees just these letters.

    Shape:  marks stand escaped, and a joiner that nobody sees keeps a bare address from becoming a link; at most
            `most` letters of what was said, all when it is None.
    Source: design, "readable to ops without code".
    """
    line = plain(said)[:most]
    escaped = _MARKS.sub(lambda mark: f"\\{mark[0]}", line)
    return _BARE_LINK.sub(_JOINER, _BEGINS_BLOCK.sub(_kept_in_line, escaped))


def summary_line(said: str) -> str:
    """The same words as the one line by which a list of workflows shows one.

    Source: design, "readable to ops without code".
    """
    return literal(said, _LONGEST_SUMMARY)


def _kept_in_line(begins: re.Match[str]) -> str:
    found = begins[0]
    return f"{found}{_JOINER}" if found[-1].isdecimal() else f"\\{found}"
