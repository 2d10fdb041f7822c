"""Whether two texts say the same, however they are set and whatever stands above them."""

import re
from typing import Final

from newsroom.article import Content
from newsroom.text import BlockKind, blocks, fingerprint

LIKE_FROM_WORDS: Final = 12
"""Fewer words than this may be the same in two articles by chance: a greeting, a line under photos."""

_WORD: Final = re.compile(r"\w+")


def body_fingerprint(content: Content) -> str:
    """Fingerprint of the words of a body: equal for equal words in any blocks, marks, capitals or Unicode form.

    Shape:  empty for a body of fewer than `LIKE_FROM_WORDS` words, which is like no other.
    Source: rule 54; checklist 2.4 (the same text twice); decision 0054.
    """
    said = " ".join(block.text for block in blocks(content.body_html) if block.kind is not BlockKind.PHOTO)
    words = _WORD.findall(said.casefold())
    return fingerprint([" ".join(words)]) if len(words) >= LIKE_FROM_WORDS else ""
