"""Word files made of every construct in random combination, that know what a reader of them sees."""

import random
from typing import Final

from tests.desk.word.corpus.bits import OTHER_BITS, PLAIN_BITS, Maker
from tests.desk.word.corpus.blocks import OTHER_BLOCKS, PLAIN_BLOCKS, of_bits
from tests.desk.word.corpus.draft import Draft
from tests.desk.word.corpus.fields import DRAWN
from tests.desk.word.corpus.lists import OTHER_LISTS, PLAIN_LISTS, Block

BITS: Final[dict[str, Maker]] = {**PLAIN_BITS, **OTHER_BITS, **DRAWN}
BLOCKS: Final[dict[str, Block]] = {**PLAIN_BLOCKS, **PLAIN_LISTS, **OTHER_BLOCKS, **OTHER_LISTS}
_SHARE: Final = 0.4
"""Of all constructs each file holds so many: of thirty files, each stands in twelve."""


def corpus(seed: int, count: int, *, plain: bool = False) -> list[Draft]:
    """So many files; `plain` ones hold only what LibreOffice's text export says as Word shows it."""
    draw = random.Random(seed)  # noqa: S311 - chooses cases
    bits, blocks = (PLAIN_BITS, {**PLAIN_BLOCKS, **PLAIN_LISTS}) if plain else (BITS, BLOCKS)
    hands = zip(_dealt(draw, list(bits), count), _dealt(draw, list(blocks), count), strict=True)
    return [_made(draw.getrandbits(32), *hand) for hand in hands]


def _dealt(draw: random.Random, names: list[str], count: int) -> list[list[str]]:
    """A hand for each file, such that every name is in as many as any other."""
    hands: list[list[str]] = []
    deck: list[str] = []
    for _ in range(count):
        hand: list[str] = []
        while len(hand) < len(names) * _SHARE:
            deck = deck or draw.sample(names, len(names))
            again = next((name for name in deck if name not in hand), None)
            deck.remove(again) if again else deck.clear()
            hand += [again] if again else []
        hands.append(hand)
    return hands


def _made(seed: int, bits: list[str], blocks: list[str]) -> Draft:
    draft = Draft(seed)
    draft.used += [*bits, *blocks]
    draft.hand += [BITS[name] for name in bits]
    for name in blocks:
        BLOCKS[name](draft)
    while draft.hand:
        draft.add(of_bits(draft))
    return draft
