"""What WordPress does to text on its way to the page, and how the approved text is kept from it and known again.

WordPress runs short codes, makes cards of addresses, pictures of smileys, and typographic signs of typed ones. What it
would rewrite is sent as numeric references, which no filter of its core looks into; words stay as they are, so that
readers find them.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from newsroom.publishing import lines_of
from newsroom.shown.letters import Span
from newsroom.text import Block, BlockKind, plain

_PRINTED: Final = str.maketrans({
    "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "″": '"',
    "‘": "'", "’": "'", "‚": "'", "′": "'",
    "–": "-", "—": "-", "−": "-", "×": "x", "…": "...",
})  # fmt: skip
_DASHES: Final = re.compile(r"-{2,3}")
_NOT_IN_ADDRESS: Final = re.compile(r"[^a-z0-9]+")
_DOUBLED: Final = re.compile(r"``|''")


_TAG: Final = re.compile(r"(<[^>]*>)")
_REWRITTEN: Final = re.compile(
    r"""
    ["'`]                                   # becomes a typographic quotation mark
    | (?<!\w)[-:;] | -(?!\w) | :(?=//)       # a dash; a smiley; an address that stands alone becomes a card
    | \.(?=\.)                              # an ellipsis
    | \((?=tm\))                            # a trade mark
    | (?<=\d)x(?=\d) | (?<=\d[.,])x(?=\d)   # a multiplication sign
    | 8(?=O|-O|-\))                         # a smiley
    | W(?=ordpress)                         # WordPress corrects its own name
    """,
    re.VERBOSE,
)
_BRACKETS: Final = str.maketrans({"[": "&#91;", "]": "&#93;"})


def for_wordpress(html: str) -> str:
    """The HTML with all that WordPress would rewrite in its text as references; short codes also hide in tags."""
    pieces = _TAG.split(html.translate(_BRACKETS))
    pieces[::2] = [_REWRITTEN.sub(_reference, text) for text in pieces[::2]]
    return "".join(pieces)


def tag_slug(name: str) -> str:
    """Address of a tag, as WordPress makes it of a Vietnamese name."""
    bare = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return _NOT_IN_ADDRESS.sub("-", bare.lower()).strip("-")


def as_written(printed: Sequence[Block], approved: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks of a page, each in its approved form where it differs from that by typography alone."""
    wrote = iter([block for block in approved if block.kind is not BlockKind.PHOTO])
    if len(lines_of(printed)) != len(lines_of(approved)):
        return tuple(printed)
    return tuple(block if block.kind is BlockKind.PHOTO else _as_written(block, next(wrote)) for block in printed)


def _as_written(printed: Block, wrote: Block) -> Block:
    if _typed(printed.text) != _typed(wrote.text):
        return printed
    alike = _typed_spans(printed) == _typed_spans(wrote)
    return replace(printed, text=wrote.text, spans=wrote.spans if alike else printed.spans)


def _typed_spans(block: Block) -> list[Span]:
    return [replace(span, letters=_typed(span.letters)) for span in block.spans]


def _typed(line: str) -> str:
    return _DASHES.sub("-", _DOUBLED.sub('"', plain(line).translate(_PRINTED)))


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found.group())};"
