"""What of an article is other than before, place by place: for whoever reads a change and decides on it."""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from typing import Final

from newsroom.article import Content, Photo
from newsroom.wording.pieces import TELLING, Piece, Word, body_pieces, other_pieces, photo_pieces

_MOST_PAIRS: Final = 1_000_000
"""So many pairs of equal words are laid beside each other at most; a text of ten thousand words has half as many."""

_AROUND: Final = 3
"""Words on each side that show a reader where a change stands."""

_FIRST: Final = ("tiêu đề", "sapo")
_PLAIN: Final = "chữ thường"
_NONE: Final = Piece(kind="", place="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Words in the place of others. Shape: `place` is Vietnamese; `lead` and `trail` are the words around it."""

    place: str
    before: str
    after: str
    lead: str = ""
    trail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Words in the place of others. Shape: `before` and `behind` are the words around it, empty at either end."""

    old: Sequence[str]
    new: Sequence[str]
    before: str
    behind: str

    def __str__(self) -> str:
        return f"“{' '.join(self.old)}” thành “{' '.join(self.new)}”"


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """Whatever readers find otherwise: words, how they are set, addresses behind them, photos and where they stand.

    Shape:  in reading order; empty when readers find the same everywhere.
    Source: rule 12; ambiguity A20 (who agrees to a change sees what it is).
    """
    ours, theirs = ({piece.place: piece for piece in other_pieces(content)} for content in (before, after))
    places = dict.fromkeys((*ours, *theirs))
    beside = {place: _in_piece(ours.get(place, _NONE), theirs.get(place, _NONE), place) for place in places}
    return (
        *(found for place in _FIRST for found in beside.pop(place)),
        *_in_body(body_pieces(before), body_pieces(after)),
        *_in_photos(before.photos, after.photos),
        *(found for rest in beside.values() for found in rest),
    )


def runs(old: Sequence[Hashable], new: Sequence[Hashable]) -> Iterator[tuple[int, int, int, int]]:
    """The runs of words that differ: from where to where in the old text, and in the new one.

    Shape: one run for all where too many words are the same to be told apart in time.
    """
    begin, most = 0, min(len(old), len(new))
    while begin < most and old[begin] == new[begin]:
        begin += 1
    end = 0
    while end < most - begin and old[-1 - end] == new[-1 - end]:
        end += 1
    ours, theirs = old[begin : len(old) - end], new[begin : len(new) - end]
    often = Counter(theirs)
    if sum(often[word] for word in ours) > _MOST_PAIRS:
        yield begin, len(old) - end, begin, len(new) - end
        return
    for tag, i, j, k, m in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        if tag != "equal":
            yield begin + i, begin + j, begin + k, begin + m


def _in_body(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[Difference]:
    at = 0
    for i, j, k, m in (*runs(_told_by(old), _told_by(new)), (len(old), len(old), len(new), len(new))):
        for one, other in zip(old[at:i], new[k - (i - at) : k], strict=True):
            yield from _in_piece(one, other, other.place)
        at = j
        for ours, theirs in _paired(_texts(old[i:j]), _texts(new[k:m])):
            yield from _replaced(ours, theirs)
        where = f"ảnh đặt sau {new[k - 1].place}" if k else "ảnh đặt đầu bài"
        for place, now in zip_longest(_pictures(old[i:j]), _pictures(new[k:m]), fillvalue=""):
            if place != now:
                yield Difference(place=where, before=place, after=now)


def _texts(pieces: Sequence[Piece]) -> list[Piece]:
    return [piece for piece in pieces if not piece.photo]


def _pictures(pieces: Sequence[Piece]) -> list[str]:
    return [piece.place for piece in pieces if piece.photo]


def _told_by(pieces: Sequence[Piece]) -> list[tuple[str, str, str]]:
    return [(piece.kind, piece.photo, _text(piece.words)) for piece in pieces]


def _paired(old: Sequence[Piece], new: Sequence[Piece]) -> Iterator[tuple[Piece | None, Piece | None]]:
    """Pieces in the place of others: those that share most of their words, and what is left on either side."""
    if len(old) == len(new) or len(old) * len(new) > _MOST_PAIRS // 100:
        yield from zip_longest(old, new)
        return
    begin = 0
    for one in old:
        like = max(range(begin, len(new)), key=lambda i: _shared(one, new[i]), default=-1)
        if like < 0 or not _shared(one, new[like]):
            yield one, None
            continue
        yield from ((None, other) for other in new[begin:like])
        yield one, new[like]
        begin = like + 1
    yield from ((None, other) for other in new[begin:])


def _shared(one: Piece, other: Piece) -> int:
    """How many words two pieces share; none when it is less than half of the shorter."""
    ours, theirs = Counter(word.text for word in one.words), Counter(word.text for word in other.words)
    shared = (ours & theirs).total()
    return shared if 2 * shared >= min(ours.total(), theirs.total()) else 0


def _replaced(one: Piece | None, other: Piece | None) -> Iterator[Difference]:
    if one is None or other is None:
        whole = one or other or _NONE
        yield from _in_piece(one or _NONE, other or _NONE, whole.place if other else f"{whole.place} (bản trước)")
        return
    if one.kind != other.kind:
        yield Difference(place=other.place, before=one.kind, after=other.kind, trail=_text(other.words[:_AROUND]))
    yield from _in_piece(one, other, other.place)


def _in_piece(one: Piece, other: Piece, place: str) -> Iterator[Difference]:
    old, new = one.words, other.words
    at = 0
    for i, j, k, m in (*runs([w.text for w in old], [w.text for w in new]), (len(old), len(old), len(new), len(new))):
        yield from _set_otherwise(old[at:i], new[k - (i - at) : k], place)
        at = j
        if i < j or k < m:
            lead, trail = _text(old[max(0, i - _AROUND) : i]), _text(old[j : j + _AROUND])
            before, after = _shown(old[i:j], TELLING), _shown(new[k:m], TELLING)
            yield Difference(place=place, before=before, after=after, lead=lead, trail=trail)
    for i, j, k, m in runs(one.links, other.links):
        yield Difference(
            place=f"{place}, đường dẫn", before=_addresses(one.links[i:j]), after=_addresses(other.links[k:m])
        )


def _set_otherwise(old: Sequence[Word], new: Sequence[Word], place: str) -> Iterator[Difference]:
    """Where equal words are set otherwise, neighbours together."""
    pairs = zip(old, new, strict=True)
    for is_other, group in groupby(pairs, key=lambda pair: pair[0].style != pair[1].style):
        if is_other:
            ours, theirs = zip(*group, strict=True)
            yield Difference(place=f"{place}, kiểu chữ", before=_shown(ours), after=_shown(theirs))


def _in_photos(old: Sequence[Photo], new: Sequence[Photo]) -> Iterator[Difference]:
    for number, (one, other) in enumerate(zip_longest(old, new), start=1):
        if one is None or other is None or one.digest != other.digest:
            yield Difference(place=f"tệp ảnh {number}", before=_file(one), after=_file(other))
        ours, theirs = ([*photo_pieces(photo, number)] if photo else [_NONE, _NONE] for photo in (one, other))
        for before, after in zip(ours, theirs, strict=True):
            yield from _in_piece(before, after, after.place or before.place)


def _file(photo: Photo | None) -> str:
    return f"{photo.width}×{photo.height}, tệp {photo.digest[:8]}" if photo else ""


def _text(words: Sequence[Word]) -> str:
    return " ".join(word.text for word in words)


def _addresses(links: Sequence[tuple[str, str]]) -> str:
    return "; ".join(f"“{words}” tới {address}" for words, address in links)


def _shown(words: Sequence[Word], known: frozenset[str] | None = None) -> str:
    """Words with how they are set, in brackets: only the ways that are known, or all of them and the usual one too."""
    labelled = [(_labels(word, known), word.text) for word in words]
    parts = []
    for labels, group in groupby(labelled, key=lambda each: each[0]):
        said = " ".join(text for _, text in group)
        match [label for _, label in labels]:
            case [label]:
                parts.append(f"{said} ({label})" if label else said)
            case _:
                parts.append("·".join(f"{text} ({label})" if label else text for text, label in labels))
    return " ".join(parts)


def _labels(word: Word, known: frozenset[str] | None) -> tuple[tuple[str, str], ...]:
    """How each stretch of a word is set; of a word in one stretch its letters do not count."""
    found = [(text, ", ".join(s for s in style if known is None or s in known)) for text, style in word.style]
    labels = [(text, label or (_PLAIN if known is None else "")) for text, label in found]
    return (("", labels[0][1]),) if len({label for _, label in labels}) == 1 else tuple(labels)
