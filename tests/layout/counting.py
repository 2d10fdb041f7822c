"""What the layout measures: folders, chains and circles of imports, lengths. `make measure` prints it."""

import ast
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from grimp import ImportGraph as Graph
from grimp import build_graph

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = ("newsroom", "workflows", "activities", "activities.storage", "desk", "workers", "simulator")
_LONGEST_FUNCTION: Final = 40

# The bench is imported lazily, by its own command only: it is no part of the whole.
_WHOLE: Final = tuple(room for room in ROOMS if "." not in room)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lengths:
    """How long functions and files are. Units: lines, docstrings counted, decorators not."""

    median: float
    p90: float
    long_functions: Mapping[str, int]
    files: Mapping[str, int]


def files() -> tuple[Path, ...]:
    """Every file of code, without tests."""
    return tuple(path for room in (*_WHOLE, "bench") for path in sorted((ROOT / room).rglob("*.py")))


def folders() -> Counter[str]:
    """How many files of code stand in each folder, `__init__.py` not counted."""
    return Counter(str(path.parent.relative_to(ROOT)) for path in files() if path.name != "__init__.py")


def lengths() -> Lengths:
    """How long functions and files are."""
    functions = {name: lines for path in files() for name, lines in _functions(path)}
    return Lengths(
        median=median(functions.values()),
        p90=quantiles(functions.values(), n=10)[-1],
        long_functions={name: lines for name, lines in functions.items() if lines > _LONGEST_FUNCTION},
        files={str(path.relative_to(ROOT)): path.read_bytes().count(b"\n") for path in files()},
    )


def _functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def imports() -> Graph:
    """Who imports whom, file by file."""
    return build_graph(*_WHOLE, cache_dir=None)


def chain(graph: Graph, room: str = "") -> tuple[str, ...]:
    """The longest chain of files that import one another, in a room or in the whole. Errors: CycleError."""
    inside = {module for module in graph.modules if not room or f"{module}.".startswith(f"{room}.")}
    edges = {module: graph.find_modules_directly_imported_by(module) & inside for module in inside}
    longest: dict[str, tuple[str, ...]] = {}
    for module in TopologicalSorter(edges).static_order():
        below = max((longest[other] for other in sorted(edges[module])), key=len, default=())
        longest[module] = (module, *below)
    return max((longest[module] for module in sorted(inside)), key=len)


def circles(graph: Graph) -> tuple[str, ...]:
    """A circle of the files of all rooms, and one of the siblings in each package that has one."""
    levels = [("files", {module: graph.find_modules_directly_imported_by(module) for module in graph.modules})]
    packages = sorted(module for module in graph.modules if graph.find_children(module))
    levels += [(package, _siblings(graph, package)) for package in packages]
    return tuple(f"{place}: {' -> '.join(found)}" for place, edges in levels if (found := _circle(edges)))


def _siblings(graph: Graph, package: str) -> dict[str, set[str]]:
    home = {
        module: child for child in graph.find_children(package) for module in (child, *graph.find_descendants(child))
    }
    edges: dict[str, set[str]] = {child: set() for child in home.values()}
    for module, child in home.items():
        edges[child] |= {home[to] for to in graph.find_modules_directly_imported_by(module) if to in home} - {child}
    return edges


def _circle(edges: Mapping[str, set[str]]) -> tuple[str, ...]:
    try:
        TopologicalSorter(edges).prepare()
    except CycleError as circle:
        return tuple(circle.args[1])
    return ()


def _shown(show: Callable[[str], object]) -> None:
    graph, long = imports(), lengths()
    folder, most = folders().most_common(1)[0]
    found = circles(graph)
    show(f"{'largest folder':<34}{most:>6}  {folder}")
    show(f"{'circles':<34}{len(found):>6}  {'; '.join(found)}")
    for room in (*ROOMS, ""):
        links = chain(graph, room)
        show(f"{'longest chain, ' + (room or 'whole'):<34}{len(links):>6}  {' > '.join(links)}")
    show(f"{'function, median':<34}{long.median:>6.0f}")
    show(f"{'function, p90':<34}{long.p90:>6.0f}")
    show(f"{'functions over 40 lines':<34}{len(long.long_functions):>6}  {', '.join(long.long_functions)}")
    show(f"{'longest file':<34}{max(long.files.values()):>6}  {max(long.files, key=lambda name: long.files[name])}")


if __name__ == "__main__":
    _shown(print)
