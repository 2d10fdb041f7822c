"""A picture of a manuscript and the words that belong to it."""

import re
from dataclasses import dataclass
from typing import Final

from desk.manuscript.markup import Node
from newsroom.text import plain

_CREDIT: Final = re.compile(r"(?:^|[\s.,;(\[–—-])\s*Ảnh\s*:\s*(?P<who>[^()\[\]]+?)[\s.)\]]*$")


@dataclass(slots=True, kw_only=True)
class Picture:
    """A picture placed in the text, and the words found around it."""

    node: Node
    name: str
    place: str
    caption: str = ""
    credit: str = ""
    alt: str = ""


def caption_and_credit(text: str) -> tuple[str, str]:
    """Caption and the photographer or source that stands after "Ảnh:" at its end."""
    found = _CREDIT.search(text)
    if found is None:
        return text, ""
    before = text[: found.start()].rstrip(" ,;([–—-")
    return before + "." * (text[found.start()] == "."), plain(found["who"])
