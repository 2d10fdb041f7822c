"""Whether a text is Vietnamese as it should be: accented, and in Unicode rather than in an old font's bytes.

Judges by syllables, because Vietnamese has a closed list of them and no other language shares it; does not convert.
"""

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import Final


class LegacyEncoding(StrEnum):
    """Encodings of the fonts in use before Unicode; the value is the name that converters show."""

    TCVN3 = "TCVN3"
    VNI = "VNI"


UNACCENTED_FROM_WORDS: Final = 5
UNACCENTED_SHARE: Final = 0.85
LEGACY_FROM_WORDS: Final = 3
LEGACY_SHARE: Final = 0.6
LEGACY_WORDS_FROM: Final = 2

_WORDS_AT_HAND: Final = 20_000
"""The syllables of Vietnamese, and what else stands between them."""

_LONGEST_SYLLABLE: Final = 16
"""Seven letters and their loose marks, with some to spare."""

_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_STOP_TONES: Final = frozenset("\u0301\u0323")
_FRONT: Final = tuple("ieêy")
_ONSETS: Final = re.compile(r"ngh?|gh|kh|nh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]|")
_RIMES: Final = frozenset(
    re.findall(
        r"\w+",
        """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong op ot
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uơ
    uôc uôi uôm uôn uông uôt uy uya uych uynh uyp uyt uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu
    ươc ươi ươm ươn ương ươp ươt ươu y yt yn ych ynh yêm yên yêng yêt yêu êng
    """,
    ),
)
_LETTERS: Final = str.maketrans("ăâđêôơư", "aadeoou")
_BARE_RIMES: Final = frozenset(rime.translate(_LETTERS) for rime in _RIMES)
_BREAK: Final = re.compile(r"[\s.,;:!?()\"'“”‘’/\[\]…–—0-9-]+")
_WORD: Final = re.compile(r"[^\s.,;:!?()\"'“”‘’/\[\]…–—0-9-]+")

_TCVN3: Final = {
    ord(old): new
    for old, new in zip(
        "µ¶·¸¹¨»¼½¾Æ©ÇÈÉÊË®ÌÎÏÐÑªÒÓÔÕÖ×ØÜÝÞßáâãä«åæçèé¬êëìíîïñòóô\u00adõö÷øùúûüýþ¡¢§£¤¥¦",
        "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĂÂĐÊÔƠƯ",
        strict=True,
    )
}
_SIGNS: Final = frozenset("©®ª«¬µ¶·¸¹¨»¼½¾¡¢§£¤¥¦\u00ad")
_UNITS: Final = frozenset({"µm", "µg", "µl"})
_VNI_MARKS: Final = dict(
    zip(
        "øùûõïâàáåãäêèéúüë",
        (
            *("\u0300", "\u0301", "\u0309", "\u0303", "\u0323"),
            *("\u0302", "\u0302\u0300", "\u0302\u0301", "\u0302\u0309", "\u0302\u0303", "\u0302\u0323"),
            *("\u0306", "\u0306\u0300", "\u0306\u0301", "\u0306\u0309", "\u0306\u0303", "\u0306\u0323"),
        ),
        strict=True,
    ),
)
_VNI_LETTERS: Final = str.maketrans("ñôöæóòîÑÔÖÆÓÒÎ", "đơưỉĩịỵĐƠƯỈĨỊỴ")
_VNI_PAIR: Final = re.compile(r"([aeouyAEOUYôöÔÖ])([øùûõïâàáåãäêèéúüëØÙÛÕÏÂÀÁÅÃÄÊÈÉÚÜË])")


def is_syllable(word: str) -> bool:
    """Whether a word is spelt as a Vietnamese syllable, marks and tone included.

    Source: rule 54 (the last edit of form); the list of rimes is that of school spelling.
    """
    return len(word) <= _LONGEST_SYLLABLE and _is_syllable(word)


