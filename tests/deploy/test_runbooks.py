"""The runbooks: one for each alert, whole, and every command in them exists."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.deploy.shipped import RUNBOOKS, alerts
from tests.support.live import LiveNewsroom
from workers.__main__ import app

PAGES = sorted(RUNBOOKS.glob("*.md"))
HEADINGS = ("Ý nghĩa", "Ảnh hưởng", "Chẩn đoán", "Khắc phục", "Ai quyết định")

_FENCED = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`((?:toasoan|temporal|kubectl|psql) [^`]*)`")
_LINK = re.compile(r"\]\((\w+)\.md\)")
_SQL = re.compile(r'psql "\$TOASOAN_DATABASE_URL" -c "([^"]*)"')


def _lines() -> Iterator[str]:
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        for block in _FENCED.findall(text):
            yield from (line.strip() for line in block.splitlines())
        yield from _INLINE.findall(_FENCED.sub("", text))


def commands(program: str) -> list[tuple[str, ...]]:
    """Every command line of a program that some runbook names, as words."""
    return sorted({tuple(shlex.split(line)[1:]) for line in _lines() if line.startswith(f"{program} ")})


def test_every_alert_has_a_runbook_and_every_runbook_an_alert() -> None:
    """An alert without a page leaves the person on duty alone; a page without an alert misleads."""
    assert {page.stem for page in PAGES} == set(alerts())


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_runbook_answers_the_same_questions_everywhere(page: Path) -> None:
    """At three in the morning one knows where to look."""
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {page.stem}\n")
    assert tuple(re.findall(r"^## (.*)$", text, re.MULTILINE)) == HEADINGS
    assert all(body.strip() for body in re.split(r"^## .*$", text, flags=re.MULTILINE)[1:])
    assert set(_LINK.findall(text)) <= set(alerts())


@pytest.mark.parametrize("words", commands("toasoan"), ids=" ".join)
def test_every_command_of_ours_exists(words: tuple[str, ...]) -> None:
    """A command that was renamed must be renamed here too."""
    name = tuple(word for word in words[:2] if re.fullmatch(r"[a-z][a-z-]*", word))
    said = CliRunner().invoke(app, [*name, "--help"], env={"COLUMNS": "200"})
    assert said.exit_code == 0, said.output
    assert not {word for word in words if word.startswith("--") and word not in said.output}


@pytest.mark.parametrize("words", commands("temporal"), ids=" ".join)
def test_every_command_of_temporal_exists(words: tuple[str, ...]) -> None:
    """As far as the program that comes along tells."""
    first_option = next((i for i, word in enumerate(words) if word.startswith("-")), len(words))
    said = _help(words[:first_option])
    assert not {word for word in words if word.startswith("--") and word not in said}


async def test_every_query_of_the_storage_can_be_answered(live: LiveNewsroom) -> None:
    """A column that was renamed makes a diagnosis a riddle."""
    statements = {found for page in PAGES for found in _SQL.findall(page.read_text(encoding="utf-8"))}
    assert len(statements) > 5
    async with live.stores.database.reading() as connection:
        for statement in sorted(statements):
            await connection.fetch(statement)


async def test_every_search_can_be_answered(live: LiveNewsroom) -> None:
    """A search attribute that does not exist is an error only when it is needed."""
    searches = {words[words.index("--query") + 1] for words in commands("temporal") if "--query" in words}
    assert len(searches) > 3
    for search in sorted(searches):
        await live.client.count_workflows(search)


@cache
def _help(words: tuple[str, ...]) -> str:
    program = Path(sys.executable).parent / "temporal"
    done = subprocess.run((program, *words, "--help"), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    # For a word it does not know the program helps with the group: the usage line tells.
    assert f"temporal {' '.join(words)} " in done.stdout
    return done.stdout
