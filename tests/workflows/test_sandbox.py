"""What workflows are made of keeps nothing from one run to the next: the sandbox does not read it anew for each."""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import pytest
from grimp import build_graph
from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import StorageDriverWorkflowInfo, WorkflowSerializationContext
from temporalio.worker import WorkflowInstance
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from activities.contracts import EDITORIAL_QUEUE
from workers.deployment.behaviour import versioning
from workers.deployment.sandbox import OURS
from workers.settings import Settings

ROOT: Final = Path(__file__).resolve().parents[2]

FILLED = {"append", "add", "extend", "insert", "update", "setdefault", "pop", "popitem", "remove", "discard", "clear"}
"""What changes a list, a set or a table where it stands."""

GROWING = {"list", "set", "dict", "bytearray", "deque", "defaultdict", "Counter", "OrderedDict"}
REMEMBERING = {"at_hand", "cache", "cached_property", "lru_cache"}
BY_VALUE = {
    *("_by_first_word", "_is_syllable", "_one", "_read", "blocks", "canonical_content", "claim_from", "passages"),
    "submission_from",
}
"""Functions of their arguments alone that remember their answers; a replay is answered as the first run was."""


@cache
def passed_through() -> tuple[str, ...]:
    """Every file of ours that a workflow loads."""
    graph = build_graph(*OURS, cache_dir=None)
    loaded = graph.find_upstream_modules("workflows", as_package=True) | graph.find_descendants("workflows")
    return tuple(sorted(module for module in loaded if module.partition(".")[0] in OURS))


def tree_of(module: str) -> ast.Module:
    path = ROOT.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return ast.parse(file.read_text(encoding="utf-8"))


def kept_by(tree: ast.Module) -> Iterator[str]:
    """What a module could keep from one run to the next."""
    for body in (tree.body, *(node.body for node in ast.walk(tree) if isinstance(node, ast.ClassDef))):
        yield from (f"line {node.lineno}: can grow" for node in body if _grows(node))
    names = set(_names(tree.body))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)):
        remembers = {_called(each) for each in function.decorator_list} & REMEMBERING
        if remembers and function.name not in BY_VALUE:
            yield f"line {function.lineno}: remembers"
        own = {arg.arg for arg in ast.walk(function.args) if isinstance(arg, ast.arg)} | set(_names(function.body))
        for node in ast.walk(function):
            if isinstance(node, ast.Global) or _changed(node) & (names - own):
                yield f"line {getattr(node, 'lineno', 0)}: changes what the module keeps"


def _names(body: Iterable[ast.AST]) -> Iterator[str]:
    """The names that are bound there, not those within the functions and classes that stand there."""
    for node in body:
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name
            case ast.Name(id=name, ctx=ast.Store()):
                yield name
            case ast.alias():
                yield (node.asname or node.name).partition(".")[0]
            case _:
                yield from _names(ast.iter_child_nodes(node))


def _grows(node: ast.stmt) -> bool:
    value = node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None
    return isinstance(value, ast.List | ast.Set | ast.ListComp | ast.SetComp) or _called(value) in GROWING


def _called(node: ast.AST | None) -> str:
    match node:
        case ast.Call(func=called):
            return _called(called)
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
    return ""


def _changed(node: ast.AST) -> set[str]:
    """The names at the root of what a step changes in place."""
    match node:
        case ast.Subscript(ctx=ast.Store() | ast.Del()) | ast.Attribute(ctx=ast.Store() | ast.Del()):
            return _root(node)
        case ast.Call(func=ast.Attribute(attr=attr, value=value)) if attr in FILLED and _called(value) != "workflow":
            return _root(value)
    return set()


def _root(node: ast.expr) -> set[str]:
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def test_nothing_that_a_workflow_loads_keeps_anything_between_runs() -> None:
    """Two articles would see each other's, and a replay something else than the first run did."""
    assert {"workflows.article", "newsroom.stages", "activities.contracts"} <= set(passed_through())
    assert {module: found for module in passed_through() if (found := list(kept_by(tree_of(module))))} == {}


@pytest.mark.parametrize(
    "kept",
    [
        "seen = []",
        "seen: Final = set()",
        "class A:\n    seen = {1}",
        "TABLE = {}\ndef f(x):\n    TABLE[x] = 1",
        "TABLE = {}\nasync def f(x):\n    TABLE['a'].append(x)",
        "import other\ndef f():\n    other.last = 1",
        "n = 0\ndef f():\n    global n\n    n = 1",
        "@lru_cache(maxsize=9)\ndef f(x):\n    return x",
        "class A:\n    n = 0\n    def f(self):\n        A.n += 1",
    ],
)
def test_that_test_finds_what_a_module_keeps(kept: str) -> None:
    assert list(kept_by(ast.parse(kept)))


@pytest.mark.parametrize(
    "fine",
    [
        "TABLE = {1: 2}\ndef f(x):\n    return TABLE[x]",
        "def f(x):\n    own = []\n    own.append(x)\n    x.y = 1",
        "workflow.update()",
    ],
)
def test_that_test_lets_tables_and_own_values_be(fine: str) -> None:
    assert list(kept_by(ast.parse(fine))) == []


class Asked(WorkflowInstance):
    """A run in the SDK's sandbox that must not be asked."""

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        return WorkflowActivationCompletion(run_id=act.run_id)

    def get_info(self) -> Any:
        return SimpleNamespace(namespace="ns", workflow_id="article/1", run_id="run-1", workflow_type="Article")

    def get_serialization_context(self, command_info: Any) -> Any:
        raise AssertionError(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        raise AssertionError(command_info)


@pytest.mark.parametrize("build", ["", "b2"])
def test_a_run_knows_whose_its_payloads_are_without_a_question_in_the_sandbox(
    build: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The SDK would ask three times for each payload on each way, and compile the question anew each time."""
    monkeypatch.setattr(SandboxedWorkflowRunner, "create_instance", lambda _self, _det: Asked())
    runner = versioning(Settings(build_id=build), EDITORIAL_QUEUE)["workflow_runner"]
    run = runner.create_instance(SimpleNamespace(info=Asked().get_info()))
    assert run.get_serialization_context(None) == WorkflowSerializationContext(namespace="ns", workflow_id="article/1")
    assert run.get_external_store_context(None).target == StorageDriverWorkflowInfo(
        namespace="ns", id="article/1", run_id="run-1", type="Article"
    )
    assert run.activate(WorkflowActivation(run_id="run-1")).run_id == "run-1"


def test_workflows_run_in_a_sandbox_that_passes_our_rooms_through_and_nothing_else() -> None:
    """All else of the SDK's own guard stands: files, clocks and chance are refused where a workflow asks for them."""
    runner = versioning(Settings(), EDITORIAL_QUEUE)["workflow_runner"]
    assert isinstance(runner, SandboxedWorkflowRunner)
    default = SandboxRestrictions.default
    assert runner.restrictions.passthrough_modules == default.passthrough_modules | set(OURS)
    assert runner.restrictions.invalid_modules == default.invalid_modules
    assert runner.restrictions.invalid_module_members == default.invalid_module_members
