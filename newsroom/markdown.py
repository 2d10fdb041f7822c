"""Words that others wrote, fit to stand in Markdown of ours: shown letter by letter, never as a link or a mark."""

import re
from typing import Final

from newsroom.text import plain

_JOINER: Final = "\u2060"
_LONGEST_SUMMARY: Final = 180
_MARKS: Final = re.compile(r"[\\`*_\[\]<>|~&]")
_BEGINS_BLOCK: Final = re.compile(r"^(?:[#+=:-]|\d+(?=[.)]))")
# Readers of Markdown make links of bare addresses too, and look for them after the escapes are gone.
_BARE_LINK: Final = re.compile(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)|(?<=mailto)(?=:)|(?<=xmpp)(?=:)", re.IGNORECASE)


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
