"""Blocks of a body, a cell, a note or a box: paragraphs, headings, captions and lists, by what their styles say."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from desk.manuscript.markup import Node
from desk.manuscript.word.elements import CHANGING, GONE, INK, SHAPES, TEXTS, Element, is_on, number, value
from desk.manuscript.word.inventory import Inventory, Line
from desk.manuscript.word.nodes import block, nested_list
from desk.manuscript.word.numbering import Label, Numbering
from desk.manuscript.word.pieces import Piece, Setting, is_empty
from desk.manuscript.word.styles import Styles
from newsroom.checklist.points import PointKind

_HEADING: Final = re.compile(r"heading (\d)")
_CAPTIONS: Final = frozenset({"caption", "illustration", "figure", "drawing"})
_QUOTES: Final = frozenset({"quote", "intense quote"})
_DROP_CAPS: Final = frozenset({"drop", "margin"})
_OTHER_BLOCKS: Final = frozenset({"w_tbl", "m_oMathPara", "m_oMath"})
_BODY_LEVEL: Final = 9
_DEEPEST_HEADING: Final = 3
_SEEN: Final = SHAPES | TEXTS | INK | CHANGING
_TRACKED: Final = GONE | {"w_ins", "w_moveTo"}


@dataclass(slots=True)
class _Carried:
    """What a paragraph without an end that is seen leaves to the next one."""

    pieces: list[Piece]
    line: Line
    floats: list[Node]
    is_numbered: bool


class _Blocks:
    """Blocks in order, and the bulleted list that is still open."""

    def __init__(self) -> None:
        self.found: list[Node] = []
        self._items: list[tuple[int, Node]] = []

    def add(self, *blocks: Node) -> None:
        if blocks:
            self.end_list()
            self.found += blocks

    def add_item(self, level: int, item: Node) -> None:
        self._items.append((level, item))

    def end_list(self) -> None:
        if self._items:
            self.found.append(nested_list(self._items))
            self._items = []


class Body:
    """The blocks of one file; what a paragraph holds, what floats beside it and what a table is, it asks others."""

    def __init__(
        self,
        styles: Styles,
        numbering: Numbering,
        inventory: Inventory,
        *,
        inside: Callable[[Element], Iterable[Element]],
        line: Callable[[Iterable[Element], Setting], list[Piece]],
        landed: Callable[[], list[Node]],
        table: Callable[[Element], list[Node]],
    ) -> None:
        self._styles, self._numbering, self._inventory = styles, numbering, inventory
        self._inside, self._line, self._landed, self._table = inside, line, landed, table
        self._mark = ""

    def note(self, note: Element, mark: str) -> list[Node]:
        """The blocks of a note, the first of them after the mark by which the text calls it."""
        self._mark = mark
        return self.blocks(note)

    def blocks(self, parent: Element, table_style: str = "") -> list[Node]:
        """The blocks of a body, a cell or a box."""
        found = _Blocks()
        carried: _Carried | None = None
        for element in self._inside(parent):
            if element.tag == "w_p":
                carried = self._paragraph(element, table_style, carried, found)
            elif element.tag in _OTHER_BLOCKS:
                self._end_carried(carried, found)
                carried = None
                self._other(element, table_style, found)
        self._end_carried(carried, found)
        found.end_list()
        return found.found

    def _end_carried(self, carried: _Carried | None, found: _Blocks) -> None:
        """End what no paragraph follows: text never goes on in a table, nor past the end of its cell."""
        if carried is not None:
            self._inventory.begin_line(carried.line)
            self._end("p", carried.pieces, found)
            found.add(*carried.floats)

    def _other(self, element: Element, table_style: str, found: _Blocks) -> None:
        if element.tag == "w_tbl":
            found.add(*self._table(element))
            return
        self._inventory.begin_line()
        self._end("p", self._line([element], Setting(style=self._styles.default, table_style=table_style)), found)

    def _paragraph(self, part: Element, table_style: str, carried: _Carried | None, found: _Blocks) -> _Carried | None:
        properties = part.find("w_pPr")
        style = value(properties, "w_pStyle") or self._styles.default
        tag = self._tag(properties, style)
        self._enter(part, properties, style)
        self._inventory.begin_line(None if carried is None else carried.line)
        pieces = [] if carried is None else carried.pieces
        pieces += self._line(part, Setting(style=style, table_style=table_style, emphasised=tag == "p"))
        floats = [*([] if carried is None else carried.floats), *self._landed()]
        is_numbered = carried is not None and carried.is_numbered
        if _goes_on(properties) or (is_empty(pieces) and self._is_hidden(properties, style)):
            return _Carried(pieces, self._inventory.carry_line(), floats, is_numbered)
        label = self._label(properties, style, is_numbered)
        self._begin_with(label, pieces)
        if _runs_on(properties):
            return _Carried(pieces, self._inventory.carry_line(), floats, is_numbered or label is not None)
        if label is not None and label.is_bullet:
            self._end_item(label, pieces, found)
        else:
            self._end(tag, pieces, found, quoted=self._styles.name(style) in _QUOTES)
        found.add(*floats)
        return None

    def _label(self, properties: Element | None, style: str, is_numbered: bool) -> Label | None:
        """What the paragraph is numbered; a line that has a label already shows no other, which is named."""
        label = self._numbering.label(properties, style)
        if label is None or not is_numbered:
            return label
        self._inventory.point(PointKind.LABEL, label.text)
        return None

    def _enter(self, part: Element, properties: Element | None, style: str) -> None:
        place = self._inventory.place
        if not (place.inside or place.row or place.note):
            place.paragraph += any(inner.tag in _SEEN for inner in part.iter())
        self._inventory.passed[part] = str(place)
        mark = None if properties is None else properties.find("w_rPr")
        if mark is not None and any(mark.find(tag) is not None for tag in _TRACKED):
            self._inventory.point(PointKind.TRACKED_CHANGE)
        if _is_contents(self._styles.name(style)):
            self._inventory.point(PointKind.CONTENTS_TABLE)

    def _is_hidden(self, properties: Element | None, style: str) -> bool:
        mark = None if properties is None else properties.find("w_rPr")
        return self._styles.shows(mark, "w_vanish", style)

    def _begin_with(self, label: Label | None, pieces: list[Piece]) -> None:
        """Put the mark of a note and the label of a numbered paragraph before its words."""
        numbered = "" if label is None or label.is_bullet else label.text
        shown = " ".join(filter(None, (self._mark, numbered)))
        self._mark = ""
        if shown:
            pieces.insert(0, Piece(text=self._inventory.make_label(f"{shown} ")))

    def _end_item(self, label: Label, pieces: list[Piece], found: _Blocks) -> None:
        item = block("li", pieces)
        self._inventory.end_line(item)
        if not is_empty(pieces):
            found.add_item(label.level, item)

    def _end(self, tag: str, pieces: list[Piece], found: _Blocks, *, quoted: bool = False) -> None:
        framed = [piece for piece in pieces if piece.tag == "img"] if tag == "figcaption" else []
        said = [piece for piece in pieces if piece.tag != "img"] if framed else pieces
        node = block(tag, said)
        self._inventory.end_line(node)
        if framed:
            found.add(block("p", framed))
        if not is_empty(said):
            found.add(Node("blockquote", {}, [node]) if quoted else node)

    def _tag(self, properties: Element | None, style: str) -> str:
        name = self._styles.name(style)
        if name == "title":
            return "h1"
        if name in _CAPTIONS:
            return "figcaption"
        named = _HEADING.fullmatch(name)
        said = value(properties, "w_outlineLvl") or self._styles.said(style, "w_pPr/w_outlineLvl")
        level = number(said, int(named[1]) - 1 if named else _BODY_LEVEL)
        is_heading = 0 <= level < _BODY_LEVEL and not _is_contents(name)
        return f"h{min(level + 1, _DEEPEST_HEADING)}" if is_heading else "p"


def _is_contents(style: str) -> bool:
    return style.startswith(("toc ", "contents ")) and not style.endswith("heading")


def _goes_on(properties: Element | None) -> bool:
    """Whether a paragraph has no end of its own: its mark is deleted, or it is the large first letter of the next."""
    if properties is None:
        return False
    frame = properties.find("w_framePr")
    mark = properties.find("w_rPr")
    dropped = frame is not None and frame.get("w_dropCap") in _DROP_CAPS
    return dropped or (mark is not None and any(mark.find(tag) is not None for tag in GONE))


def _runs_on(properties: Element | None) -> bool:
    """Whether the next paragraph stands on the same line, since the end of this one is itself hidden."""
    mark = None if properties is None else properties.find("w_rPr")
    return any(is_on(mark, tag) for tag in ("w_vanish", "w_specVanish"))
