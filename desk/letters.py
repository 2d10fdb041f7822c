"""Letters as they are stored: one Unicode form, and nothing that a reader cannot see."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

_SPACE: Final = re.compile(r"\s+")
_LINE_ENDS: Final = re.compile("\r\n?|[\u2028\u2029]")
_HARD_SPACE: Final = re.compile("[\u00a0\u2800]")
_NEVER_SEEN: Final = (
    # control characters, surrogates, non-characters; marks of direction and joining; fillers; tags and selectors
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_UNSEEN: Final = re.compile(f"[{_NEVER_SEEN}]")
# A joiner or a choice of picture form is part of a picture letter; anywhere else it only hides in a word.
_LOOSE_JOINER: Final = re.compile(
    "(?<![\u2190-\u2bff\U0001f000-\U0001faff])(?<![\u2190-\u2bff\U0001f000-\U0001faff]\ufe0f)\u200d"
    "|\u200d(?![\u2190-\u2bff\U0001f000-\U0001faff])"
    "|(?<![#*0-9\u00a9\u00ae\u2010-\u3300\U0001f000-\U0001faff])[\ufe0e\ufe0f]"
)
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_KNOWN_PRIVATE: Final = str.maketrans(
    {"\uf0b7": "•", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓", "\uf0e0": "→", "\uf02d": "-", "\uf020": " "}
)
"""Signs of the fonts Symbol and Wingdings that Word leaves at the head of list items."""

_UNTIDY: Final = re.compile(
    f"[{_NEVER_SEEN}\r\u2028\u2029\u00a0\u2800\u200d\ufe0e\ufe0f{''.join(map(chr, _KNOWN_PRIVATE))}]"
)
"""Every letter that may not stay as it is; most texts have none."""


def tidy(text: str) -> str:
    """Text in NFC without control characters, invisible marks and hard spaces; line ends are plain."""
    if not _UNTIDY.search(text):
        return unicodedata.normalize("NFC", text)
    text = _HARD_SPACE.sub(" ", _LINE_ENDS.sub("\n", text)).translate(_KNOWN_PRIVATE)
    return unicodedata.normalize("NFC", _LOOSE_JOINER.sub("", _UNSEEN.sub("", text)))


def private_letter(text: str) -> str:
    """The first letter that only its own font can show; empty when there is none."""
    found = _PRIVATE.search(text)
    return found[0] if found else ""


def folded(text: str) -> str:
    """Text tidied, with every run of white space one space.

    Shape: never begins with a loose accent, which would cling to the tag before it.
    """
    return without_loose_accents(_SPACE.sub(" ", tidy(text)))


def trimmed_start(text: str) -> str:
    """Text from its first visible letter on."""
    return _from_letter(text, lambda letter: letter.isspace() or _is_loose(letter))


def without_loose_accents(text: str) -> str:
    """Text from its first letter on that is no accent: one without its letter would cling to the tag before it."""
    return _from_letter(text, _is_loose)


def _from_letter(text: str, is_skipped: Callable[[str], bool]) -> str:
    return text[next((at for at, letter in enumerate(text) if not is_skipped(letter)), len(text)) :]


def _is_loose(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")
