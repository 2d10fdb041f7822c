"""Word files written by hand: a body of XML with the parts it needs, and what the reader makes of it."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import pytest

from desk.manuscript.markup import serialise
from desk.manuscript.word import read_word
from newsroom.checklist.points import PointKind
from newsroom.errors import InvalidInput

FILES: Final = Path(__file__).parent / "files"
_WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SPACES: Final = " ".join(
    (
        f'xmlns:w="{_WORD}"',
        f'xmlns:r="{_RELATIONS}"',
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
        'xmlns:x="urn:unknown"',
    )
)
_MODES: Final = ("Internal", "External")
_OTHERS: Final = ("styles", "numbering", "footnotes", "endnotes", "comments")


def part(root: str, inside: str) -> str:
    """A part of WordprocessingML with every namespace at hand."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} {_SPACES}>{inside}</w:{root}>'


def relations(*found: tuple[str, str, str], external: str = "") -> str:
    """A part's relations, each with its id, kind and target; those of the kind `external` lead out of the file."""
    lines = "".join(
        f'<Relationship Id="{name}" Type="{_RELATIONS}/{kind}" Target="{target}" '
        f'TargetMode="{_MODES[kind == external]}"/>'
        for name, kind, target in found
    )
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{lines}</Relationships>'
    )


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """Parts as one file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def word_file(
    body: str,
    *more: tuple[str, str, str],
    parts: Mapping[str, str | bytes] | None = None,
    external: str = "",
    **others: str,
) -> bytes:
    """A Word file of this body; `others` are the insides of its styles, numbering, notes and comments."""
    found = {name: part(name, inside) for name, inside in others.items()}
    used = [(f"x{name}", name, f"{name}.xml") for name in _OTHERS if name in found]
    return zipped(
        {
            "_rels/.rels": relations(("main", "officeDocument", "word/document.xml")),
            "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
            "word/_rels/document.xml.rels": relations(*used, *more, external=external),
            **{f"word/{name}.xml": inside for name, inside in found.items()},
            **(parts or {}),
        }
    )


def run(text: str, look: str = "") -> str:
    """A run of text with its properties."""
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(inside: str, look: str = "") -> str:
    """A paragraph: text or runs, with its properties."""
    return f"<w:p><w:pPr>{look}</w:pPr>{inside if inside.startswith('<') else run(inside)}</w:p>"


def sample(name: str) -> bytes:
    """A file kept beside the tests, by the beginning of its name."""
    (found,) = FILES.glob(f"{name}*.docx")
    return found.read_bytes()


def shown(data: bytes) -> list[str]:
    """The blocks as HTML."""
    return [serialise([block]) for block in read_word(data).blocks]


def texts(data: bytes) -> list[str]:
    """The blocks as HTML, paragraphs without their tags."""
    return [block.removeprefix("<p>").removesuffix("</p>") for block in shown(data)]


def points(data: bytes) -> list[tuple[PointKind, str, str]]:
    """Kind, place and words of each point."""
    return [(point.kind, point.place, point.words) for point in read_word(data).points]


def refusal_of(data: bytes) -> str:
    """What a file is refused with; any other error fails the test."""
    with pytest.raises(InvalidInput) as caught:
        read_word(data)
    assert "Chưa có gì được lưu; hãy " in caught.value.message
    return caught.value.message
