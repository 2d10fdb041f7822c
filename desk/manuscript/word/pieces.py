"""A line of text as it is read: pieces that each know their marks, before they are put into a tree."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from desk.letters import without_loose_accents

MARKS: Final = ("strong", "em", "s", "sup", "sub")
"""Every mark that a run can have, the outermost first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Some text, a line break (tag `br`), or a picture (tag `img`, its address as text), and what marks it.

    Shape: `marks` from the outermost to the innermost; `link` is an address, empty when it leads nowhere.
    """

    text: str = ""
    marks: tuple[str, ...] = ()
    link: str = ""
    tag: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a run stands in: styles of its paragraph and table, a link, an insertion.

    Shape: in a heading or a caption the style's bold and italics are layout, so `emphasised` is false.
    """

    style: str
    table_style: str = ""
    emphasised: bool = True
    link: str = ""
    inserted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a run looks like where it stands."""

    setting: Setting
    marks: tuple[str, ...]
    font: str
    hidden: bool
    capitals: bool


def is_empty(pieces: Iterable[Piece]) -> bool:
    """Whether a line shows neither text nor a picture."""
    return not any(piece.tag == "img" or piece.text.strip() for piece in pieces)


def settled(pieces: list[Piece]) -> Iterator[Piece]:
    """The same line in as few pieces as say it: blanks are marked as what is around them, accents as their letter."""
    marked = _accents_with_their_letter(_blanks_as_around(pieces))
    for (tag, marks, link), group in groupby(marked, key=lambda piece: (piece.tag, piece.marks, piece.link)):
        if tag:
            yield from group
        else:
            yield Piece(text="".join(piece.text for piece in group), marks=marks, link=link)


def _blanks_as_around(pieces: list[Piece]) -> Iterator[Piece]:
    after: list[Piece | None] = []
    coming: Piece | None = None
    for piece in reversed(pieces):
        after.append(coming)
        coming = coming if _is_blank(piece) else piece
    before: Piece | None = None
    for piece in pieces:
        following = after.pop()
        if _is_blank(piece):
            yield replace(piece, marks=_common(before, following), link=_common_link(before, following))
        else:
            before = piece
            yield piece


def _is_blank(piece: Piece) -> bool:
    return not piece.tag and not piece.text.strip()


def _common(before: Piece | None, after: Piece | None) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    return tuple(mark for mark in before.marks if mark in after.marks)


def _common_link(before: Piece | None, after: Piece | None) -> str:
    return before.link if before is not None and after is not None and before.link == after.link else ""


def _accents_with_their_letter(pieces: Iterable[Piece]) -> Iterator[Piece]:
    before: Piece | None = None
    for piece in pieces:
        rest = without_loose_accents(piece.text)
        if rest != piece.text and before is not None and not before.tag:
            yield replace(before, text=piece.text[: len(piece.text) - len(rest)])
            yield replace(piece, text=rest)
        else:
            yield piece
        before = piece
