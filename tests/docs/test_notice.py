"""Keeps docs/notice.md and docs/ambiguities.md true to the code, in both directions."""

import ast
import re
import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from newsroom import authority
from newsroom.board_file import RULES_OF_THE_NOTICE
from newsroom.entitlement import grounds
from newsroom.matters import amendments, meetings
from tests.docs.rows import Row, rows_of
from tests.support.pages import ROOT, files_of, symbols

BOARD_FILE: Final = "boards/cao-bang.toml"

# None: every public function of the module is a rule of the notice and says which.
RULE_MODULES: Final[dict[str, frozenset[str] | None]] = {
    "authority": frozenset({"route", "taken_over", "reassigned"}),
    "decisions": None,
    "entitlement/titles": None,
    "entitlement/grounds": None,
    "roster": None,
    "matters/absences": None,
    "matters/delegations": None,
    "matters/meetings": None,
    "matters/amendments": None,
    "matters/amendment_texts": None,
    "matters/board_change": None,
    "transitions": None,
    "sla": None,
    "consequences": None,
    "notifications/alerts": None,
    "notifications/digest": None,
    "notifications/upkeep": None,
    "article": frozenset({"content_hash"}),
    "board": frozenset({"Board.is_official"}),
    "board_file": frozenset({"board_from"}),
    "checklist/check": frozenset({"check", "blocks_submission"}),
    "claims": frozenset({"check_age", "doer"}),
    "ledger/chain": frozenset({"faults"}),
    "entitlement/why_not": None,
    "publishing": frozenset({"channel_post"}),
    "stages": frozenset({"step"}),
    "working_time": frozenset({"working_deadline"}),
}

_NUMBERS = re.compile(r"\brules?\s+((?:\d+(?:\s*\([^)]*\))?(?:\s*,\s*and\s+|\s*,\s*|\s+and\s+)?)+)")
_RULE_RANGE = re.compile(r"\brules?\b[^.;]*?\d+\s*[-–]\s*\d+")
_AMBIGUITY = re.compile(r"\bA(\d{1,2})\b(?:\s*[-–]\s*A(\d{1,2})\b)?")
_SOURCE = re.compile(
    r"^[ \t]*Source:(.*?)(?=^[ \t]*(?:Shape|Units|Errors|Again|Ends|Promise):|\Z)", re.MULTILINE | re.DOTALL
)
_CLAUSE = re.compile(r"(?:I|II\.[1-8]), gạch đầu dòng \d+|Căn cứ [123]|Câu mở đầu|Đoạn kết, câu [12]|Nơi nhận")


@cache
def _notice() -> Mapping[str, Row]:
    return {row.key: row for row in rows_of("notice.md")}


@cache
def _ambiguities() -> Mapping[str, Row]:
    return {row.key: row for row in rows_of("ambiguities.md")}


def rules_cited(text: str) -> set[str]:
    return {
        number for listed in _NUMBERS.findall(text) for number in re.findall(r"\d+", re.sub(r"\([^)]*\)", "", listed))
    }


def ambiguities_cited(text: str) -> set[str]:
    return {
        f"A{number}" for first, last in _AMBIGUITY.findall(text) for number in range(int(first), int(last or first) + 1)
    }


def _newsroom_files() -> list[str]:
    return files_of("newsroom")


def _sources() -> list[tuple[str, str]]:
    """Every Source label of the newsroom as (place, text)."""
    return [
        (f"{path}: {name}", source)
        for path in _newsroom_files()
        for name, text in symbols(path).items()
        for source in _SOURCE.findall(text)
    ]


def _written_at(place: str) -> str | None:
    """What the code says at a place; None when the place does not exist."""
    path, _, symbol = place.partition(": ")
    if not (ROOT / path).is_file():
        return None
    if path.endswith(".toml"):
        return _written_in_board(path, symbol)
    known = symbols(path)
    return f"{known[symbol]}\n{known['']}" if symbol in known else None


def _written_in_board(path: str, symbol: str) -> str | None:
    text = (ROOT / path).read_text(encoding="utf-8")
    if symbol.startswith("rule = "):
        number = int(symbol.removeprefix("rule = "))
        return f"rule {number}" if any(row["rule"] == number for row in tomllib.loads(text)["authority"]) else None
    return "\n".join(line for line in text.splitlines() if line.startswith("#"))


def _authorityrows_of() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads((ROOT / BOARD_FILE).read_text(encoding="utf-8"))["authority"]
    return rows


def _grounds() -> list[tuple[int, str]]:
    named = [value for module in (authority, grounds, meetings, amendments) for value in vars(module).values()]
    tables = [entry for value in named if isinstance(value, dict) for entry in value.values()]
    in_code = {value for value in (*named, *tables) if isinstance(value, tuple) and len(value) == 3}
    in_code = {value for value in in_code if isinstance(value[0], int)}
    return [(number, clause) for number, clause, _ in in_code] + [
        (row["rule"], row["clause"]) for row in _authorityrows_of()
    ]


