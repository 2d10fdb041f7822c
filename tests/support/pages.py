"""The tables of the pages in docs/, as tests read them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
Cells = tuple[str, ...]


def tables(page: str) -> Iterator[tuple[str, Cells]]:
    """Heading and cells of every table line of a page, without the lines that head a table."""
    heading, before = "", ""
    for line in (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        if line.startswith("|") and before.startswith("|") and not set(line) <= set("|-: "):
            yield heading, tuple(cell.strip() for cell in line.strip("|").split("|"))
        before = line
