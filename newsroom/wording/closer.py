"""A closer look at a change that may pass for a slip: what weighs although no single word of it seems to.

Reads as a reader does, across the marks inside a paragraph. Only ever says no more often than `slips`, so that what was
signed to be judged by that alone stays as it was.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import pairwise
from typing import Final

from newsroom.article import Content
from newsroom.wording.differences import Run, runs
from newsroom.wording.syllables import is_syllable
from newsroom.wording.weighty import is_counted, is_number, is_written_twice, weight_more_closely, weight_of

_INLINE: Final = re.compile(r"</?(?:strong|em|b|i|u|a|sup|sub|s)\b[^>]*>", re.IGNORECASE)
_TAG: Final = re.compile(r"<[^>]*>")
_EDGES: Final = " \"'“”‘’.,;:!?()[]…-–"
_ADDRESS: Final = re.compile(r"@|://|[^\W\d_][./\\_][^\W\d_]")
_LABEL: Final = re.compile(r"[a-zđ]|i{2,3}|iv|vi{1,3}|ix|xi{0,3}|xi?v")
_AFTER_LABEL_WORD: Final = frozenset({"điểm", "khoản", "điều", "mục", "chương", "tiết", "hạng", "loại", "cấp", "nhóm"})
_SHORTEST_FOREIGN: Final = 5
_STOPS: Final = (".", ",", ";", ":", "!", "?", ")")


def why_weighs(before: Content, after: Content) -> str:
    """What makes a change that seems a slip more than that, as a part of a Vietnamese sentence; empty when nothing.

    Source: rule 12; ambiguity A20; decision 0054.
    """
    ours, theirs = list(_pieces(before)), list(_pieces(after))
    if len(ours) != len(theirs):
        return "không chỉ đổi chữ mà đổi cả cách trình bày"
    changes = (change for old, new in zip(ours, theirs, strict=True) for change in _changes(old, new))
    return next((f"{change} {why}" for change in changes if (why := _why(change))), "")


def _pieces(content: Content) -> Iterator[list[str]]:
    """The words of each piece that is read in one go; marks inside a paragraph part no word."""
    body = _TAG.split(_INLINE.sub("", content.body_html))
    photos = (words for photo in content.photos for words in (photo.caption, photo.alt))
    own = (line for text in content.channel_texts for line in text.text.splitlines())
    for piece in (content.title, content.summary, *map(unescape, body), *photos, *own):
        yield unicodedata.normalize("NFC", piece).split()


def _changes(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    for i, j, k, m in runs(old, new):
        before, behind = old[i - 1] if i else "", old[j] if j < len(old) else ""
        yield Run(old=old[i:j], new=new[k:m], before=before, behind=behind)


def _why(change: Run) -> str:
    both = (*change.old, *change.new)
    cores = [core for core in map(_core, both) if core]
    if any(map(_ADDRESS.search, both)):
        return "là địa chỉ, đường dẫn"
    if any(word != word.lower() for word in both):
        return "là tên riêng hoặc chữ viết hoa"
    if any(map(is_number, both)) or _is_beside_count(change):
        return "là con số hoặc từ đứng cạnh con số"
    labelled = any(map(_LABEL.fullmatch, cores)) and "".join(change.old) != "".join(change.new)
    if labelled or _core(change.before) in _AFTER_LABEL_WORD:
        return "là nhãn, thứ tự của điều, khoản, điểm"
    if any(map(_is_strange, both)):
        return "có ký tự lạ hoặc không nhìn thấy"
    if weight := weight_of(cores, _pairs(change)) or weight_more_closely(cores):
        return f"là {weight}"
    return _why_words(change)


def _pairs(change: Run) -> list[str]:
    around = ([*map(_core, (change.before, *words, change.behind))] for words in (change.old, change.new))
    return [" ".join(pair) for words in around for pair in pairwise(words)]


def _why_words(change: Run) -> str:
    """What is wrong with the words themselves: none is doubtful, whole, or a foreign one of a few letters."""
    old, new = ([core for core in map(_core, words) if core] for words in (change.old, change.new))
    if not new and old:
        return "" if all(map(is_written_twice, old)) else "là từ có thể được viết hai lần có ý"
    if "".join(old) == "".join(new) and old != new and all(map(is_syllable, (*old, *new))):
        return "là cách tách chữ khác, có nghĩa khác"
    short = [core for core in new if core not in old and not is_syllable(core) and not _is_foreign(core)]
    return "là từ viết tắt hoặc từ nước ngoài ngắn" if short else ""


def _is_beside_count(change: Run) -> bool:
    """Whether a word stands beside a number that is written out, with no mark between them."""
    first, last = change.before, (change.old or change.new)[-1]
    counted = is_counted(_core(first)) and not first.endswith(_STOPS)
    return counted or (is_counted(_core(change.behind)) and not last.endswith(_STOPS))


def _is_foreign(core: str) -> bool:
    return len(core) >= _SHORTEST_FOREIGN and core.isascii() and core.isalpha()


def _is_strange(word: str) -> bool:
    """Whether a word has a letter of another script, or one that nobody sees."""
    return any(not letter.isprintable() or (letter.isalpha() and not _is_latin(letter)) for letter in word)


def _is_latin(letter: str) -> bool:
    return letter in "đĐ" or unicodedata.normalize("NFD", letter)[0].isascii()


def _core(word: str) -> str:
    return word.strip(_EDGES).lower()
