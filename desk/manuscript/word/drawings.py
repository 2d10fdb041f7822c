"""What is drawn in a Word file: pictures are taken, boxes of text are read, what cannot be shown is named."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from desk.manuscript.blocks import pictures
from desk.manuscript.markup import Node, text_of
from desk.manuscript.photos import MAX_PHOTO_BYTES
from desk.manuscript.reading import EMBEDDED
from desk.manuscript.word.elements import INK, ON, TEXTS, Element
from desk.manuscript.word.flow import Flow
from desk.manuscript.word.inventory import Bucket, Inventory
from desk.manuscript.word.nodes import block
from desk.manuscript.word.package import FIELD, NOWHERE, Package, Relation
from desk.manuscript.word.pieces import Piece
from desk.refusal import refusal
from newsroom.checklist.points import PointKind

MAX_PICTURES: Final = 100
MAX_BOXES: Final = 8
_FORMS: Final = frozenset(
    {
        "a_prstGeom",
        "a_custGeom",
        "v_shape",
        "v_line",
        "v_rect",
        "v_roundrect",
        "v_oval",
        "v_polyline",
        "v_arc",
        "v_curve",
    }
)
_LINES: Final = frozenset({"line", "straightConnector1", "t20", "t32"})
_ARROWS: Final = {
    **dict.fromkeys(("a_headEnd", "a_tailEnd"), ("type",)),
    "v_stroke": ("startarrow", "endarrow"),
}


@dataclass(slots=True, kw_only=True)
class _Seen:
    alt: str
    floats: bool
    is_object: bool
    link: str = ""
    anything: bool = False
    pieces: list[Piece] = field(default_factory=list)


class Drawings:
    """The drawings of one file; `relations` are those of the part being read."""

    def __init__(
        self, package: Package, inventory: Inventory, flow: Flow, boxed: Callable[[Element], list[Node]]
    ) -> None:
        self._package, self._inventory, self._flow, self._boxed = package, inventory, flow, boxed
        self._bytes: dict[str, bytes] = {}
        self.relations: Mapping[str, Relation] = {}
        self.pictures: dict[str, bytes] = {}
        self._afloat: list[Node] = []
        self._words: dict[str, str] = {}
        self._depth = 0

    def read(self, drawing: Element) -> list[Piece]:
        """What a drawing shows inside its line; the rest of it floats."""
        self._inventory.settle(drawing)
        properties = next(drawing.iter("wp_docPr"), None)
        if properties is not None and properties.get("hidden") in ON:
            self._inventory.point(PointKind.HIDDEN_PICTURE, self._inventory.drop(drawing, Bucket.HIDDEN))
            return []
        seen = _Seen(
            alt="" if properties is None else properties.get("descr", ""),
            floats=_floats(drawing),
            is_object=drawing.tag == "w_object",
            link=self._link(properties),
        )
        self._look(drawing, seen)
        if not seen.anything and not _is_rule(drawing):
            self._inventory.point(PointKind.OBJECT if seen.is_object else PointKind.SHAPE, seen.alt)
        return seen.pieces

    def _link(self, properties: Element | None) -> str:
        click = None if properties is None else properties.find("a_hlinkClick")
        relation = NOWHERE if click is None else self.relations.get(click.get("r_id", ""), NOWHERE)
        return relation.target * relation.external

    def landed(self) -> list[Node]:
        """What floats beside the paragraph just read, as blocks to stand after it."""
        blocks, self._afloat = self._afloat, []
        return blocks

    def _look(self, parent: Element, seen: _Seen) -> None:
        for part in parent:
            if part.tag == "mc_AlternateContent":
                self._look(self._flow.chosen(part), seen)
            elif self._shows(part, seen) or self._is_named(part):
                seen.anything = True
            else:
                self._look(part, seen)

    def _shows(self, part: Element, seen: _Seen) -> bool:
        match part.tag:
            case "w_txbxContent":
                self._box(part)
            case "a_blip" | "v_imagedata" if not seen.is_object:
                self._picture(part, seen)
            case "v_textpath" if part.get("string"):
                self._word_art(part.get("string", ""))
            case "a_t":
                seen.pieces.append(Piece(text=self._inventory.take(part, part.text or "")))
            case _:
                return False
        return True

    def _is_named(self, part: Element) -> bool:
        match part.tag:
            case "c_chart" | "cx_chart":
                self._elsewhere(PointKind.CHART, part.get("r_id", ""))
            case "dgm_relIds":
                self._elsewhere(PointKind.SMART_ART, part.get("r_dm", ""))
            case "o_OLEObject":
                self._inventory.point(PointKind.OBJECT, part.get("ProgID", ""))
            case tag if tag in INK:
                self._inventory.point(PointKind.INK)
            case _:
                return False
        return True

    def _box(self, content: Element) -> None:
        if self._depth == MAX_BOXES:
            raise refusal(FIELD, f"khung chữ lồng nhau quá {MAX_BOXES} tầng", "hãy đưa chữ ra ngoài khung rồi gửi lại")
        self._depth += 1
        self._inventory.place.inside += 1
        held, self._afloat = self._afloat, []
        blocks = self._boxed(content)
        self._afloat = [*held, *blocks]
        self._inventory.place.inside -= 1
        self._depth -= 1
        if blocks and not _is_picture_frame(blocks):
            self._inventory.point(PointKind.TEXT_BOX, " ".join(map(text_of, blocks)))

    def _picture(self, part: Element, seen: _Seen) -> None:
        inside = part.get("r_embed") or part.get("r_id")
        relation = self.relations.get(inside or part.get("r_link") or "", NOWHERE)
        if not inside or relation.external:
            self._inventory.point(PointKind.LINKED_PICTURE, relation.target)
            return
        if not self._package.has(relation.target):
            raise refusal(
                FIELD, f"{self._inventory.place}: thiếu tệp ảnh trong tệp Word", "hãy chèn lại ảnh rồi gửi lại"
            )
        self._inventory.weigh(seen.alt + seen.link)
        piece = Piece(tag="img", text=self._kept(relation.target), alt=seen.alt, link=seen.link)
        if seen.floats:
            self._afloat.append(block("p", [piece]))
        else:
            self._inventory.make("\n")
            seen.pieces.append(piece)

    def _kept(self, part: str) -> str:
        if len(self.pictures) == MAX_PICTURES:
            raise refusal(FIELD, f"tệp Word có hơn {MAX_PICTURES} ảnh", "hãy bớt ảnh hoặc tách bài rồi gửi lại")
        if part not in self._bytes:
            self._bytes[part] = self._package.picture(part, MAX_PHOTO_BYTES)
        address = f"{EMBEDDED}{len(self.pictures) + 1}"
        self.pictures[address] = self._bytes[part]
        return address

    def _elsewhere(self, kind: PointKind, name: str) -> None:
        relation = self.relations.get(name, NOWHERE)
        if relation.target not in self._words:
            root = None if relation.external else self._package.tree(relation.target)
            texts = [] if root is None else [inner.text for inner in root.iter() if inner.tag in TEXTS and inner.text]
            self._words[relation.target] = " | ".join(texts)
            if root is not None:
                self._inventory.drop(root, Bucket.CHART)
        self._inventory.point(kind, self._words[relation.target])

    def _word_art(self, words: str) -> None:
        self._inventory.begin_line()
        node = block("p", [Piece(text=self._inventory.make(words))])
        self._inventory.end_line(node)
        self._afloat.append(node)
        self._inventory.point(PointKind.WORD_ART, words)


def _floats(drawing: Element) -> bool:
    shape = next(drawing.iter("v_shape"), None)
    absolute = shape is not None and "position:absolute" in shape.get("style", "").replace(" ", "")
    return absolute or drawing.find("wp_anchor") is not None


def _is_rule(drawing: Element) -> bool:
    """A line by itself, as under the name of an office: it says nothing. An arrow does, and so do lines together."""
    shapes = [inner for inner in drawing.iter() if inner.tag in _FORMS]
    arrows = (end for inner in drawing.iter() for end in map(inner.get, _ARROWS.get(inner.tag, ())))
    return len(shapes) == 1 and _is_line(shapes[0]) and all(end in {None, "none"} for end in arrows)


def _is_line(shape: Element) -> bool:
    kind = shape.get("prst") or shape.get("type", "").rpartition("_")[2]
    return shape.tag == "v_line" or kind in _LINES or shape.get("o_hr") in {"t", "true"}


def _is_picture_frame(blocks: list[Node]) -> bool:
    """A box around a picture and its caption is how LibreOffice keeps the two together."""
    return any(pictures(one) for one in blocks) and all(pictures(one) or one.tag == "figcaption" for one in blocks)
