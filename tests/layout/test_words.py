"""The words that people read: no code of ours in any of them, wherever in the house they are written."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.layout.counting import ROOT

ROOMS: Final = ("newsroom", "workflows", "activities", "desk", "workers")
_CODE: Final = re.compile(r"\b[ĐđD]iều \d|\((?:[^()]*[ ,;])?[RA]\d{1,2}[,;)]|\bnhóm R\d")
_BEFORE_A_NUMBER: Final = re.compile(r"\b[Đđ]iều $")


def test_no_text_names_a_rule_or_an_ambiguity_by_our_numbers() -> None:
    """Officials know the notice by its clauses; the numbers of rules and ambiguities are our own."""
    found = [place for room in ROOMS for path in sorted((ROOT / room).rglob("*.py")) for place in _codes(path)]
    assert found == []


def _codes(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    silent = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            if _CODE.search(node.value):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {node.value[:80]}"
        elif isinstance(node, ast.JoinedStr) and any(map(_BEFORE_A_NUMBER.search, _before_values(node))):
            yield f"{path.relative_to(ROOT)}:{node.lineno}: a number after “điều”"


def _before_values(node: ast.JoinedStr) -> Iterator[str]:
    for part, following in zip(node.values, node.values[1:], strict=False):
        if isinstance(part, ast.Constant) and isinstance(following, ast.FormattedValue):
            yield str(part.value)
