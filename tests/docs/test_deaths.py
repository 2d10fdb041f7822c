"""docs/deaths.md against the code, in both directions: every outgoing call has a row, every name of it exists."""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from activities.contracts import ActivityName
from activities.ports import Channel
from tests.support.deaths import ATTEMPTS, Row, rows
from tests.support.pages import ROOT
from workers.wiring import channels as _adapters

ROOMS: Final = ("activities", "desk", "workflows", "workers")
PLAYED: Final = "workers/demo/"
"""Plays the people of a day from outside, in a newsroom that is thrown away."""

DOOR: Final = frozenset({"Line.send", "Line._followed"})
"""Sends for the channels, redirects of a page included; whoever calls it has the row."""

LIBRARIES: Final = frozenset({"httpx.AsyncClient", "Client", "WorkflowHandle", "ScheduleHandle"})
HOLDERS: Final = frozenset({"client", "http", "handle", "workflow_service", "operator_service", "service_client"})
HANDLES: Final = frozenset({"get_workflow_handle", "get_schedule_handle", "get_external_workflow_handle"})
SENDS_NOTHING: Final = frozenset({"get_workflow_handle", "get_schedule_handle", "build_request"})
PROGRAMS: Final = frozenset({"create_subprocess_exec", "create_subprocess_shell"})
COLUMNS: Final = 6

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, Function]]:
    """Every function of a file with its name, that of its class before it; what stands inside one belongs to it."""
    for node in body:
        match node:
            case ast.ClassDef(name=name):
                yield from functions(node.body, f"{prefix}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield f"{prefix}{name}", node


@cache
def code() -> tuple[tuple[str, str, Function], ...]:
    """Path, name and body of every function of the rooms."""
    return tuple(
        (path.relative_to(ROOT).as_posix(), name, body)
        for room in ROOMS
        for path in sorted((ROOT / room).rglob("*.py"))
        for name, body in functions(ast.parse(path.read_text(encoding="utf-8")).body)
    )


def called(body: Function) -> Iterator[ast.expr]:
    """What a function calls, its decorators left out."""
    for statement in body.body:
        yield from (node.func for node in ast.walk(statement) if isinstance(node, ast.Call))


def leaves(func: ast.expr) -> bool:
    """Whether a call leaves the process, by what it is called on: see `test_who_holds_a_line_is_named_so`."""
    match func:
        case ast.Attribute(attr=name) if name in PROGRAMS:
            return True
        case ast.Attribute(value=ast.Name(id="subprocess" | "aiosmtplib")):
            return True
        case ast.Attribute(attr="send", value=on) if _holder(on) == "line":
            return True
        case ast.Attribute(attr=name, value=on):
            return _holder(on) in HOLDERS and name not in SENDS_NOTHING
        case _:
            return False


def _holder(on: ast.expr) -> str:
    match on:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.removeprefix("_")
        case ast.Call(func=ast.Attribute(attr=name)) if name in HANDLES:
            return "handle"
        case _:
            return ""


def sites() -> set[str]:
    """The functions that send something."""
    found = {name for path, name, body in code() if not path.startswith(PLAYED) and any(map(leaves, called(body)))}
    return found - DOOR


def requests() -> set[str]:
    """The functions that make up a request to a channel."""
    return {
        name
        for path, name, body in code()
        if path.startswith("activities/channels/")
        for func in called(body)
        if isinstance(func, ast.Name) and func.id == "Call"
    }


def promised() -> set[str]:
    """The promises of a channel, kept by each adapter that we have."""
    adapters = [known for known in vars(_adapters).values() if Channel in getattr(known, "__mro__", ())]
    promises = [name for name in vars(Channel) if not name.startswith("_")]
    return {f"{adapter.__name__}.{name}" for adapter in adapters if adapter is not Channel for name in promises}


def named() -> set[str]:
    """Every call that has a row."""
    return {call for row in rows() for call in row.calls}


def known_tests(path: Path) -> set[str]:
    """The tests of a file."""
    return (
        {name for name, _ in functions(ast.parse(path.read_text(encoding="utf-8")).body)} if path.is_file() else set()
    )


def test_the_search_finds_calls_of_every_kind() -> None:
    """A search that finds nothing would praise an empty page."""
    kinds = {"GraphCalls.post", "Starter.start", "MatterDesk._ask", "teller", "MailTarget.post", "run_program", "_tell"}
    assert kinds <= sites()
    assert len(requests()) > 15
    assert len(promised()) == 4 * 7


@pytest.mark.parametrize(
    "found", [sites, requests, promised, lambda: set(ActivityName)], ids=["sites", "requests", "promises", "activities"]
)
def test_every_call_that_leaves_a_process_has_a_row(found: Callable[[], set[str]]) -> None:
    assert found() - named() == set()


def test_every_call_of_the_page_exists() -> None:
    methods = {name for _, name, _ in code()}
    steps = {name.rpartition(".")[2] for name in methods}
    assert [call for row in rows() for call in row.calls if call not in (steps if _is_step(row) else methods)] == []


def _is_step(row: Row) -> bool:
    return row.heading in {*ATTEMPTS, "Activities"}


def test_every_row_is_full_and_names_tests_that_exist() -> None:
    assert len(rows()) > 60
    assert [row.cells[0] for row in rows() if len(row.cells) != COLUMNS or not all(row.cells) or not row.tests] == []
    missing = []
    for test in {test for row in rows() for test in row.tests}:
        path, _, name = test.partition(": ")
        missing += [test] if name not in known_tests(ROOT / "tests" / path) else []
    assert missing == []


def test_who_holds_a_line_is_named_so() -> None:
    """The search goes by these names: a line called otherwise would be overlooked."""
    told = [
        (path, argument.arg)
        for path, _, body in code()
        if not path.startswith(PLAYED)
        for argument in (*body.args.args, *body.args.kwonlyargs)
        if argument.annotation is not None and ast.unparse(argument.annotation).partition("[")[0] in LIBRARIES
    ]
    assert len(told) > 15
    assert [(path, name) for path, name in told if name not in HOLDERS] == []
