"""Numbered lists, each with labels counted here a second time, apart from the reader."""

import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from newsroom.checklist.points import PointKind
from tests.desk.word.corpus.draft import Bit, Draft
from tests.desk.word.packing import run

Block = Callable[[Draft], None]
_ROMAN: Final = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A level of a list as its definition says it."""

    kind: str = "decimal"
    text: str = "%1."
    start: int = 1
    more: str = ""
    legal: bool = False
    restarts: bool = True

    def xml(self, at: int) -> str:
        more = "<w:isLgl/>" * self.legal + '<w:lvlRestart w:val="0"/>' * (not self.restarts) + self.more
        kind = f'<w:start w:val="{self.start}"/><w:numFmt w:val="{self.kind}"/>{more}'
        return f'<w:lvl w:ilvl="{at}">{kind}<w:lvlText w:val="{self.text}"/></w:lvl>'


def _letters(count: int) -> str:
    return string.ascii_lowercase[(count - 1) % 26] * ((count - 1) // 26 + 1)


_WRITTEN: Final[dict[str, Callable[[int], str]]] = {
    "decimal": str,
    "decimalZero": "{:02}".format,
    "upperRoman": lambda count: _ROMAN[count - 1],
    "lowerRoman": lambda count: _ROMAN[count - 1].lower(),
    "upperLetter": lambda count: _letters(count).upper(),
    "lowerLetter": _letters,
    "numberInDash": "- {} -".format,
    "none": lambda _: "",
}


class Counted:
    """A list of a file and how far it has counted."""

    def __init__(self, draft: Draft, *levels: Level, more: str = "") -> None:
        self._draft, self._levels, self._counts = draft, levels, dict[int, int]()
        self.definition = draft.definition(*(level.xml(at) for at, level in enumerate(levels)), more=more)
        self.name = draft.instance(self.definition)

    def start(self, count: int) -> None:
        """A new list of the same definition, which begins at a number."""
        change = f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="{count}"/></w:lvlOverride>'
        self.name = self._draft.instance(self.definition, change)
        self._counts = {0: count - 1}

    def label(self, at: int = 0) -> str:
        """The label of the next item of a level."""
        self._counts[at] = self._counts.get(at, self._levels[at].start - 1) + 1
        for deeper in [found for found in self._counts if found > at and self._levels[found].restarts]:
            del self._counts[deeper]
        text = self._levels[at].text
        for above in range(at + 1):
            kind = "decimal" if self._levels[at].legal else self._levels[above].kind
            text = text.replace(f"%{above + 1}", _WRITTEN[kind](self._counts.get(above, 1)))
        return text

    def item(self, at: int = 0, *bits: Bit, look: str = "") -> None:
        """The next item, with its label."""
        self.unlabelled(self.label(at), at, *bits, look=look)

    def unlabelled(self, label: str, at: int = 0, *bits: Bit, look: str = "") -> None:
        """An item before which this stands."""
        place = f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{self.name}"/></w:numPr>{look}'
        held = bits or (self._draft.say(), *self._draft.bits())
        self._draft.add(self._draft.paragraph(*held, look=place, label=label))


def _walk(draft: Draft, counted: Counted, deepest: int) -> None:
    """Items of all levels, none of which comes before the one it belongs to."""
    at = 0
    for _ in range(draft.draw.randint(5, 9)):
        counted.item(at)
        at = draft.draw.randint(0, min(at + 1, deepest))


_LEGAL: Final = (
    Level(kind="upperRoman", text="Chương %1"),
    Level(text="Điều %2."),
    Level(text="%3."),
    Level(kind="lowerLetter", text="%4)"),
)


def _legal(draft: Draft) -> None:
    _walk(draft, Counted(draft, *_LEGAL), 3)


def _law(draft: Draft) -> None:
    """Articles are counted through all chapters."""
    _walk(draft, Counted(draft, _LEGAL[0], Level(text="Điều %2.", restarts=False), *_LEGAL[2:]), 3)


def _of_format(kind: str, text: str = "%1)") -> Block:
    def make(draft: Draft) -> None:
        counted = Counted(draft, Level(kind=kind, text=text, start=draft.draw.randint(1, 9)))
        for _ in range(4):
            counted.item()

    return make


def _past_z(draft: Draft) -> None:
    counted = Counted(draft, Level(kind="lowerLetter", text="%1)", start=draft.draw.choice((25, 51))))
    for _ in range(4):
        counted.item()


def _decimals(draft: Draft) -> None:
    _walk(draft, Counted(draft, *(Level(text=".".join(f"%{one}" for one in range(1, at + 2))) for at in range(4))), 3)


def _plain_numbers(draft: Draft) -> None:
    levels = (Level(kind="upperRoman"), Level(kind="lowerLetter", text="%1.%2.", legal=True))
    _walk(draft, Counted(draft, *levels), 1)


def _mixed(draft: Draft) -> None:
    levels = (Level(kind="upperRoman", text="Phần %1:"), Level(text="Mục %1.%2 -"), Level(kind="none", text="→"))
    _walk(draft, Counted(draft, *levels), 2)


def _interrupted(draft: Draft) -> None:
    """Goes on after a paragraph, and in a second list of the same definition."""
    counted = Counted(draft, Level(text="%1."))
    counted.item()
    draft.add(draft.paragraph(draft.say(), *draft.bits()))
    counted.item()
    counted.name = draft.instance(counted.definition)
    counted.item()


def _restarted(draft: Draft) -> None:
    counted = Counted(draft, Level(text="%1."))
    counted.item()
    counted.start(draft.draw.randint(1, 7))
    counted.item()
    counted.item()


def _two_at_once(draft: Draft) -> None:
    one, other = Counted(draft, Level(text="%1.")), Counted(draft, Level(kind="upperRoman", text="%1."))
    for _ in range(3):
        one.item()
        other.item()


def _by_style(draft: Draft) -> None:
    """Numbered by the style that a level names; a paragraph of it may switch that off."""
    name = draft.style("")
    counted = Counted(draft, Level(text="Điều %1.", more=f'<w:pStyle w:val="{name}"/>'))
    numbered = f'<w:pPr><w:numPr><w:numId w:val="{counted.name}"/></w:numPr></w:pPr>'
    style = f'<w:pStyle w:val="{draft.style(numbered)}"/>'
    for switch in ("", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>', ""):
        label = "" if switch else counted.label()
        draft.add(draft.paragraph(draft.say(), *draft.bits(), look=style + switch, label=label))


def _without_words(draft: Draft) -> None:
    counted = Counted(draft, Level(text="%1."))
    for bits in ((), (Bit(xml="<w:r/>"),), ()):
        counted.item(0, *bits)


def _bullets(draft: Draft) -> None:
    counted = Counted(draft, Level(kind="bullet", text="-"), Level(kind="bullet", text="-"))
    for at in (0, 1, 0):
        counted.unlabelled("-", at, draft.say())


def _suffix(kind: str) -> Block:
    def make(draft: Draft) -> None:
        counted = Counted(draft, Level(text="Điều %1.", more=f'<w:suff w:val="{kind}"/>'))
        counted.item(0, draft.say())
        counted.item()

    return make


def _override(draft: Draft) -> None:
    """A list that has a level of its own."""
    counted = Counted(draft, Level(text="%1."))
    own = Counted(draft, Level(kind="upperLetter", text="Mục %1:", start=3))
    level = Level(kind="upperLetter", text="Mục %1:", start=3).xml(0)
    own.name = draft.instance(counted.definition, f'<w:lvlOverride w:ilvl="0">{level}</w:lvlOverride>')
    own.item()
    own.item()


def _hidden_item(draft: Draft) -> None:
    counted = Counted(draft, Level(text="%1."))
    counted.item()
    word = draft.kin()
    draft.name(PointKind.HIDDEN_TEXT, word)
    counted.unlabelled("", 0, Bit(xml=run(word, "<w:vanish/>")), look="<w:rPr><w:vanish/></w:rPr>")
    counted.item()


def _hidden_label(draft: Draft) -> None:
    counted = Counted(draft, Level(text="%1.", more="<w:rPr><w:vanish/></w:rPr>"))
    counted.unlabelled("")
    counted.unlabelled("")


def _deleted_item(draft: Draft) -> None:
    """An item whose words and mark are deleted does not count."""
    counted = Counted(draft, Level(text="%1."))
    counted.item(0, draft.say())
    word = draft.kin()
    draft.name(PointKind.TRACKED_CHANGE, word)
    gone = Bit(xml=f'<w:del w:id="{draft.id()}"><w:r><w:delText>{word}</w:delText></w:r></w:del>')
    counted.unlabelled("", 0, gone, look=f'<w:rPr><w:del w:id="{draft.id()}" w:author="x"/></w:rPr>')
    counted.item(0, draft.say())


def _capitals(draft: Draft) -> None:
    counted = Counted(draft, Level(text="Điều %1.", more="<w:rPr><w:caps/></w:rPr>"))
    counted.unlabelled(counted.label().upper())


PLAIN_LISTS: Final[dict[str, Block]] = {
    "articles of a regulation": _legal,
    "levels 1.2.1": _decimals,
    "words and signs in labels": _mixed,
    **{f"numbers as {kind}": _of_format(kind) for kind in ("decimal", "decimalZero", "upperRoman", "lowerRoman")},
    **{f"numbers as {kind}": _of_format(kind) for kind in ("upperLetter", "lowerLetter")},
    "labels without a number": _of_format("none", "Căn cứ:"),
    "letters past z": _past_z,
    "interrupted and continued": _interrupted,
    "restarted": _restarted,
    "two lists at once": _two_at_once,
    "numbered by style": _by_style,
    "item without words": _without_words,
    "bullets": _bullets,
    "label and word without space": _suffix("nothing"),
    "label and a space": _suffix("space"),
    "a level of its own": _override,
}
OTHER_LISTS: Final[dict[str, Block]] = {
    "plain numbers of all levels": _plain_numbers,
    "numbers between dashes": _of_format("numberInDash"),
    "articles counted through all chapters": _law,
    "hidden item": _hidden_item,
    "hidden label": _hidden_label,
    "deleted item": _deleted_item,
    "label in capitals": _capitals,
}
