"""The books of a manuscript: every letter that was there comes out again, or the file is refused with its place."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from desk.letters import tidy
from desk.refusal import refusal
from newsroom.text import quoted

_REMEDY: Final = "hãy chép chữ sang một tệp mới, dán dạng chữ thường (không định dạng), rồi gửi lại"
_IN_MARKDOWN: Final = "hãy xem lại chỗ đó (hàng của bảng nhiều ô hơn hàng đầu thì bớt ô, hoặc thêm cột) rồi gửi lại"


def letters_of(texts: Iterable[str]) -> str:
    """Letters and digits in order, whatever stands between them and whichever case or accent they are shown with."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKD", tidy("\n".join(texts)).casefold())))


def refuse_lost(before: Sequence[str], after: Sequence[str]) -> None:
    """Errors: InvalidInput with the first words that are gone, or that nobody wrote."""
    if _as_written(before) == _as_written(after):
        return
    had, have = letters_of(before), letters_of(after)
    if had == have or Counter(had) == Counter(have):
        return
    gone, new = (_words(ours) - _words(theirs) for ours, theirs in ((before, after), (after, before)))
    said = next((word for words in (gone, new) for word in words), before[0] if before else "")
    wrong = f"hệ thống không giữ được đúng nguyên chữ của bài, ở chỗ “{quoted(said)}”"
    raise refusal("manuscript", wrong, _REMEDY)


def refuse_left_out(before: Sequence[str], after: Sequence[str]) -> None:
    """Errors: InvalidInput with the first words that have letters which are nowhere any more; others may be new."""
    if missing := Counter(letters_of(before)) - Counter(letters_of(after)):
        kept = _words(after)
        lost = (word for text in before for word in text.split() if missing.keys() & set(letters_of([word])))
        said = next((word for word in lost if not kept[word.casefold()]), "".join(missing))
        raise refusal("manuscript", f"Markdown bỏ mất chữ của bài, ở chỗ “{quoted(said)}”", _IN_MARKDOWN)


def refuse_disorder(before: Sequence[str], after: Sequence[str]) -> None:
    """Errors: InvalidInput when the same letters stand in another order."""
    if _as_written(before) == _as_written(after):
        return
    had, have = letters_of(before), letters_of(after)
    if had != have:
        at = next((n for n, (a, b) in enumerate(zip(had, have, strict=False)) if a != b), min(len(had), len(have)))
        wrong = f"hệ thống không giữ được đúng thứ tự chữ của bài, ở chỗ “{quoted(had[at:])}”"
        raise refusal("manuscript", wrong, _REMEDY)


def _as_written(texts: Iterable[str]) -> str:
    """All but the white space: where this is the same the letters are, and need not be counted."""
    return "".join("".join(texts).split())


def _words(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in text.casefold().split())
