"""The guides for the staff and the pages for operators: every command in them is one that is understood."""

import re
import shlex
from pathlib import Path

import pytest

from tests.support.typed import understood

ROOT = Path(__file__).parents[2]
GUIDES = sorted((ROOT / "docs" / "guides").glob("*.md"))
PAGES = (*GUIDES, ROOT / "README.md", ROOT / "docs" / "running.md")
_BLOCK = re.compile(r"^```\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_INLINE = re.compile(r"`(toasoan [^`\n]*--[^`\n]*)`")


def commands(guide: Path) -> list[list[str]]:
    """The command lines of a guide, split as a shell splits them."""
    text = guide.read_text(encoding="utf-8")
    lines = [line for block in _BLOCK.findall(text) for line in re.split(r"\n| && ", block.replace("\\\n", " "))]
    typed = [*lines, *_INLINE.findall(text)]
    return [shlex.split(line, comments=True) for line in typed if line.startswith("toasoan ")]


@pytest.mark.parametrize("guide", PAGES, ids=lambda path: path.stem)
def test_every_command_of_a_guide_is_understood(guide: Path) -> None:
    """A guide that shows a command which does not exist is worse than none."""
    found = commands(guide)
    assert found
    for words in found:
        understood(words)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda path: path.stem)
def test_the_guides_lead_to_each_other(guide: Path) -> None:
    for target in re.findall(r"\]\(([^)]+\.md)\)", guide.read_text(encoding="utf-8")):
        assert (guide.parent / target).is_file(), target
