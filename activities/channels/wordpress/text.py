"""What WordPress does to text on its way to the page, and how the approved text is kept from it and known again.

WordPress runs short codes, makes cards of addresses, pictures of smileys, and typographic signs of typed ones. What it
would rewrite is sent as numeric references, which no filter of its core looks into; words stay as they are, so that
readers find them.
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


def as_written(printed: Sequence[str], approved: Sequence[str]) -> tuple[str, ...]:
    """The lines of a page, each in its approved form where it differs from that by typography alone."""
    if len(printed) != len(approved):
        return tuple(printed)
    pairs = zip(printed, approved, strict=True)
    return tuple(wrote if _typed(line) == _typed(wrote) else line for line, wrote in pairs)


def _typed(line: str) -> str:
    return _DASHES.sub("-", _DOUBLED.sub('"', plain(line).translate(_PRINTED)))


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found.group())};"
