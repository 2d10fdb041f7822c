"""A Word manuscript read whole: its parts found by what they are, its text walked once, its books closed."""

from collections import deque
from collections.abc import Iterator
from typing import Final

from desk.manuscript.blocks import blocks_of
from desk.manuscript.markup import Node
from desk.manuscript.reading import Reading
from desk.manuscript.word.body import Body
from desk.manuscript.word.books import STORIES, close_books
from desk.manuscript.word.drawings import Drawings
from desk.manuscript.word.elements import GONE, ON, Element
from desk.manuscript.word.flow import Flow
from desk.manuscript.word.inventory import Bucket, Inventory
from desk.manuscript.word.lines import Lines
from desk.manuscript.word.numbering import Numbering
from desk.manuscript.word.package import Package, Relation, broken, too_large
from desk.manuscript.word.styles import Styles
from desk.manuscript.word.tables import Tables
from newsroom.checklist.points import PointKind
from newsroom.errors import InvalidInput
from newsroom.text import quoted

_MAIN: Final = ".main+xml"
_NOTES: Final = {"w_footnote": "footnotes", "w_endnote": "endnotes"}
_SOMEWHERE: Final = "trong tệp"
_CHANGES: Final = GONE | {
    *("w_ins", "w_moveTo", "w_cellIns", "w_cellDel", "w_cellMerge", "w_rPrChange", "w_pPrChange", "w_sectPrChange"),
    *("w_tblPrChange", "w_tcPrChange", "w_trPrChange", "w_tblPrExChange", "w_tblGridChange", "w_numberingChange"),
}


def read_word(data: bytes) -> Reading:
    """What a Word file shows its reader, with a point for each piece that could not be carried over as it stood.

    Shape:  labels of numbered paragraphs are text; notes stand at the end, each after the mark that calls it.
    Errors: InvalidInput for a file that is locked, broken, old, made to explode, or holds a text that we cannot read.
    """
    try:
        return _Reader(data).reading()
    except (InvalidInput, MemoryError):
        raise
    except RecursionError as error:
        raise too_large() from error
    except Exception as error:
        raise broken() from error


