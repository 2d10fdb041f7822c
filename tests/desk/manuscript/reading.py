"""Reads a manuscript as the desk does, in this process, with what every manuscript states."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pytest

from desk.manuscript.intake import read_manuscript
from desk.statements import Manuscript
from newsroom.checklist.points import PointKind
from newsroom.errors import InvalidInput

SAMPLES: Final = Path(__file__).parent / "samples"
STATED: Final = {"title": "Tiêu đề", "kind": "news", "byline": "Phóng viên 1"}


def read(
    text: str | bytes, name: str = "bai.html", *, files: Mapping[str, bytes] | None = None, **stated: Any
) -> Manuscript:
    """The manuscript in a text. Errors: InvalidInput."""
    data = text.encode() if isinstance(text, str) else text
    return read_manuscript(
        data,
        filename=name,
        overrides={**STATED, **stated},
        photo_files=files or {},
        known_topics={"education": "Giáo dục"},
    )


def sample(name: str, **stated: Any) -> Manuscript:
    """The manuscript in one of the samples. Errors: InvalidInput."""
    return read((SAMPLES / name).read_bytes(), name, **stated)


def body(text: str, name: str = "bai.html", **stated: Any) -> str:
    """The body of a text, its blocks on one line."""
    return read(text, name, **stated).content.body_html.replace("\n", "")


def points(text: str, name: str = "bai.html") -> list[tuple[PointKind, str]]:
    """What a person must look at in a text."""
    return [(point.kind, point.words) for point in read(text, name).points]


def refused(text: str | bytes, name: str = "bai.html", **more: Any) -> str:
    """Why a text is turned away."""
    with pytest.raises(InvalidInput) as caught:
        read(text, name, **more)
    assert "Chưa có gì được lưu; hãy " in caught.value.message
    return caught.value.message