def _pairs(rows: tuple[Row, ...]) -> list[tuple[str, str]]:
    return [(row.key, place) for row in rows if row.in_code for place in row.where]


def _cited(look: Callable[[str], set[str]]) -> list[tuple[str, str]]:
    return [(key, place) for place, text in _sources() for key in sorted(look(text))]


def _uncited(page: str, look: Callable[[str], set[str]]) -> list[str]:
    """Places of a page that do not exist, or that do not cite what the page has them keep."""
    written = [(key, place, _written_at(place)) for key, place in _pairs(rows_of(page))]
    return [
        f"{place} does not exist, but docs/{page} names it for {key}"
        if said is None
        else f"{place} does not cite {key}"
        for key, place, said in written
        if said is None or key not in look(said)
    ]


def _unknown(page: Mapping[str, Row], look: Callable[[str], set[str]]) -> list[str]:
    """Sources that cite what the page has not, or has only for people."""
    return [f"{place} cites {key}" for key, place in _cited(look) if key not in page or not page[key].in_code]


class TestNotice:
    def test_it_has_every_rule_once_and_in_order(self) -> None:
        assert [row.key for row in rows_of("notice.md")] == [str(n) for n in range(1, RULES_OF_THE_NOTICE + 1)]

    def test_every_rule_says_its_clause_its_meaning_its_words_and_its_place(self) -> None:
        for row in rows_of("notice.md"):
            clause, meaning, words = row.cells
            said = _CLAUSE.fullmatch(clause), meaning.endswith((".", "…")), words, all(row.where)
            assert all(said), (row.key, said)

    def test_every_place_exists_and_cites_its_rule(self) -> None:
        assert len(_pairs(rows_of("notice.md"))) > 100
        assert _uncited("notice.md", rules_cited) == []

    def test_every_rule_cited_as_a_source_has_a_place(self) -> None:
        assert len(_cited(rules_cited)) > 200
        assert _unknown(_notice(), rules_cited) == []

    def test_a_source_names_each_rule_and_no_range_of_rules(self) -> None:
        bare = [(place, re.sub(r"\([^)]*\)|A\d+\s*[-–]\s*A\d+", "", text)) for place, text in _sources()]
        assert [place for place, text in bare if _RULE_RANGE.search(text)] == []

    def test_a_class_of_the_board_file_is_named_as_a_place_of_its_rule(self) -> None:
        rules = [row["rule"] for row in _authorityrows_of()]
        assert [n for n in rules if f"{BOARD_FILE}: rule = {n}" not in _notice()[str(n)].where] == []

    def test_the_ground_of_a_decision_names_the_clause_of_its_rule(self) -> None:
        named = [(rule, clause.removeprefix("mục ").replace("dòng thứ", "dòng")) for rule, clause in _grounds()]
        assert [(rule, clause) for rule, clause in named if clause != _notice()[str(rule)].cells[0]] == []


class TestAmbiguities:
    def test_there_are_forty_once_and_in_order(self) -> None:
        assert [row.key for row in rows_of("ambiguities.md")] == [f"A{n}" for n in range(1, 41)]

    def test_every_place_exists_and_cites_its_ambiguity(self) -> None:
        assert _uncited("ambiguities.md", ambiguities_cited) == []

    def test_every_ambiguity_cited_as_a_source_has_a_place(self) -> None:
        assert _unknown(_ambiguities(), ambiguities_cited) == []


class TestDocstrings:
    def test_everything_public_in_the_newsroom_says_what_it_is(self) -> None:
        public = [(path, name) for path in _newsroom_files() for name in _public(path)]
        assert [(path, name) for path, name in public if not symbols(path)[name].strip()] == []

    def test_a_rule_says_where_it_comes_from(self) -> None:
        silent = []
        for module, rules in RULE_MODULES.items():
            path = f"newsroom/{module}.py"
            functions = [name for name in _public(path, classes=False) if "." not in name]
            silent += [(path, n) for n in rules or functions if not _SOURCE.search(symbols(path).get(n, ""))]
        assert silent == []


def _public(path: str, *, classes: bool = True) -> list[str]:
    """Public classes, functions and methods of a file, as `Class.method`."""
    module = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    found = []
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found.append(node.name)
        if isinstance(node, ast.ClassDef) and classes:
            found.append(node.name)
            found += [f"{node.name}.{inner.name}" for inner in node.body if isinstance(inner, ast.FunctionDef)]
    return [name for name in found if not any(part.startswith("_") for part in name.split("."))]


def test_citations_are_read_as_people_write_them() -> None:
    assert rules_cited("Source: rules 22, 39, 55, 30 (in this order), 7; A1.") == {"22", "39", "55", "30", "7"}
    assert rules_cited("rules 54 (every item of the 3 desks) and 14 (the day).") == {"54", "14"}
    assert rules_cited("rules 17, 52\nand 81 and the class rule; 99 bottles") == {"17", "52", "81"}
    assert rules_cited("a ruler 12 cm long, and the rule of law") == set()
    assert ambiguities_cited("ambiguities A13-A15, A4; paper A4x, BA7") == {"A13", "A14", "A15", "A4"}
