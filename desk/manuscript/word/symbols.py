"""Signs that Word keeps as places in an old symbol font."""

from typing import Final


def _table(said: str) -> dict[int, str]:
    return {int(one[:2], 16): one[2:] for one in said.split()}


_PRIVATE: Final = range(0xE000, 0xF900)
_PRIVATE_PLANES: Final = 0xF0000
_OF_FONTS: Final = range(0xF000, 0xF100)
_AS_TYPED: Final = range(0x20, 0x41)
_GREEK: Final = dict(
    zip(
        (*range(0x41, 0x5B), *range(0x61, 0x7B)),
        "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖαβχδεφγηιϕκλμνοπθρστυϖωξψζ",
        strict=True,
    )
)
_SIGNS: Final = _table(
    "22∀ 24∃ 27∋ 2A∗ 2D− 40≅ 5B[ 5C∴ 5D] 5E⊥ 5F_ 7B{ 7C| 7D} 7E∼ A2′ A3≤ A5∞ AB↔ AC← AD↑ AE→ AF↓ B0° B1± B2″ B3≥ "
    "B4× B5∝ B6∂ B7• B8÷ B9≠ BA≡ BB≈ C6∅ C7∩ C8∪ CC⊂ CD⊆ CE∈ CF∉ D0∠ D1∇ D5∏ D6√ D7⋅ D8¬ D9∧ DA∨ DB⇔ DE⇒ E5∑ F2∫"
)
_PICTURES: Final = _table(
    "28☎ 2A✉ 45☜ 46☞ 4A☺ 4C☹ 6C● 6E■ 6F☐ 71☐ 76❖ 9F• A7▪ A8☐ AB★ D8➢ DF← E0→ E8➔ F0⇨ FB✗ FC✓ FD☒ FE☑"
)
_OTHER_PICTURES: Final = _table("50✓ 52☑ 53☒ 54☒ A3☐")
_FONTS: Final = {"symbol": _GREEK | _SIGNS, "wingdings": _PICTURES, "wingdings 2": _OTHER_PICTURES}
_SYMBOLIC: Final = frozenset({*_FONTS, "wingdings 3", "webdings"})
_DRAWN: Final = frozenset({*range(0x21, 0x7F), *range(0xA1, 0x100)})


def sign(font: str, code: int) -> str | None:
    """The letter that a place in a font shows; None when nobody knows."""
    table = _FONTS.get(font.lower())
    if table is None:
        return chr(code) if not is_private(chr(code)) and chr(code).isprintable() else None
    place = code - _OF_FONTS.start if code in _OF_FONTS else code
    return table.get(place) or (chr(place) if font.lower() == "symbol" and place in _AS_TYPED else None)


def is_drawn(font: str, letter: str) -> bool:
    """Whether a letter is shown as a sign: by its font, or because it means something only in a symbol font."""
    return is_private(letter) or (ord(letter) in _DRAWN and font.lower() in _SYMBOLIC)


def is_private(letter: str) -> bool:
    """Whether a letter means something only in a symbol font."""
    return ord(letter) in _PRIVATE or ord(letter) >= _PRIVATE_PLANES
