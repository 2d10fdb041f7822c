"""Tables: cells in their columns, merged ones as one, what a merged cell hides named."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from desk.manuscript.blocks import is_picture_only, pictures
from desk.manuscript.markup import Node, text_of
from desk.manuscript.word.elements import Element, is_on, number, value
from desk.manuscript.word.flow import Flow
from desk.manuscript.word.inventory import Bucket, Inventory
from desk.manuscript.word.package import FIELD
from desk.refusal import refusal
from newsroom.checklist.points import PointKind

MAX_COLUMNS: Final = 63
MAX_TABLES: Final = 8


@dataclass(slots=True, kw_only=True)
class _Cell:
    span: int
    blocks: list[Node] = field(default_factory=list)
    begins: bool = False
    goes_on: bool = False
    shown_by: "_Cell | None" = None
    rows: int = 1


@dataclass(slots=True, kw_only=True)
class _Row:
    is_header: bool
    cells: dict[int, _Cell] = field(default_factory=dict)
    columns: int = 0

    def add(self, cell: _Cell) -> None:
        self.cells[self.columns] = cell
        self._widen(cell.span)

    def merge(self, span: int) -> None:
        """The last cell reaches over this one too."""
        self.cells[max(self.cells)].span += span
        self._widen(span)

    def _widen(self, span: int) -> None:
        self.columns += span
        if self.columns > MAX_COLUMNS:
            raise refusal(FIELD, f"bảng có hơn {MAX_COLUMNS} cột", "hãy tách bảng rồi gửi lại")


class Tables:
    """The tables of one file; `blocks` reads what a cell holds, given the style of its table."""

    def __init__(self, inventory: Inventory, flow: Flow, blocks: Callable[[Element, str], list[Node]]) -> None:
        self._inventory, self._flow, self._blocks = inventory, flow, blocks
        self._depth = 0

    def read(self, table: Element) -> list[Node]:
        """A table, or the pictures with their captions that one without borders only sets side by side."""
        if self._depth == MAX_TABLES:
            raise refusal(FIELD, f"bảng lồng nhau quá {MAX_TABLES} tầng", "hãy tách bảng rồi gửi lại")
        place, style = self._inventory.place, value(table, "w_tblPr/w_tblStyle") or ""
        counts = self._depth == 0 and not place.inside and not place.note
        self._depth += 1
        place.table += counts
        rows: list[_Row] = []
        for part in self._flow.inside(table):
            if part.tag == "w_tr":
                place.row += counts
                self._row(part, style, rows)
        if counts:
            place.row = 0
        self._depth -= 1
        return self._pairs(rows) or _table(rows)

    def _row(self, part: Element, style: str, rows: list[_Row]) -> None:
        properties = part.find("w_trPr")
        if properties is not None and properties.find("w_del") is not None:
            self._flow.delete(part)
            return
        if properties is not None and properties.find("w_ins") is not None:
            self._inventory.point(PointKind.TRACKED_CHANGE)
        row = _Row(is_header=bool(is_on(properties, "w_tblHeader")))
        rows.append(row)
        before = _span(value(properties, "w_gridBefore"), least=0)
        if before:
            row.add(_Cell(span=before))
        for cell in self._flow.inside(part):
            if cell.tag == "w_tc":
                self._cell(cell, style, row)

    def _cell(self, part: Element, style: str, row: _Row) -> None:
        properties = part.find("w_tcPr")
        changed = {} if properties is None else {child.tag: child for child in properties}
        if "w_cellDel" in changed:
            self._flow.delete(part)
            return
        if changed.keys() & {"w_cellIns", "w_cellMerge"}:
            self._inventory.point(PointKind.TRACKED_CHANGE)
        span = _span(value(properties, "w_gridSpan"), least=1)
        merged = changed.get("w_hMerge")
        if merged is not None and merged.get("w_val") != "restart" and row.cells:
            self._hide(part)
            row.merge(span)
            return
        down = changed.get("w_vMerge")
        goes_on = down is not None and down.get("w_val") != "restart"
        if goes_on:
            self._hide(part)
        blocks = [] if goes_on else self._blocks(part, style)
        row.add(_Cell(span=span, blocks=blocks, begins=down is not None, goes_on=goes_on))

    def _hide(self, part: Element) -> None:
        words = self._inventory.drop(part, Bucket.MERGED_CELL)
        if words.strip():
            self._inventory.point(PointKind.MERGED_CELL, words)

    def _pairs(self, rows: list[_Row]) -> list[Node]:
        """Rows of pictures over rows of texts are pictures with their captions."""
        over, under = rows[::2], rows[1::2]
        if not rows or len(over) != len(under) or not all(map(_is_pair, over, under)):
            return []
        found: list[Node] = []
        for above, below in zip(over, under, strict=True):
            for picture, caption in zip(above.cells.values(), below.cells.values(), strict=True):
                found += [*picture.blocks, self._caption(caption.blocks)]
        return found

    def _caption(self, blocks: list[Node]) -> Node:
        caption = Node("figcaption")
        for block in blocks:
            caption.children += [" ", *block.children] if caption.children else block.children
        self._inventory.move_lines(blocks, caption)
        return caption


def _span(said: str | None, *, least: int) -> int:
    return min(max(number(said, least), least), MAX_COLUMNS)


def _is_pair(above: _Row, below: _Row) -> bool:
    return (
        len(above.cells) == len(below.cells) > 0
        and all(cell.blocks and all(map(is_picture_only, cell.blocks)) for cell in above.cells.values())
        and all(cell.blocks and all(map(_is_text, cell.blocks)) for cell in below.cells.values())
    )


def _is_text(block: Node) -> bool:
    return block.tag in {"p", "figcaption"} and not pictures(block) and bool(text_of(block))


def _table(rows: list[_Row]) -> list[Node]:
    above: dict[int, _Cell] = {}
    for row in rows:
        tops = {column: above.get(column) if cell.goes_on else None for column, cell in row.cells.items()}
        for column, top in tops.items():
            if top is not None:
                top.rows += 1
                row.cells[column].shown_by = top
        above = {column: tops[column] or cell for column, cell in row.cells.items() if cell.begins}
    heads = next((at for at, row in enumerate(rows) if not row.is_header), len(rows))
    lines = [_line(row, "th" if at < heads else "td") for at, row in enumerate(rows)]
    return [Node("table", {}, [*lines])] if rows else []


def _line(row: _Row, tag: str) -> Node:
    return Node("tr", {}, [_node(tag, cell) for cell in row.cells.values() if cell.shown_by is None])


def _node(tag: str, cell: _Cell) -> Node:
    spans = {"colspan": cell.span, "rowspan": cell.rows}
    return Node(tag, {name: str(many) for name, many in spans.items() if many > 1}, [*cell.blocks])
