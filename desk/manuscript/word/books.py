"""The books of one file closed: every text of it stands in the article or in a bucket, and the article holds no other.

Cheap enough to run on each file: what does not balance is refused, since a fault of ours must not lose a word silently.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from desk.letters import tidy
from desk.manuscript.markup import Node
from desk.manuscript.word.elements import SHAPES, TEXTS, Element
from desk.manuscript.word.inventory import Inventory
from desk.refusal import refusal
from newsroom.checklist.points import PointKind
from newsroom.errors import InvalidInput
from newsroom.text import quoted

_FIELD: Final = "manuscript"
_MARKS: Final = ("sup", "sub", "s")
STORIES: Final = frozenset({"w_document", "w_footnotes", "w_endnotes"})
"""Roots of the parts that the text of the article comes from."""
_FOREIGN: Final = frozenset({"w_altChunk", "w_subDoc"})
_MEASURES: Final = (
    *("w_instrText", "w_delInstrText", "w_fldData", "w_binData", "wp_", "o_", "urn:schemas-microsoft-com:office:"),
    "http://schemas.microsoft.com/office/word/2010/wordprocessingDrawing ",
)
"""Beginnings of the names of elements whose text is a code, a size or a place."""
_PASTE: Final = "hãy chép nội dung sang một tệp Word mới, dán chỉ giữ chữ, rồi gửi lại"

Said = tuple[str, frozenset[str]]


def close_books(inventory: Inventory, trees: Mapping[str, Element], blocks: list[Node]) -> None:
    """Prove that nothing is lost and nothing is added; what shows nothing that we know becomes a point.

    Errors: InvalidInput naming the place and the words of a text that is in no bucket, or a block that differs.
    """
    for name, root in trees.items():
        _refuse_unentered(inventory, name, root)
    refuse_imbalance(inventory, blocks)


def _refuse_unentered(inventory: Inventory, name: str, root: Element) -> None:
    place = "đầu tệp" if root.tag == "w_document" else f"phần {name}"
    for element in root.iter():
        place = inventory.passed.get(element, place)
        if root.tag in STORIES:
            _name_loose_text(inventory, element, place)
        if element in inventory.entered:
            continue
        if element.tag in TEXTS and (element.text or "").strip():
            wrong = f"{place}: có chữ nằm trong cấu trúc hệ thống không đọc được: “{quoted(element.text)}”"
            raise refusal(_FIELD, wrong, _PASTE)
        if element.tag in _FOREIGN:
            raise refusal(_FIELD, f"gần {place}: có một tài liệu khác chèn vào bài", _PASTE)
        if element.tag in SHAPES and root.tag in STORIES:
            inventory.point(PointKind.UNREAD_MARKUP, place=place)


def _name_loose_text(inventory: Inventory, element: Element, place: str) -> None:
    """Text where no text belongs: Word may pass over it, another reader may not."""
    own = "" if element.tag in TEXTS or element.tag.startswith(_MEASURES) else element.text or ""
    for words in (own, element.tail or ""):
        if words.strip():
            inventory.point(PointKind.UNREAD_MARKUP, words, place)


def refuse_imbalance(inventory: Inventory, blocks: list[Node]) -> None:
    """Compare what was taken or made for each block with what stands in it, in order, and in each mark.

    Errors: InvalidInput quoting the first block that differs.
    """
    owners = {id(block): block for block, _ in inventory.lines}
    shown = _shown(blocks, owners)
    booked: dict[int, list[Said]] = {0: [*inventory.outside().entries]}
    for block, line in inventory.lines:
        booked.setdefault(id(block), []).extend(line.entries)
    for block in booked.keys() | shown.keys():
        ours, theirs = booked.get(block, []), shown.get(block, [])
        if _letters(ours) != _letters(theirs) or any(_marked(ours, mark) != _marked(theirs, mark) for mark in _MARKS):
            raise _imbalance("".join(text for text, _ in ours or theirs))


def _imbalance(words: str) -> InvalidInput:
    return refusal(_FIELD, f"hệ thống đọc thiếu hoặc thừa chữ ở đoạn “{quoted(words)}”", "hãy báo kỹ sư kèm tệp này")


def _shown(blocks: Iterable[Node], owners: Mapping[int, object]) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = {}
    for block in blocks:
        for owner, run in _texts(block, 0, frozenset(), owners):
            found.setdefault(owner, []).append(run)
    return found


def _texts(node: Node, owner: int, marks: frozenset[str], owners: Mapping[int, object]) -> Iterator[tuple[int, Said]]:
    owner = id(node) if id(node) in owners else owner
    marks = marks | {node.tag} if node.tag in _MARKS else marks
    for child in node.children:
        if isinstance(child, str):
            yield owner, (child, marks)
        elif child.tag == "br":
            yield owner, ("\n", marks)
        else:
            yield from _texts(child, owner, marks, owners)


def _letters(said: Iterable[Said]) -> str:
    """Everything but blanks, blind to how an accent is encoded and to one that has no letter."""
    text = unicodedata.normalize("NFC", tidy("".join(text for text, _ in said)))
    return "".join(letter for letter in text if not letter.isspace() and unicodedata.category(letter)[0] != "M")


def _marked(said: Iterable[Said], mark: str) -> str:
    """Bare letters and digits inside a mark, since an accent goes with its letter whatever marks it."""
    text = tidy("".join(text for text, marks in said if mark in marks))
    return "".join(filter(str.isalnum, unicodedata.normalize("NFD", text)))
