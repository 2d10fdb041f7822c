"""What of an article's words is other than before, place by place: for whoever reads a change and decides on it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

from newsroom.article import Content
from newsroom.publishing import CHANNEL_LABELS
from newsroom.text import BlockKind, blocks, plain

_MOST_PAIRS: Final = 1_000_000
"""So many pairs of equal words are laid beside each other at most; a text of ten thousand words has half as many."""

_AROUND: Final = 3
"""Words on each side that show a reader where a change stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Words in the place of others. Shape: `place` is Vietnamese; `lead` and `trail` are the words around it."""

    place: str
    before: str
    after: str
    lead: str = ""
    trail: str = ""


def differences(before: Content, after: Content) -> tuple[Difference, ...]:
    """Every run of words that differs, in reading order; empty when readers find the same words everywhere.

    Source: rule 12; ambiguity A20 (who agrees to a change sees what it is).
    """
    ours, theirs = dict(_places(before)), dict(_places(after))
    places = dict.fromkeys((*ours, *theirs))
    return tuple(found for place in places for found in _in(place, ours.get(place, ""), theirs.get(place, "")))


def runs(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
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


def _in(place: str, before: str, after: str) -> Iterator[Difference]:
    old, new = before.split(), after.split()
    for i, j, k, m in runs(old, new):
        yield Difference(
            place=place,
            before=" ".join(old[i:j]),
            after=" ".join(new[k:m]),
            lead=" ".join(old[max(0, i - _AROUND) : i]),
            trail=" ".join(old[j : j + _AROUND]),
        )


def _places(content: Content) -> Iterator[tuple[str, str]]:
    yield "tiêu đề", plain(content.title)
    yield "sapo", plain(content.summary)
    yield "thân bài", " ".join(b.text for b in blocks(content.body_html) if b.kind is not BlockKind.PHOTO)
    yield "bút danh", plain(content.byline)
    for number, photo in enumerate(content.photos, start=1):
        yield f"ảnh {number}", plain(f"{photo.caption} Ảnh: {photo.credit}")
    yield "nguồn", f"{content.source.name} {content.source.url} {content.source.published_on}" if content.source else ""
    for own in content.channel_texts:
        yield f"lời đăng {CHANNEL_LABELS[own.channel]}", plain(own.text)