class _Reader:
    def __init__(self, data: bytes) -> None:
        self._package = Package(data)
        main = self._main_part()
        self._document = self._package.tree(main)
        self._relations = self._package.relations(main)
        self._inventory = Inventory()
        flow = Flow(self._inventory)
        styles = Styles(self._part("styles", "w_styles"))
        numbering = Numbering(self._part("numbering", "w_numbering"), styles, self._inventory)
        self._drawings = Drawings(self._package, self._inventory, flow, self._boxed)
        self._lines = Lines(styles, self._inventory, flow, self._drawings.read, self._note_mark)
        tables = Tables(self._inventory, flow, self._cell)
        self._body = Body(
            styles,
            numbering,
            self._inventory,
            inside=flow.inside,
            line=self._lines.line,
            landed=self._drawings.landed,
            table=tables.read,
        )
        self._called: dict[tuple[str, str], str] = {}
        self._waiting: deque[tuple[str, str]] = deque()

    def reading(self) -> Reading:
        """The file as blocks, pictures, points and notes for its author."""
        body = None if self._document is None else self._document.find("w_body")
        if self._document is None or self._document.tag != "w_document" or body is None:
            raise broken()
        self._turn_to(self._relations)
        blocks = self._body.blocks(body)
        self._lines.fields.close()
        blocks += self._notes()
        notes = tuple(self._said_to_the_author())
        close_books(self._inventory, self._package.trees, blocks)
        blocks = blocks_of(Node("", {}, [*blocks]))
        return Reading(blocks=blocks, pictures=self._drawings.pictures, points=self._inventory.points(), notes=notes)

    def _main_part(self) -> str:
        top = self._package.relations("").values()
        found = sorted({one.target for one in top if one.kind == "officeDocument" and not one.external})
        if len(found) > 1:
            raise broken()
        if found:
            return found[0]
        types = self._package.tree("[Content_Types].xml")
        named = [] if types is None else types.findall("ct_Override")
        return next((one.get("PartName", "") for one in named if one.get("ContentType", "").endswith(_MAIN)), "")

    def _targets(self, kind: str) -> list[str]:
        return sorted({one.target for one in self._relations.values() if one.kind == kind and not one.external})

    def _part(self, kind: str, tag: str) -> Element | None:
        targets = self._targets(kind)
        root = self._package.tree(targets[0]) if targets else None
        if len(targets) > 1 or (root is not None and root.tag != tag):
            raise broken()
        return root

    def _turn_to(self, relations: dict[str, Relation]) -> None:
        self._lines.relations = self._drawings.relations = relations

    def _cell(self, cell: Element, table_style: str) -> list[Node]:
        return self._body.blocks(cell, table_style)

    def _boxed(self, content: Element) -> list[Node]:
        with self._lines.apart():
            return self._body.blocks(content)

    def _note_mark(self, reference: Element) -> str:
        kind = reference.tag.removesuffix("Reference")
        has_own = reference.get("w_customMarkFollows") in ON
        key = (kind, reference.get("w_id", ""))
        if key not in self._called:
            self._called[key] = "" if has_own else f"[{len(self._called) + 1}]"
            self._waiting.append(key)
        return "" if has_own else self._called[key]

    def _notes(self) -> list[Node]:
        """The notes in the order in which the text calls them; one may call another."""
        blocks: list[Node] = []
        found = {(tag, note.get("w_id", "")): note for tag, part in _NOTES.items() for note in self._all_of(tag, part)}
        relations = {tag: self._relations_of(part) for tag, part in _NOTES.items()}
        while self._waiting:
            key = self._waiting.popleft()
            self._turn_to(relations[key[0]])
            blocks += self._note(found.pop(key, None), key)
        for note in found.values():
            self._hide(note)
        self._inventory.place.note = 0
        return blocks

    def _all_of(self, tag: str, part: str) -> list[Element]:
        root = self._part(part, f"w_{part}")
        return [] if root is None else root.findall(tag)

    def _relations_of(self, part: str) -> dict[str, Relation]:
        return {key: one for target in self._targets(part) for key, one in self._package.relations(target).items()}

    def _note(self, note: Element | None, key: tuple[str, str]) -> list[Node]:
        self._inventory.place.note += 1
        if note is None:
            self._inventory.point(PointKind.UNREAD_MARKUP)
            return []
        blocks = self._body.note(note, self._called[key])
        self._lines.fields.close()
        return blocks

    def _hide(self, note: Element) -> None:
        words = self._inventory.drop(note, Bucket.HIDDEN)
        if words.strip():
            self._inventory.point(PointKind.HIDDEN_TEXT, words, _SOMEWHERE)

    def _said_to_the_author(self) -> Iterator[str]:
        comments = self._comments()
        if comments:
            yield f"Tệp Word còn {comments} ý kiến góp ý (comment); hệ thống không lấy các ý kiến này."
        if self._is_tracked():
            yield "Tệp Word còn dấu vết sửa đổi (Track Changes); hệ thống lấy bản đã chấp nhận mọi sửa đổi."
        margins = " ".join(filter(None, map(self._margin, (*self._targets("header"), *self._targets("footer")))))
        if margins.strip():
            yield f"Hệ thống không lấy chữ ở đầu trang và chân trang: “{quoted(margins)}”."

    def _comments(self) -> int:
        root = self._part("comments", "w_comments")
        comments = [] if root is None else root.findall("w_comment")
        for comment in comments:
            words = " ".join(filter(None, (self._inventory.drop(part, Bucket.COMMENT) for part in comment)))
            place = self._lines.commented.get(comment.get("w_id", ""), _SOMEWHERE)
            self._inventory.point(PointKind.COMMENT, words, place)
        return len(comments)

    def _is_tracked(self) -> bool:
        roots = [root for root in self._package.trees.values() if root.tag in STORIES]
        if not any(inner.tag in _CHANGES for root in roots for inner in root.iter()):
            return False
        if all(point.kind is not PointKind.TRACKED_CHANGE for point in self._inventory.points()):
            self._inventory.point(PointKind.TRACKED_CHANGE, place=_SOMEWHERE)
        return True

    def _margin(self, part: str) -> str:
        root = self._package.tree(part)
        return "" if root is None else self._inventory.drop(root, Bucket.MARGIN).strip()
