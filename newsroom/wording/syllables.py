"""Whether letters are a syllable that Vietnamese has, by its spelling alone: onset, rime and tone.

Which words a syllable makes, and what they mean, is not known here; what is doubtful counts as a syllable.
"""

import re
import unicodedata
from typing import Final

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_OF_STOPS: Final = frozenset("\u0301\u0323")
_ONSETS: Final = ("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr", *"bcdđghklmnprstvx", "")
_BEFORE_FRONT: Final = frozenset({"k", "gh", "ngh"})
_NOT_BEFORE_FRONT: Final = frozenset({"c", "ng"})
_FRONT: Final = frozenset("eêiy")
_RIMES: Final = """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
    i ia ich iêc iêm iên iêng iêp iêt iêu im in inh ip it iu y yêm yên yêng yêt yêu ynh ych yt
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong ooc oong op
    ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ uôc uôi uôm uôn uông uôt up ut uy uya uych uyên uyêt uyn uynh
    uyt uyu ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu
"""
_KNOWN: Final = frozenset(_RIMES.split())
_STOPPED: Final = re.compile("(?:c|ch|p|t)$")


def is_syllable(word: str) -> bool:
    """Whether Vietnamese has such a syllable. Shape: in any case and Unicode form."""
    bare, tones = toneless(word)
    if len(tones) > 1 or (_STOPPED.search(bare) and not (tones and tones <= _OF_STOPS)):
        return False
    return any(_fits(onset, bare.removeprefix(onset)) for onset in _ONSETS if bare.startswith(onset))


def toneless(word: str) -> tuple[str, frozenset[str]]:
    """A word without its tones, and those it had."""
    letters = unicodedata.normalize("NFD", word.casefold())
    bare = "".join(letter for letter in letters if letter not in _TONES)
    return unicodedata.normalize("NFC", bare), frozenset(letter for letter in letters if letter in _TONES)


def without_marks(word: str) -> str:
    """The bare letters of a word: neither tones nor the marks of its vowels, and đ as d."""
    letters = unicodedata.normalize("NFD", word.casefold().replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def _fits(onset: str, rime: str) -> bool:
    if rime not in _KNOWN:
        return False
    front = rime[0] in _FRONT
    return not (onset in _BEFORE_FRONT and not front) and not (onset in _NOT_BEFORE_FRONT and front)
