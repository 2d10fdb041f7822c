"""The pages in docs/ and the code that they speak of, as tests read them."""

import ast
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
Cells = tuple[str, ...]


def tables(page: str) -> Iterator[tuple[str, Cells]]:
    """Heading and cells of every table line of a page, without the lines that head a table."""
    heading, before = "", ""
    for line in (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line.removeprefix("## ")
        if line.startswith("|") and before.startswith("|") and not set(line) <= set("|-: "):
            yield heading, tuple(cell.strip() for cell in line.strip("|").split("|"))
        before = line


def files_of(folder: str) -> list[str]:
    """Every file of code below a folder."""
    return sorted(str(path.relative_to(ROOT)) for path in (ROOT / folder).rglob("*.py"))


@cache
def symbols(path: str) -> Mapping[str, str]:
    """What is written about each symbol of a file: its docstring and the comment above; '' is the module itself."""
    source = (ROOT / path).read_text(encoding="utf-8")
    module = ast.parse(source)
    return {"": ast.get_docstring(module) or "", **_symbols_in(module.body, source.splitlines(), "")}


def _symbols_in(body: list[ast.stmt], lines: list[str], prefix: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for node, after in zip(body, [*body[1:], None], strict=False):
        above = _comment_above(lines, node)
        match node:
            case ast.ClassDef(name=name):
                found[prefix + name] = f"{ast.get_docstring(node) or ''}\n{above}"
                found |= _symbols_in(node.body, lines, f"{prefix}{name}.")
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                found[prefix + name] = f"{ast.get_docstring(node) or ''}\n{above}"
            case ast.Assign(targets=[ast.Name(id=name)]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[prefix + name] = f"{_string(after)}\n{above}"
    return found


def _string(node: ast.stmt | None) -> str:
    match node:
        case ast.Expr(value=ast.Constant(value=str() as text)):
            return text
        case _:
            return ""


def _comment_above(lines: list[str], node: ast.stmt) -> str:
    decorators = getattr(node, "decorator_list", [])
    above = min([node.lineno, *(d.lineno for d in decorators)]) - 1
    comment = []
    while above and lines[above - 1].lstrip().startswith("#"):
        above -= 1
        comment.append(lines[above].lstrip("# "))
    return "\n".join(reversed(comment))
