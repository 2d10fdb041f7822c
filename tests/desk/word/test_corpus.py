"""Every construct in random combination: what is visible stands once in its place or is named, the hidden nowhere."""

from collections import Counter

import pytest

from desk.manuscript.word import read_word
from tests.desk.word.corpus import BITS, BLOCKS, corpus
from tests.desk.word.corpus.draft import Draft
from tests.desk.word.corpus.flat import flat
from tests.support.proofs import SEED


def test_each_construct_stands_in_at_least_ten_of_thirty_files() -> None:
    found = Counter(name for draft in corpus(SEED, 30) for name in draft.used)
    assert {name: found[name] for name in (*BITS, *BLOCKS) if found[name] < 10} == {}


@pytest.mark.proof("word")
def test_every_visible_word_stands_once_in_its_place_and_the_rest_is_named(whole: bool) -> None:
    for at, draft in enumerate(corpus(SEED, 300 if whole else 30)):
        look_at(draft, f"seed {SEED}, file {at}")


def look_at(draft: Draft, name: str) -> None:
    reading = read_word(draft.file())
    lines = flat(reading.blocks)
    assert lines == draft.expected(), name
    assert [word for word in draft.hidden if any(word in line for line in lines)] == [], name
    assert {point.kind for point in reading.points} == {kind for kind, _ in draft.named}, name
    said = [(point.kind, point.words) for point in reading.points]
    assert [one for one in draft.named if not any(one[0] is kind and one[1] in words for kind, words in said)] == [], (
        name
    )
