"""Equations as one line of text: powers raised, fractions with a stroke."""

from collections.abc import Callable, Iterable
from typing import Final

from desk.manuscript.word.elements import Element, is_on, value
from desk.manuscript.word.inventory import Bucket, Inventory
from desk.manuscript.word.pieces import Look, Piece
from newsroom.checklist.points import PointKind

_INTEGRAL: Final = "∫"
_HAT: Final = "\u0302"

Marks = tuple[str, ...]


class Equations:
    """The equations of one file; each is a point, since a line is not how it was set."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._look: Callable[[Element | None], Look]
        self._forms: dict[str, Callable[[Element, Marks], list[Piece]]] = {
            "m_t": self._text,
            "w_t": self._text,
            "m_r": self._run,
            "m_f": self._fraction,
            "m_rad": self._root,
            "m_nary": self._sum,
            "m_d": self._brackets,
            "m_m": self._matrix,
            "m_eqArr": self._rows,
            "m_acc": self._accented,
            "m_phant": self._phantom,
            "m_func": self._function,
            "w_del": self._deleted,
            "w_moveFrom": self._deleted,
            "m_sSup": self._scripts("m_e", ("m_sup", "sup")),
            "m_sSub": self._scripts("m_e", ("m_sub", "sub")),
            "m_sSubSup": self._scripts("m_e", ("m_sub", "sub"), ("m_sup", "sup")),
            "m_sPre": self._scripts("", ("m_sub", "sub"), ("m_sup", "sup"), ("m_e", "")),
            "m_limLow": self._scripts("m_e", ("m_lim", "sub")),
            "m_limUpp": self._scripts("m_e", ("m_lim", "sup")),
        }

    def line(self, element: Element, look: Callable[[Element | None], Look]) -> list[Piece]:
        """An equation as pieces of its line; `look` says of a run's properties whether it is hidden or struck."""
        self._inventory.settle(element)
        self._look = look
        pieces = self._inside(element, ())
        self._inventory.point(PointKind.EQUATION, "".join(piece.text for piece in pieces))
        return pieces

    def _read(self, element: Element | None, marks: Marks) -> list[Piece]:
        if element is None:
            return []
        return self._forms.get(element.tag, self._inside)(element, marks)

    def _inside(self, element: Element, marks: Marks) -> list[Piece]:
        return [piece for child in element for piece in self._read(child, marks)]

    def _text(self, element: Element, marks: Marks) -> list[Piece]:
        kinds = [PointKind.STRUCK_TEXT] if "s" in marks else []
        return [Piece(text=self._inventory.take(element, element.text or "", marks, kinds), marks=marks)]

    def _made(self, text: str, marks: Marks) -> list[Piece]:
        return [Piece(text=self._inventory.make(text, marks), marks=marks)] if text else []

    def _run(self, element: Element, marks: Marks) -> list[Piece]:
        look = self._look(element.find("w_rPr"))
        if look.hidden:
            self._inventory.point(PointKind.HIDDEN_TEXT, self._inventory.drop(element, Bucket.HIDDEN))
            return []
        return self._inside(element, (*marks, "s") if "s" in look.marks else marks)

    def _deleted(self, element: Element, _marks: Marks) -> list[Piece]:
        self._inventory.point(PointKind.TRACKED_CHANGE, self._inventory.drop(element, Bucket.DELETED))
        return []

    def _phantom(self, element: Element, marks: Marks) -> list[Piece]:
        if is_on(element.find("m_phantPr"), "m_show") is not False:
            return self._inside(element, marks)
        self._inventory.point(PointKind.HIDDEN_TEXT, self._inventory.drop(element, Bucket.HIDDEN))
        return []

    def _scripts(self, base: str, *parts: tuple[str, str]) -> Callable[[Element, Marks], list[Piece]]:
        def read(element: Element, marks: Marks) -> list[Piece]:
            pieces = self._read(element.find(base), marks) if base else []
            for tag, mark in parts:
                pieces += self._read(element.find(tag), (*marks, mark) if mark else marks)
            return pieces

        return read

    def _fraction(self, element: Element, marks: Marks) -> list[Piece]:
        if value(element, "m_fPr/m_type") == "noBar":
            parts = (element.find("m_num"), element.find("m_den"))
            return [*self._made("(", marks), *self._between("; ", parts, marks), *self._made(")", marks)]
        over = self._grouped(element.find("m_num"), marks)
        return [*over, *self._made("/", marks), *self._grouped(element.find("m_den"), marks)]

    def _root(self, element: Element, marks: Marks) -> list[Piece]:
        degree = self._read(element.find("m_deg"), (*marks, "sup"))
        return [*degree, *self._made("√", marks), *self._grouped(element.find("m_e"), marks)]

    def _sum(self, element: Element, marks: Marks) -> list[Piece]:
        pieces = self._made(value(element, "m_naryPr/m_chr") or _INTEGRAL, marks)
        pieces += self._read(element.find("m_sub"), (*marks, "sub"))
        pieces += self._read(element.find("m_sup"), (*marks, "sup"))
        return pieces + self._grouped(element.find("m_e"), marks)

    def _brackets(self, element: Element, marks: Marks) -> list[Piece]:
        begins, between, ends = (
            ordinary if said is None else said
            for ordinary, said in (
                ("(", value(element, "m_dPr/m_begChr")),
                ("|", value(element, "m_dPr/m_sepChr")),
                (")", value(element, "m_dPr/m_endChr")),
            )
        )
        inner = [*self._made(begins, marks), *self._between(between, element.findall("m_e"), marks)]
        return inner + self._made(ends, marks)

    def _matrix(self, element: Element, marks: Marks) -> list[Piece]:
        pieces = self._made("[", marks)
        for at, row in enumerate(element.findall("m_mr")):
            pieces += self._made("; " if at else "", marks)
            pieces += self._between(", ", row.findall("m_e"), marks)
        return pieces + self._made("]", marks)

    def _rows(self, element: Element, marks: Marks) -> list[Piece]:
        return self._between("; ", element.findall("m_e"), marks)

    def _function(self, element: Element, marks: Marks) -> list[Piece]:
        return self._between(" ", (element.find("m_fName"), element.find("m_e")), marks)

    def _accented(self, element: Element, marks: Marks) -> list[Piece]:
        inner = self._read(element.find("m_e"), marks)
        return inner + self._made(value(element, "m_accPr/m_chr") or _HAT, marks)

    def _between(self, sign: str, parts: Iterable[Element | None], marks: Marks) -> list[Piece]:
        pieces: list[Piece] = []
        for at, part in enumerate(parts):
            pieces += self._made(sign if at else "", marks)
            pieces += self._read(part, marks)
        return pieces

    def _grouped(self, element: Element | None, marks: Marks) -> list[Piece]:
        """In brackets, unless it is one word or has brackets of its own."""
        if element is None or _is_simple(element):
            return self._read(element, marks)
        inner = [*self._made("(", marks), *self._read(element, marks)]
        return inner + self._made(")", marks)


def _is_simple(element: Element) -> bool:
    shown = [child for child in element if child.tag != "m_ctrlPr"]
    if len(shown) != 1:
        return not shown
    texts = shown[0].findall("m_t")
    return shown[0].tag == "m_d" or (shown[0].tag == "m_r" and all((one.text or "").isalnum() for one in texts))
