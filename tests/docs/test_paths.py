"""Every file, folder and page that a page of ours names is there."""

import re
from pathlib import Path
from typing import Final

import pytest

from tests.support.pages import ROOT

ROOMS: Final = (
    "newsroom", "workflows", "activities", "desk", "workers", "simulator", "bench", "tests", "docs", "boards", "deploy",
)  # fmt: skip
PAGES: Final = sorted(
    page
    for folder in (ROOT, *(ROOT / name for name in ("docs", "deploy", "simulator", "bench")))
    for page in (folder.glob("*.md") if folder == ROOT else folder.rglob("*.md"))
    if page.name != "CHANGELOG.md"
)
_NAMED: Final = re.compile(rf"`((?:{'|'.join(ROOMS)})/[\w./-]*)`")
_LINKED: Final = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_is_there(page: Path) -> None:
    """The tree was moved and the pages went on naming what had been."""
    text = page.read_text(encoding="utf-8")
    gone = [name for name in _NAMED.findall(text) if not (ROOT / name).exists()]
    assert gone + [link for link in _LINKED.findall(text) if not (page.parent / link).exists()] == []


def test_pages_are_found() -> None:
    assert {ROOT / "README.md", ROOT / "docs" / "architecture.md", ROOT / "deploy" / "README.md"} < set(PAGES)
