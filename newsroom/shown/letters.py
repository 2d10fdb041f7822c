"""Letters with their marks and links: as a page shows them, and as they stand where no mark can be shown."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final
from urllib.parse import quote, urldefrag, urljoin, urlsplit


class Mark(StrEnum):
    """What makes letters other than the letters beside them."""

    STRONG = "strong"
    EM = "em"
    SUP = "sup"
    SUB = "sub"
    STRUCK = "s"


TAG_MARKS: Final = {
    "strong": Mark.STRONG, "b": Mark.STRONG, "em": Mark.EM, "i": Mark.EM, "sup": Mark.SUP, "sub": Mark.SUB,
    "s": Mark.STRUCK, "strike": Mark.STRUCK, "del": Mark.STRUCK,
}  # fmt: skip

_STRUCK: Final = "(gạch bỏ: {})"
_RAISED: Final = str.maketrans(
    "0123456789+-−–=()abcdefghijklmnoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ"
)
_LOWERED: Final = str.maketrans("0123456789+-−–=()aehijklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ")
_EMPHASIS: Final = frozenset({Mark.STRONG, Mark.EM})
_KEPT_IN_ADDRESS: Final = "%/:@!$&'()*+,;=~?#"
_ESCAPE: Final = re.compile("%[0-9a-f]{2}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text as it was met, with white space."""

    text: str
    marks: frozenset[Mark] = frozenset()
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Letters of a block that stand alike, without white space; `link` is where they lead."""

    letters: str
    marks: frozenset[Mark] = frozenset()
    link: str = ""


def spans(pieces: Sequence[Piece], *, is_heading: bool) -> tuple[Span, ...]:
    """Letters that stand alike, together; none when no letter has a mark or a link.

    Shape: a heading is bold by itself, so emphasis in it says nothing.
    """
    idle = _EMPHASIS if is_heading else frozenset()
    found = [
        Span(letters="".join(_plain("".join(piece.text for piece in alike)).split()), marks=marks, link=link)
        for (marks, link), alike in groupby(
            (piece for piece in pieces if piece.text.strip()), key=lambda piece: (piece.marks - idle, piece.link)
        )
    ]
    return tuple(found) if any(span.marks or span.link for span in found) else ()


def as_letters(pieces: Sequence[Piece]) -> str:
    """The text where no mark can be shown: `10⁶`, `CO₂`, `^` and `_` where Unicode has no letter, `(gạch bỏ: …)`.

    Source: decision 0051.
    """
    said: list[str] = []
    for struck, part in groupby(pieces, key=lambda piece: Mark.STRUCK in piece.marks):
        line = "".join(
            _placed("".join(piece.text for piece in alike), place) for place, alike in groupby(part, key=_place)
        )
        said.append(_within(line, _STRUCK) if struck and line.strip() else line)
    return "".join(said)


def link_target(href: str, base: str) -> str:
    """Where a link leads, in the one form in which portals' ways of writing it agree; empty within the same page."""
    try:
        address = urljoin(base, unicodedata.normalize("NFC", href.strip()))
        parts = urlsplit(address)
    except ValueError:
        return href
    if not address or urldefrag(address).url == urldefrag(base).url:
        return ""
    whole = parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/" if parts.netloc else parts.path)
    return _ESCAPE.sub(lambda code: code[0].upper(), quote(whole.geturl(), safe=_KEPT_IN_ADDRESS))


def _place(piece: Piece) -> Mark | None:
    return next((mark for mark in (Mark.SUP, Mark.SUB) if mark in piece.marks), None)


def _placed(text: str, place: Mark | None) -> str:
    letters = _plain(text)
    if place is None or not letters:
        return text
    table, sign = (_RAISED, "^") if place is Mark.SUP else (_LOWERED, "_")
    if all(ord(letter) in table for letter in letters):
        return _within(text, "{}", letters.translate(table))
    return _within(text, f"{sign}{{}}" if len(letters) == 1 else f"{sign}({{}})", letters)


def _within(text: str, form: str, letters: str = "") -> str:
    """The letters in a form, between the white space that stood around the text."""
    before, after = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{before}{form.replace('{}', letters or text.strip())}{after}"


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
