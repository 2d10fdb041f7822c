"""docs/testing.md names every mark, every long proof and every command, and no other."""

import re
import tomllib
from pathlib import Path
from typing import Final

from tests.support.marks import FILES, FOLDERS, LONGEST
from tests.support.proofs import PARTS

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = (ROOT / "docs" / "testing.md").read_text(encoding="utf-8")


def _first_cells(heading: str) -> set[str]:
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    return set(re.findall(r"^\| `(\w+)`", section, re.MULTILINE))


def test_every_mark_is_on_the_page() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
    assert _first_cells("Marks") == {re.split(r"\W", mark)[0] for mark in settings["markers"]}
    assert {*FOLDERS.values(), *FILES.values()} < _first_cells("Marks")


def test_every_long_proof_is_on_the_page_and_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert _first_cells("Long proofs") - {"PART"} == set(PARTS)
    assert re.search(r"^PART \?= (.*)$", makefile, re.MULTILINE)[1].split() == sorted(PARTS)  # type: ignore[index]


def test_every_command_on_the_page_is_a_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert set(re.findall(r"`make (\w+)", PAGE)) <= set(re.findall(r"^(\w+):", makefile, re.MULTILINE))


def test_every_file_that_the_tables_name_exists() -> None:
    assert [file for file in (*FILES, *LONGEST) if not (ROOT / "tests" / file).is_file()] == []
    assert [file for file, mark in FILES.items() if FOLDERS[file.split("/")[0]] == mark] == []


def test_what_folders_share_stands_in_support() -> None:
    """A folder that takes from another can no longer be read, moved or run by itself."""
    taken = re.compile(r"^from tests\.(\w+)[. ]", re.MULTILINE)
    others = {
        (path.relative_to(ROOT).as_posix(), folder)
        for path in (ROOT / "tests").glob("*/*.py")
        for folder in taken.findall(path.read_text(encoding="utf-8"))
        if folder not in {"support", path.parent.name}
    }
    assert others == set()
