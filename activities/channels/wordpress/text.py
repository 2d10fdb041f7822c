"""What WordPress does to text on its way to the page, and how the approved text is known again.

WordPress runs short codes in what it is given and prints typographic quotes, dashes and dots instead of plain ones.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from newsroom.text import plain

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


def as_written(printed: Sequence[str], approved: Sequence[str]) -> tuple[str, ...]:
    """The lines of a page, each in its approved form where it differs from that by typography alone."""
    if len(printed) != len(approved):
        return tuple(printed)
    pairs = zip(printed, approved, strict=True)
    return tuple(wrote if _typed(line) == _typed(wrote) else line for line, wrote in pairs)


def _typed(line: str) -> str:
    return _DASHES.sub("-", _DOUBLED.sub('"', plain(line).translate(_PRINTED)))
