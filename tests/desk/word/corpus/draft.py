"""A Word file in the making that knows what a reader of it sees, line by line, and what must be named."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import quoteattr

from newsroom.checklist.points import PointKind
from tests.desk.word.packing import paragraph, part, run, word_file

_SYLLABLES: Final = ("huyện", "xã", "đồng", "Nùng", "thửa", "ruộng", "mưa", "giống", "lúa", "ngô", "trường", "đường")
_PNG: Final = b"\x89PNG\r\n"
_STYLES: Final = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Kin"><w:name w:val="Kin"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="KinCon"><w:name w:val="KinCon"/><w:basedOn w:val="Kin"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Hoa"><w:name w:val="Hoa"/><w:rPr><w:caps/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Chu"><w:name w:val="caption"/><w:rPr><w:i/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="An"><w:name w:val="An"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Tren"><w:name w:val="Tren"/>'
    '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Gach"><w:name w:val="Gach"/><w:rPr><w:strike/></w:rPr></w:style>'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bit:
    """Some of a paragraph: its XML, what it shows in its line, and the lines that follow the paragraph."""

    xml: str
    text: str = ""
    after: tuple[str, ...] = ()


class Draft:
    """One file. Shape: `lines` are those of the body in reading order; sup, sub and s stand in them as tags."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - chooses cases
        self.lines: list[str] = []
        self.hidden: list[str] = []
        self.named: list[tuple[PointKind, str]] = []
        self.used: list[str] = []
        self.hand: list[Callable[[Draft], Bit]] = []
        self._words = self._ids = 0
        self._body: list[str] = []
        self._definitions: list[str] = []
        self._lists: list[str] = []
        self._styles: list[str] = []
        self._relations: list[tuple[str, str, str]] = []
        self._parts: dict[str, str | bytes] = {}
        self._notes: dict[str, list[str]] = {"footnotes": [], "endnotes": []}
        self._last_lines: list[str] = []
        self._comments: list[str] = []

    def word(self) -> str:
        """A word that stands nowhere else."""
        self._words += 1
        return f"{self.draw.choice(_SYLLABLES)}{self._words}x"

    def kin(self) -> str:
        """A word that no reader may see."""
        self.hidden.append(self.word())
        return self.hidden[-1]

    def name(self, kind: PointKind, words: str = "") -> None:
        """A point is expected, with these words in it."""
        self.named.append((kind, words))

    def say(self) -> Bit:
        """A plain word."""
        word = self.word()
        return Bit(xml=run(f"{word} "), text=f"{word} ")

    def bits(self) -> list[Bit]:
        """Some of what the file is to hold, each followed by a word."""
        some = [self.hand.pop() for _ in range(min(self.draw.randint(1, 2), len(self.hand)))]
        return [bit for make in some for bit in (make(self), self.say())]

    def add(self, xml: str) -> None:
        """More of the body."""
        self._body.append(xml)

    def paragraph(self, *bits: Bit, look: str = "", label: str = "") -> str:
        """A paragraph and its line; what floats stands after it."""
        self.lines += f"{label} {''.join(bit.text for bit in bits)}".splitlines()
        self.lines += [line for bit in bits for line in bit.after]
        return paragraph("".join(bit.xml for bit in bits) or "<w:r/>", look)

    def inside(self, make: Callable[[], str]) -> tuple[str, tuple[str, ...]]:
        """Blocks of a box or a cell, and their lines, which do not stand in the body."""
        begun = len(self.lines)
        made = make()
        lines = tuple(self.lines[begun:])
        del self.lines[begun:]
        return made, lines

    def id(self) -> int:
        """A number that nothing else has."""
        self._ids += 1
        return self._ids

    def relation(self, kind: str, target: str, held: str | bytes | None = None) -> str:
        """The id under which the body finds a part, or an address when the kind is one of outside."""
        name = f"q{self.id()}"
        self._relations.append((name, kind, target))
        if held is not None:
            self._parts[f"word/{target}"] = held
        return name

    def picture(self) -> str:
        """The id of a picture."""
        return self.relation("image", f"anh{self._ids}.png", _PNG)

    def definition(self, *levels: str, more: str = "") -> int:
        """The number of a new definition of a list."""
        name = self.id()
        self._definitions.append(f'<w:abstractNum w:abstractNumId="{name}">{more}{"".join(levels)}</w:abstractNum>')
        return name

    def instance(self, definition: int, changes: str = "") -> int:
        """The number of a new list of a definition."""
        name = self.id()
        self._lists.append(f'<w:num w:numId="{name}"><w:abstractNumId w:val="{definition}"/>{changes}</w:num>')
        return name

    def style(self, inside: str, kind: str = "paragraph") -> str:
        """The id of a new style."""
        name = f"S{self.id()}"
        self._styles.append(f'<w:style w:type="{kind}" w:styleId="{name}"><w:name w:val="{name}"/>{inside}</w:style>')
        return name

    def note(self, kind: str, *bits: Bit) -> Bit:
        """A call of a note; its line stands at the end."""
        name, mark = self.id(), f"[{len(self._last_lines) + 1}]"
        inside = paragraph(f"<w:r><w:{kind}Ref/></w:r>" + "".join(bit.xml for bit in bits))
        self._notes[f"{kind}s"].append(f'<w:{kind} w:id="{name}">{inside}</w:{kind}>')
        self._last_lines.append(f"{mark} {''.join(bit.text for bit in bits)}")
        return Bit(xml=f'<w:r><w:{kind}Reference w:id="{name}"/></w:r>', text=f"<sup>{mark}</sup>")

    def comment(self, words: str) -> int:
        """The number of a new comment."""
        name = self.id()
        self._comments.append(
            f'<w:comment w:id="{name}" w:author={quoteattr("Biên tập viên")}>{paragraph(words)}</w:comment>'
        )
        return name

    def file(self) -> bytes:
        """The file, sound enough for other readers too."""
        header = self.relation("header", "header9.xml", _margin("hdr", self.kin()))
        section = f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/></w:sectPr>'
        notes = {kind: "".join(held) for kind, held in self._notes.items() if held}
        comments = {"comments": "".join(self._comments)} if self._comments else {}
        return word_file(
            "".join(self._body) + section,
            *self._relations,
            parts={"[Content_Types].xml": _TYPES, **self._parts},
            external="hyperlink",
            styles=_STYLES + "".join(self._styles),
            numbering="".join(self._definitions + self._lists),
            **notes,
            **comments,
        )

    def expected(self) -> list[str]:
        """Every line that the article must have."""
        return [line for line in (" ".join(line.split()) for line in self.lines + self._last_lines) if line]


def _margin(root: str, words: str) -> str:
    return part(root, paragraph(words))


_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_TYPES: Final = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_MAIN}document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_MAIN}styles+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{_MAIN}numbering+xml"/>'
    f'<Override PartName="/word/header9.xml" ContentType="{_MAIN}header+xml"/></Types>'
)
