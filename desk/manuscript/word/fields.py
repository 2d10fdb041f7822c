"""Fields of a Word file (`PAGE`, `REF`, `HYPERLINK`): their code is not text, their result is."""

import re
from dataclasses import dataclass, field
from typing import Final

from desk.manuscript.word.elements import Element, is_on, number
from desk.manuscript.word.inventory import Inventory
from newsroom.checklist.points import PointKind

_CHANGING: Final = frozenset(
    {"DATE", "TIME", "PAGE", "NUMPAGES", "SECTIONPAGES", "PAGEREF", "SAVEDATE", "PRINTDATE", "FILENAME", "FILESIZE"}
)
_SHOWN: Final = {
    "EQ": PointKind.UNREAD_MARKUP,
    "SYMBOL": PointKind.UNKNOWN_SYMBOL,
    "MACROBUTTON": PointKind.PROMPT,
    "GOTOBUTTON": PointKind.PROMPT,
    **dict.fromkeys(("AUTONUM", "AUTONUMLGL", "AUTONUMOUT", "LISTNUM", "BIDIOUTLINE"), PointKind.LABEL),
}
"""Fields that show what their code says, and keep no result."""
_TARGET: Final = re.compile(r'\s*HYPERLINK\s+(?:"([^"]+)"|([^\s"\\]\S*))', re.IGNORECASE)
_LONGEST_CODE: Final = 4_000


@dataclass(slots=True)
class _Field:
    code: list[str] = field(default_factory=list)
    since: int | None = None
    dropped: list[str] = field(default_factory=list)
    link: str = ""
    name: str = ""


class Fields:
    """The fields that are open at a moment; they may end paragraphs later."""

    def __init__(self, inventory: Inventory) -> None:
        self._inventory = inventory
        self._open: list[_Field] = []
        self._codes = 0

    @property
    def in_code(self) -> bool:
        """Whether what is read now is no text but what a field is made of."""
        return self._codes > 0

    @property
    def link(self) -> str:
        """Where the innermost link of the open fields leads."""
        return self._open[-1].link if self._open else ""

    @property
    def in_contents(self) -> bool:
        """Whether a contents table is being read."""
        return any(one.name == "TOC" for one in self._open)

    def mark(self, element: Element) -> str:
        """A field begins, goes over to its result, or ends; the sign that a form shows at its beginning."""
        match element.get("w_fldCharType"):
            case "begin":
                self.begin()
                return _form_sign(element.find("w_ffData"))
            case "separate":
                self.separate()
            case "end":
                self.end()
        return ""

    def begin(self) -> None:
        """A field begins with its code."""
        self._open.append(_Field(link=self.link))
        self._codes += 1

    def instruct(self, code: str) -> None:
        """Some of the code of the innermost field."""
        if self._open:
            self._open[-1].code.append(code)

    def lay_aside(self, words: str) -> None:
        """Words found in a field's code."""
        if self._open and words:
            self._open[-1].dropped.append(words)

    def separate(self) -> None:
        """The result of the innermost field begins."""
        if not self._open or self._open[-1].since is not None:
            return
        found = self._open[-1]
        found.since = self._inventory.here()
        self._codes -= 1
        self._name(found)
        if found.name == "TOC":
            self._inventory.point(PointKind.CONTENTS_TABLE)

    def _name(self, found: _Field) -> None:
        code = "".join(found.code)[:_LONGEST_CODE]
        found.name = (code.split() or [""])[0].upper()
        target = _TARGET.match(code)
        found.link = (target[1] or target[2]).strip() if target else found.link

    def end(self) -> None:
        """The innermost field ends; one that changes by itself, or shows its code, is named."""
        if not self._open:
            return
        found = self._open.pop()
        if found.since is None:
            self._codes -= 1
            self._name(found)
        if found.name in _SHOWN and not self.in_code:
            self._inventory.point(_SHOWN[found.name], "".join(found.code)[:_LONGEST_CODE])
        if found.name in _CHANGING and not any(outer.name == "TOC" for outer in self._open[:2]):
            since = self._inventory.here() if found.since is None else found.since
            self._inventory.point(PointKind.CHANGING_TEXT, self._inventory.words_since(since) or found.name)

    def close(self) -> None:
        """Name every field that was never ended, with the words that its code has swallowed."""
        for found in self._open:
            self._inventory.point(PointKind.OPEN_FIELD, "".join(found.dropped))
        self._open.clear()
        self._codes = 0


def _form_sign(form: Element | None) -> str:
    if form is None:
        return ""
    box = form.find("w_checkBox")
    if box is not None:
        ticked = is_on(box, "w_checked")
        return "☒" if (is_on(box, "w_default") if ticked is None else ticked) else "☐"
    choices = [entry.get("w_val", "") for entry in form.findall("w_ddList/w_listEntry")]
    chosen = form.find("w_ddList/w_result")
    at = number(chosen.get("w_val") if chosen is not None else None)
    return choices[at] if 0 <= at < len(choices) else ""