@lru_cache(maxsize=_WORDS_AT_HAND)
def _is_syllable(word: str) -> bool:
    letters = unicodedata.normalize("NFD", word.casefold())
    tones = [c for c in letters if c in _TONES]
    base = unicodedata.normalize("NFC", "".join(c for c in letters if c not in _TONES))
    stopped = base.endswith(("c", "ch", "p", "t"))
    return len(tones) <= 1 and (not stopped or not tones or tones[0] in _STOP_TONES) and _is_spelt(base, _RIMES)


def _is_spelt(base: str, rimes: frozenset[str]) -> bool:
    if base.startswith("gi") and base not in {"gi", "gin"}:
        rime = base.removeprefix("gi")
        return rime in rimes or f"i{rime}" in rimes
    found = _ONSETS.match(base)
    onset = found[0] if found else ""
    rime = base.removeprefix(onset)
    return rime in rimes and _fits(onset, rime)


def _fits(onset: str, rime: str) -> bool:
    match onset:
        case "k" | "gh" | "ngh":
            return rime.startswith(_FRONT)
        case "c" | "g" | "ng":
            return not rime.startswith(_FRONT) or (onset == "g" and rime.startswith("i"))
        case "qu":
            return not rime.startswith(("u", "ư"))
        case _:
            return True


def is_unaccented(text: str) -> bool:
    """Whether a text is Vietnamese typed without any accent.

    Shape:  false for fewer than `UNACCENTED_FROM_WORDS` words, for lists of names, and for other languages.
    Source: rule 54 (the last edit of form).
    """
    found = _WORD.findall(text)
    named = all(map(str.istitle, found))
    if len(found) < UNACCENTED_FROM_WORDS or named or not all(map(str.isascii, found)):
        return False
    return sum(_is_spelt(word.lower(), _BARE_RIMES) for word in found) >= UNACCENTED_SHARE * len(found)


def legacy_encoding(text: str) -> LegacyEncoding | None:
    """The old encoding in which a text was typed, or None for sound Unicode and for other languages.

    Shape:  needs `LEGACY_FROM_WORDS` different words that are gibberish as they stand and Vietnamese once decoded,
            and that such words be most of the words with unusual letters.
    Source: rule 54 (the last edit of form); state documents are in Unicode.
    """
    marked = {word for word in _BREAK.split(text) if not word.isascii()}
    odd = {word for word in marked if not is_syllable(word)}
    scores = {
        encoding: sum(is_syllable(decode(word)) for word in odd)
        for encoding, decode in ((LegacyEncoding.TCVN3, _from_tcvn3), (LegacyEncoding.VNI, _from_vni))
    }
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] >= max(LEGACY_FROM_WORDS, LEGACY_SHARE * len(marked)) else None


def legacy_words(text: str) -> tuple[LegacyEncoding, tuple[str, ...]] | None:
    """The words of an old encoding that were left in a sound text, as they stand there; None when there are none.

    Shape:  two different words, or one with a sign among its letters, and no other letters that are no Vietnamese.
    Source: rule 54 (the last edit of form); state documents are in Unicode.
    """
    odd = [word for word in dict.fromkeys(_BREAK.split(text)) if not word.isascii() and not is_syllable(word)]
    decoders = ((LegacyEncoding.TCVN3, _from_tcvn3), (LegacyEncoding.VNI, _from_vni))
    found = {encoding: tuple(word for word in odd if is_syllable(decode(word))) for encoding, decode in decoders}
    best = max(found, key=lambda encoding: len(found[encoding]))
    words = found[best]
    sure = len(words) >= LEGACY_WORDS_FROM or any(map(_has_sign, words))
    return (best, words) if sure and len(words) >= LEGACY_SHARE * len(odd) else None


def _has_sign(word: str) -> bool:
    return not _SIGNS.isdisjoint(word) and any(map(str.isascii, word)) and word not in _UNITS


def _from_tcvn3(word: str) -> str:
    return word.translate(_TCVN3)


def _from_vni(word: str) -> str:
    marked = _VNI_PAIR.sub(lambda pair: pair[1] + _VNI_MARKS[pair[2].lower()], word)
    return unicodedata.normalize("NFC", marked.translate(_VNI_LETTERS))
