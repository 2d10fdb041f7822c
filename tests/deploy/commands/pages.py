"""The commands that the pages for operators show: each line of a block, and each in the running text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from tests.deploy.manifests import DEPLOY

PREAMBLE: Final = 'eval "$(var/venv/bin/toasoan server shell)"'
"""What opens a shell for commands on one machine, in the folder of the installation; every page says so."""

PAGES: Final = (
    *sorted((DEPLOY / "runbooks").glob("*.md")),
    DEPLOY / "noi-go-lenh.md",
    DEPLOY / "README.md",
    DEPLOY.parent / "docs" / "running.md",
)
PROGRAMS: Final = frozenset(
    {
        "toasoan",
        "temporal",
        "psql",
        "curl",
        "kubectl",
        "docker",
        "helm",
        "make",
        "df",
        "cp",
        "grep",
        "echo",
        "eval",
        "export",
        "jq",
        "sha256sum",
        "timedatectl",
    }
)  # fmt: skip
_BLOCK: Final = re.compile(r"^( *)```\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_INLINE: Final = re.compile(r"`([^`\n]+)`")
_REMARK: Final = re.compile(r"\s+# .*$")
_GOES_ON: Final = re.compile(r"\\\n\s*|(?<=\|)\n\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A command as people copy it. Shape: `page` is the first that shows it."""

    text: str
    page: str

    @property
    def program(self) -> str:
        """What is called."""
        return self.text.split()[0]

    def __str__(self) -> str:
        return f"{self.page}: {self.text}"


@cache
def commands() -> tuple[Command, ...]:
    """Every command once, in the order of the pages."""
    found: dict[str, Command] = {}
    for page in PAGES:
        for command in _commands_of(page):
            found.setdefault(command.text, command)
    return tuple(found.values())


def _commands_of(page: Path) -> Iterator[Command]:
    text = page.read_text(encoding="utf-8")
    for _, block in _BLOCK.findall(text):
        for line in _GOES_ON.sub(" ", block).splitlines():
            if said := _REMARK.sub("", line).strip():
                yield Command(text=said, page=page.stem)
    for said in _INLINE.findall(_BLOCK.sub("", text)):
        words = said.split()
        if words[0] in PROGRAMS and len(words) > 1:
            yield Command(text=said, page=page.stem)
