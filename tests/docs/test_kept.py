"""Keeps the states in docs/notice.md and docs/ambiguities.md true: a rule is kept when a test drives it, not before."""

import ast
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from tests.docs.rows import Row, rows_of
from tests.support.pages import ROOT, files_of

STATES: Final = {"kept": False, "in part": True, "not yet": None, "people only": False}
DEFAULTS: Final = {"agreed": False, "in part": True, "changed": True, "missing": False}
"""Whether a state says what is missing, or why; None when it may."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """One test of the notice: where it stands, and the rules that it keeps, or keeps in part."""

    name: str
    keeps: tuple[str, ...]
    partly: tuple[str, ...]


@cache
def _driven() -> tuple[Driven, ...]:
    """Every test of the notice, with what it is marked with."""
    return tuple(
        Driven(name=f"{path}: {node.name}", keeps=_marked(node, "keeps"), partly=_marked(node, "partly"))
        for path in files_of("tests/notice")
        for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
    )


def _marked(node: ast.FunctionDef | ast.AsyncFunctionDef, mark: str) -> tuple[str, ...]:
    calls = [each for each in node.decorator_list if isinstance(each, ast.Call)]
    return tuple(
        ast.unparse(number) for call in calls if ast.unparse(call.func) == f"pytest.mark.{mark}" for number in call.args
    )


def _untrue(rows: tuple[Row, ...], driven: Iterable[Driven]) -> list[str]:
    """Rules that are called kept and that no test keeps, and tests whose rule the page calls something else."""
    states = {row.key: row.state for row in rows}
    kept = {number for test in driven for number in test.keeps}
    alone = [f"no test keeps rule {key}" for key, state in states.items() if state == "kept" and key not in kept]
    said = [(test.name, number, "kept") for test in driven for number in test.keeps]
    said += [(test.name, number, "in part") for test in driven for number in test.partly]
    return alone + [
        f"{name} has rule {number} as {state}, docs/notice.md as {states.get(number, 'no rule')}"
        for name, number, state in said
        if states.get(number) != state
    ]


def _misstated(page: str, states: Mapping[str, bool | None]) -> list[str]:
    """Lines of a page without a known state, or with words where there are none to say, or without where there are."""
    return [
        row.key for row in rows_of(page) if row.state not in states or states[row.state] not in {None, bool(row.words)}
    ]


def test_every_rule_has_a_state_and_says_what_is_missing_when_something_is() -> None:
    assert _misstated("notice.md", STATES) == []


def test_what_is_kept_even_in_part_stands_in_code_and_what_people_do_alone_does_not() -> None:
    for row in rows_of("notice.md"):
        assert row.in_code or row.state not in {"kept", "in part"}, row.key
        assert not row.in_code or row.state != "people only", row.key


def test_a_rule_is_kept_when_a_test_drives_it_through_the_desks_doors_and_not_otherwise() -> None:
    assert _untrue(rows_of("notice.md"), _driven()) == []


def test_every_test_of_the_notice_says_which_rule_it_drives() -> None:
    assert len(_driven()) > 30
    assert [test.name for test in _driven() if not test.keeps + test.partly] == []


def test_every_default_has_a_state_and_says_what_differs_when_something_does() -> None:
    assert _misstated("ambiguities.md", DEFAULTS) == []
    for row in rows_of("ambiguities.md"):
        assert row.in_code or row.state in {"missing", "changed"}, row.key
        assert not row.in_code or row.state != "missing", row.key


def test_a_page_that_boasts_is_found_out_and_so_is_one_that_hides() -> None:
    rows = tuple(
        Row(key=key, cells=(), state=state, words="", where=()) for key, state in (("1", "kept"), ("2", "in part"))
    )
    tests = (Driven(name="a", keeps=("2",), partly=("3",)), Driven(name="b", keeps=(), partly=("2",)))
    assert _untrue(rows, tests) == [
        "no test keeps rule 1",
        "a has rule 2 as kept, docs/notice.md as in part",
        "a has rule 3 as in part, docs/notice.md as no rule",
    ]
