"""Whether a change of a text mends a slip of the pen and nothing else: judged by what the words mean, not by size.

What carries the meaning of a sentence never goes this way: numbers, dates, money, units, names, titles of office,
words that deny or forbid, words that turn a sentence. The words are in `weighty`.
"""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Final

from newsroom.article import Content
from newsroom.text import plain
from newsroom.wording.differences import Run, runs
from newsroom.wording.syllables import is_syllable, toneless, without_marks
from newsroom.wording.weighty import is_number, weight_of

MOST_PLACES: Final = 10
"""What "a few letters" are: more places than this are another text, whatever each of them is."""

_TAG: Final = re.compile(r"(<[^>]*>)")
_ALIKE: Final = str.maketrans("“”„‟‘’‚–—", '""""\'\'\'--')
_CORE: Final = re.compile(r"^(\W*)(.*?)(\W*)$", re.DOTALL)
_DOUBLED: Final = re.compile(r"([.,;:!?])\1+")
_BEGIN_ALIKE: Final = (("ch", "tr"), ("s", "x"), ("d", "gi"))
_END_ALIKE: Final = (("n", "ng"), ("c", "t"))
_HOOK: Final = frozenset("\u0309")
_TILDE: Final = frozenset("\u0303")
_STOPS: Final = frozenset(".,;:!?)")
_FAR: Final = 3
"""So many letters apart are another word."""
_LONGEST: Final = 40


def why_no_slip(before: Content, after: Content) -> str:
    """What makes a change more than a slip of the pen, as a part of a Vietnamese sentence; empty when nothing does.

    Source: rule 12; ambiguity A20.
    """
    if before == after:
        return "không có gì thay đổi"
    if _frame(before) != _frame(after):
        return "không chỉ đổi chữ mà đổi cả loại, chủ đề, nguồn, bút danh, ảnh, đường dẫn hoặc cách trình bày"
    found = []
    for run in _runs(before, after):
        if why := _why(run):
            return f"{run} {why}"
        found.append(run)
    return f"sửa quá {MOST_PLACES} chỗ" if len(found) > MOST_PLACES else ""


def _frame(content: Content) -> tuple[object, ...]:
    """What no slip of the pen changes: class, source, names, pictures, tags and addresses, the lines of own texts."""
    photos = [(photo.digest, plain(photo.credit)) for photo in content.photos]
    own = [(text.channel, len(text.text.splitlines())) for text in content.channel_texts]
    tags = _TAG.findall(content.body_html)
    return content.kind, sorted(content.topics), content.source, plain(content.byline), photos, own, tags


def _pieces(content: Content) -> Iterator[str]:
    """The pieces of text that readers see, as many in any two contents with the same frame."""
    yield from (content.title, content.summary)
    yield from (unescape(piece) for piece in _TAG.sub("\0", content.body_html).split("\0"))
    for photo in content.photos:
        yield from (photo.caption, photo.alt)
    for own in content.channel_texts:
        yield from own.text.splitlines()


def _runs(before: Content, after: Content) -> Iterator[Run]:
    ours, theirs = ([_words(piece) for piece in _pieces(content)] for content in (before, after))
    flat = [word for piece in ours for word in piece]
    at = 0
    for old, new in zip(ours, theirs, strict=True):
        for i, j, k, m in runs(old, new):
            behind = flat[at + j] if at + j < len(flat) else ""
            yield Run(old=old[i:j], new=new[k:m], before=flat[at + i - 1] if at + i else "", behind=behind)
        at += len(old)


def _words(piece: str) -> list[str]:
    return unicodedata.normalize("NFC", piece).translate(_ALIKE).split()


