"""What is wrong with a text that officials read: sentences glued together, words said twice, codes of ours."""

import re
from collections.abc import Iterator
from typing import Final

_FAULTS: Final = {
    "two marks in a row": re.compile(r"[.,;:!?] ?[.,;:](?!\.)|\.\.(?!\.)|(?<!\.)\.\.$"),
    "a mark after a blank": re.compile(r" [.,;:!?](?:\s|$)"),
    "a word said twice": re.compile(r"\b(\w{2,} \w{2,}(?: \w+)*) \1\b", re.IGNORECASE),
    "two blanks": re.compile(r"\S  +\S"),
    "a code of ours": re.compile(r"\b[RA]\d{1,2}\b|\bđiều \d+|\brule \d+"),
    "a missing value": re.compile(r"\bNone\b|\{\w*\}|“”|\(\)"),
    "an end without a mark": re.compile(r"[^.!?…”»)`:/\w]\s*$|[^.!?…”»)`\s]\s*$"),
}


def faults(text: str) -> Iterator[str]:
    """What is wrong with it, each with the place."""
    for what, pattern in _FAULTS.items():
        if found := pattern.search(text):
            yield f"{what}: …{text[max(0, found.start() - 30) : found.end() + 10]}…"
