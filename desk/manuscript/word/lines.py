"""What a paragraph holds: runs with their marks, links, fields, notes and signs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from desk.manuscript.word.elements import CHANGING, GONE, INK, SHAPES, WRAPPERS, Element
from desk.manuscript.word.equations import Equations
from desk.manuscript.word.fields import Fields
from desk.manuscript.word.flow import Flow
from desk.manuscript.word.inventory import Bucket, Inventory
from desk.manuscript.word.package import NOWHERE, Relation
from desk.manuscript.word.pieces import MARKS, Look, Piece, Setting
from desk.manuscript.word.styles import Styles
from desk.manuscript.word.symbols import is_drawn, sign
from newsroom.checklist.points import PointKind

_OLD_FONTS: Final = (".vn", "vni-")
_UNKNOWN: Final = "\ufffd"
_LAST_LETTER: Final = 0x10FFFF
_NOTES: Final = frozenset({"w_footnoteReference", "w_endnoteReference"})
_THROUGH: Final = WRAPPERS | {"m_oMathPara", "w_rt"}


class Lines:
    """The lines of one file; `relations` are those of the part being read, `commented` where each comment stands."""

    def __init__(
        self,
        styles: Styles,
        inventory: Inventory,
        flow: Flow,
        draw: Callable[[Element], list[Piece]],
        note: Callable[[Element], str],
    ) -> None:
        self._styles, self._inventory, self._flow, self._draw, self._note = styles, inventory, flow, draw, note
        self._equations = Equations(inventory)
        self.fields = Fields(inventory)
        self.relations: Mapping[str, Relation] = {}
        self.commented: dict[str, str] = {}

    @contextmanager
    def apart(self) -> Iterator[None]:
        """Fields of a box are its own: those of the text around it neither reach into it nor end in it."""
        around, self.fields = self.fields, Fields(self._inventory)
        yield
        self.fields.close()
        self.fields = around

    def line(self, parts: Iterable[Element], setting: Setting) -> list[Piece]:
        """The pieces of some parts of a paragraph."""
        return [piece for part in parts for piece in self._read(part, setting)]

    def _read(self, part: Element, setting: Setting) -> list[Piece]:
        match part.tag:
            case "w_r":
                look = self._look(part.find("w_rPr"), setting)
                return [piece for child in part for piece in self._in_run(child, look)]
            case "w_hyperlink":
                return self.line(part, replace(setting, link=self._target(part) or setting.link))
            case "w_fldSimple":
                return self._simple_field(part, setting)
            case "w_ruby":
                return self._ruby(part, setting)
            case "m_oMath":
                return self._equation(part, setting)
            case "mc_AlternateContent":
                return self.line(self._flow.chosen(part), setting)
            case tag if tag in GONE:
                self._flow.delete(part)
                return []
            case tag if tag in _THROUGH:
                inserted = setting.inserted or tag in {"w_ins", "w_moveTo"}
                return [] if self._flow.is_prompt(part) else self.line(part, replace(setting, inserted=inserted))
            case _:
                return []

    def _look(self, run: Element | None, setting: Setting) -> Look:
        own = self._styles.run_style(run)
        shows, whole = self._styles.shows, (setting.style, own, setting.table_style)
        worded = (setting.style, own) if setting.emphasised else (own,)
        found = {
            "strong": shows(run, "w_b", *worded),
            "em": shows(run, "w_i", *worded),
            "s": shows(run, "w_strike", *whole) or shows(run, "w_dstrike", *whole),
            self._styles.raised(run, own, setting.style): True,
        }
        return Look(
            setting=setting,
            marks=tuple(mark for mark in MARKS if found.get(mark)),
            font=self._styles.font(run, own, setting.style),
            hidden=any(shows(run, tag, *whole) for tag in ("w_vanish", "w_specVanish", "w_webHidden")),
            capitals=shows(run, "w_caps", *whole),
        )

    def _in_run(self, part: Element, look: Look) -> list[Piece]:
        if part.tag == "w_fldChar":
            shown = self.fields.mark(part)
            return self._made(shown, look) if shown and not look.hidden else []
        if part.tag == "w_instrText":
            self.fields.instruct(part.text or "")
        elif self.fields.in_code:
            self.fields.lay_aside(self._inventory.drop(part, Bucket.FIELD_CODE))
        elif look.hidden:
            self._hide(part)
        else:
            return self._shown(part, look)
        return []

    def _hide(self, part: Element) -> None:
        words = self._inventory.drop(part, Bucket.HIDDEN)
        if words and not (self.fields.in_contents and words.isdigit()):
            self._inventory.point(PointKind.HIDDEN_TEXT, words)
        elif part.tag in SHAPES:
            self._inventory.point(PointKind.HIDDEN_PICTURE)

    def _shown(self, part: Element, look: Look) -> list[Piece]:
        match part.tag:
            case "w_t":
                return self._text(part, look)
            case "w_tab" | "w_ptab" | "w_cr" | "w_br" | "w_noBreakHyphen":
                return self._typed(part, look)
            case "w_sym":
                return self._symbol(part, look)
            case "w_drawing" | "w_pict" | "w_object":
                return [replace(piece, link=self._link(look) or piece.link) for piece in self._draw(part)]
            case "mc_AlternateContent":
                return [piece for child in self._flow.chosen(part) for piece in self._shown(child, look)]
            case tag if tag in _NOTES:
                return self._note_mark(part, look)
            case _:
                self._name(part)
                return self._read(part, look.setting)

    def _typed(self, part: Element, look: Look) -> list[Piece]:
        if part.tag == "w_noBreakHyphen":
            return self._made("-", look)
        if part.tag == "w_cr" or (part.tag == "w_br" and part.get("w_type", "textWrapping") == "textWrapping"):
            self._inventory.make("\n")
            return [Piece(tag="br")]
        return self._made(" ", look)

    def _name(self, part: Element) -> None:
        """Name what shows no text that the file holds."""
        match part.tag:
            case "w_delText":
                self._flow.delete(part)
            case "w_commentReference":
                self.commented[part.get("w_id", "")] = str(self._inventory.place)
            case tag if tag in INK:
                self._inventory.point(PointKind.INK)
            case tag if tag in CHANGING:
                self._inventory.point(PointKind.CHANGING_TEXT)

    def _text(self, part: Element, look: Look) -> list[Piece]:
        text = (part.text or "").upper() if look.capitals else part.text or ""
        if any(is_drawn(look.font, letter) for letter in text):
            signs = (self._sign(look.font, letter) if is_drawn(look.font, letter) else letter for letter in text)
            text = "".join(signs)
        self._inventory.take(part, text, look.marks, _kinds(text, look))
        return [self._piece(text, look)]

    def _piece(self, text: str, look: Look) -> Piece:
        link = self._link(look)
        self._inventory.weigh(link)
        return Piece(text=text, marks=look.marks, link=link)

    def _link(self, look: Look) -> str:
        return look.setting.link or self.fields.link

    def _made(self, text: str, look: Look) -> list[Piece]:
        return [self._piece(self._inventory.make(text, look.marks), look)]

    def _symbol(self, part: Element, look: Look) -> list[Piece]:
        self._inventory.settle(part)
        try:
            code = int(part.get("w_char", ""), 16)
        except ValueError:
            code = 0
        return self._made(self._sign(part.get("w_font", ""), chr(min(max(code, 0), _LAST_LETTER))), look)

    def _sign(self, font: str, letter: str) -> str:
        found = sign(font, ord(letter))
        if found is None:
            self._inventory.point(PointKind.UNKNOWN_SYMBOL, f"{font} {ord(letter):04X}".strip())
        return found or _UNKNOWN

    def _note_mark(self, part: Element, look: Look) -> list[Piece]:
        shown = self._note(part)
        marks = (*(mark for mark in look.marks if mark not in {"sup", "sub"}), "sup")
        return [Piece(text=self._inventory.make(shown, marks), marks=marks)] if shown else []

    def _equation(self, part: Element, setting: Setting) -> list[Piece]:
        if self.fields.in_code:
            self.fields.lay_aside(self._inventory.drop(part, Bucket.FIELD_CODE))
            return []
        return self._equations.line(part, lambda run: self._look(run, setting))

    def _simple_field(self, part: Element, setting: Setting) -> list[Piece]:
        self.fields.begin()
        self.fields.instruct(part.get("w_instr", ""))
        self.fields.separate()
        pieces = self.line(part, setting)
        self.fields.end()
        return pieces

    def _ruby(self, part: Element, setting: Setting) -> list[Piece]:
        pieces = self.line(part.findall("w_rubyBase"), setting)
        tops = part.findall("w_rt")
        if not tops:
            return pieces
        pieces.append(Piece(text=self._inventory.make(" (")))
        pieces += self.line(tops, setting)
        return [*pieces, Piece(text=self._inventory.make(")"))]

    def _target(self, part: Element) -> str:
        found = self.relations.get(part.get("r_id", ""), NOWHERE)
        anchor = part.get("w_anchor") or part.get("w_docLocation", "")
        return f"{found.target}#{anchor}" if found.external and anchor else found.target * found.external


def _kinds(text: str, look: Look) -> list[PointKind]:
    """What a text must be looked at for, if for anything."""
    kinds = {
        PointKind.STRUCK_TEXT: "s" in look.marks and bool(text.strip()),
        PointKind.TRACKED_CHANGE: look.setting.inserted,
        PointKind.LEGACY_FONT: look.font.lower().startswith(_OLD_FONTS) and any(map(str.isalpha, text)),
    }
    return [kind for kind, found in kinds.items() if found]
