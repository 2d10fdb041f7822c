"""Keeps docs/vocabulary.md true to the code: both halves, the Vietnamese terms and the words for engineers."""

import re
from collections import Counter
from pathlib import Path
from typing import Final

from tests.support.pages import files_of, symbols, tables

ENGINEERS: Final = "For engineers"
_PART = re.compile(r"[A-Z]?[a-z]+")


def test_every_term_and_every_identifier_stands_once() -> None:
    rows = [cells for heading, cells in tables("vocabulary.md") if heading != ENGINEERS]
    assert len(rows) >= 60
    for column in zip(*rows, strict=True):
        assert [word for word, times in Counter(column).items() if times > 1] == []


def test_every_identifier_is_used_by_the_code_unless_it_is_still_to_come() -> None:
    files = [*files_of("newsroom"), "activities/contracts.py", *files_of("workers/watch"), *files_of("workers/upkeep")]
    headings = {"To come", ENGINEERS}
    wanted = {cells[1].strip("`") for heading, cells in tables("vocabulary.md") if heading not in headings}
    assert wanted - _names(files) == set()


def test_our_words_are_used_by_the_code_and_stand_once() -> None:
    rows = [row for heading, row in tables("vocabulary.md") if heading == ENGINEERS]
    ours, fields, meanings = zip(*rows, strict=True)
    files = [path for room in ("newsroom", "activities", "workflows", "desk", "workers") for path in files_of(room)]
    parts = {part.lower().rstrip("s") for name in _names(files) for part in _PART.findall(name)}
    assert {word for word in ours if word.rstrip("s") not in parts} == set()
    assert (len(set(ours)), len(set(fields))) == (len(ours), len(fields))
    assert {"ground", "grant", "scope", "intent", "seat", "standing"} < set(ours)
    assert [meaning for meaning in meanings if not meaning.endswith(".")] == []


def _names(files: list[str]) -> set[str]:
    """Symbols without their class, and the parts of the files' own paths."""
    used = {name.rpartition(".")[2] for path in files for name in symbols(path)}
    return used | {part for path in files for part in Path(path).with_suffix("").parts}
