"""What WordPress does to text on its way to the page, and how the approved text is known again.

WordPress runs short codes in what it is given and prints typographic quotes, dashes and dots instead of plain ones.
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


def for_wordpress(html: str) -> str:
    """The HTML with square brackets written as references, so that no short code is seen in it."""
    return html.replace("[", "&#91;").replace("]", "&#93;")


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
