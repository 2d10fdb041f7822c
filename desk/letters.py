"""Letters as they are stored: one Unicode form, and nothing that a reader cannot see."""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

_SPACE: Final = re.compile(r"\s+")
_INVISIBLE: Final = frozenset("\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\ufeff")


def tidy(text: str) -> str:
    """Text in NFC without control characters, invisible marks and hard spaces; line ends are plain."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ")
    return unicodedata.normalize("NFC", "".join(filter(_is_kept, text)))


def _is_kept(letter: str) -> bool:
    return letter in "\n\t" or (unicodedata.category(letter) not in {"Cc", "Cs"} and letter not in _INVISIBLE)


def joined(before: str, after: str) -> str:
    """Two neighbouring texts as one, white space folded.

    Shape: never begins with a loose accent, which would cling to the tag before it.
    """
    return _from_letter(_SPACE.sub(" ", tidy(before + after)), _is_loose)


def trimmed_start(text: str) -> str:
    """Text from its first visible letter on."""
    return _from_letter(text, lambda letter: letter.isspace() or _is_loose(letter))


def _from_letter(text: str, is_skipped: Callable[[str], bool]) -> str:
    return text[next((at for at, letter in enumerate(text) if not is_skipped(letter)), len(text)) :]


def _is_loose(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")