def _why(run: Run) -> str:
    """What of one run is more than a slip, as the end of a Vietnamese sentence."""
    both = (*run.old, *run.new)
    if any(map(is_number, both)) or _beside_number(run):
        return "là con số, ngày tháng, tiền, tỷ lệ hoặc đơn vị đo"
    if any(word != word.lower() for word in both):
        return "là tên riêng hoặc chữ viết hoa"
    cores = [_core(word) for word in both]
    around = [*pairwise([_core(run.before), *map(_core, run.old), _core(run.behind)])]
    around += pairwise([_core(run.before), *map(_core, run.new), _core(run.behind)])
    if weight := weight_of(cores, [" ".join(pair) for pair in around]):
        return f"là {weight}"
    if "".join(run.old) == "".join(run.new) or _is_doubled(run):
        return ""
    if len(run.old) != len(run.new):
        return "thêm hoặc bớt từ"
    return next(filter(None, map(_why_word, run.old, run.new)), "")


def _beside_number(run: Run) -> bool:
    """Whether a run stands beside a number, with no mark between them: then it may be what the number counts."""
    first, last = (words[0] if words else "" for words in (run.old, run.new)), (run.old or run.new)[-1]
    before = is_number(run.before) and run.before[-1] not in _STOPS and any(word[:1].isalnum() for word in first)
    return before or (is_number(run.behind) and last[-1] not in _STOPS)


def _is_doubled(run: Run) -> bool:
    """Whether a word that was written twice is written once."""
    return not run.new and len(run.old) == 1 and run.old[0] in {run.before, run.behind}


def _why_word(old: str, new: str) -> str:
    (lead, ours, trail), (front, theirs, end) = (_CORE.sub(r"\1\n\2\n\3", word).split("\n") for word in (old, new))
    if (_DOUBLED.sub(r"\1", lead), _DOUBLED.sub(r"\1", trail)) != (front, end):
        return "là dấu câu, có thể đổi nghĩa của câu"
    return "" if ours == theirs or is_slip(ours, theirs) else "là từ khác, có nghĩa khác"


def is_slip(old: str, new: str) -> bool:
    """Whether a word is a misspelling of another: no syllable mended by a letter or two, or a usual confusion.

    Shape: both in lower case; of two syllables that Vietnamese has only marks that were left out, hỏi for ngã, the
    place of a tone, i for y, ch/tr, s/x, d/gi at the beginning, n/ng, c/t at the end.
    Source: ambiguity A20.
    """
    if not is_syllable(old):
        return _apart(old, new) <= (_FAR - 1 if is_syllable(new) and len(new) >= _FAR else 1)
    if not is_syllable(new):
        return False
    (ours, our_tone), (theirs, their_tone) = toneless(old), toneless(new)
    if our_tone == their_tone:
        return ours.replace("y", "i") == theirs.replace("y", "i") or _confused(ours, theirs) or _unmarked(old, new)
    return (ours == theirs and our_tone | their_tone == _HOOK | _TILDE) or _unmarked(old, new)


def _unmarked(old: str, new: str) -> bool:
    """Whether the old word is the new one with marks left out."""
    if len(old) != len(new) or without_marks(old) != without_marks(new):
        return False
    return all(ours == theirs or ours == without_marks(theirs) for ours, theirs in zip(old, new, strict=True))


def _confused(old: str, new: str) -> bool:
    begins, ends = ([*pairs, *((b, a) for a, b in pairs)] for pairs in (_BEGIN_ALIKE, _END_ALIKE))
    return any(old.startswith(a) and new == b + old.removeprefix(a) for a, b in begins) or any(
        old.endswith(a) and new == old.removesuffix(a) + b for a, b in ends
    )


def _apart(old: str, new: str) -> int:
    """How many letters to take out, put in, change or swap; counted up to what is far too many."""
    if abs(len(old) - len(new)) >= _FAR or max(len(old), len(new)) > _LONGEST:
        return _FAR
    rows = [list(range(len(new) + 1))]
    for i, ours in enumerate(old, start=1):
        row = [i]
        for j, theirs in enumerate(new, start=1):
            best = min(rows[-1][j] + 1, row[j - 1] + 1, rows[-1][j - 1] + (ours != theirs))
            swapped = i > 1 and j > 1 and ours == new[j - 2] and old[i - 2] == theirs
            row.append(min(best, rows[-2][j - 2] + 1) if swapped else best)
        rows.append(row)
    return rows[-1][-1]


def _core(word: str) -> str:
    return word.strip(" \"'.,;:!?()[]…-").lower()
