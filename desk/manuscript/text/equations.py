"""Equations of a page as one line of text: powers raised, fractions with a stroke, as in a Word file."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from desk.manuscript.markup import Node, text_of

Parts = list[Node]
Line = list[Node | str]


def in_line(node: Node) -> Node:
    """An equation with what stands above and below put side by side, so that no two numbers run into one.

    Shape: parts that are not as many as their form asks for stay as they are.
    """
    children: Line = [in_line(child) if isinstance(child, Node) else child for child in node.children]
    parts = [child for child in children if isinstance(child, Node) and child.tag != "!"]
    count, form = _FORMS.get(node.tag, (0, None))
    if form is None or count not in {len(parts), _ANY}:
        return replace(node, children=children)
    return replace(node, children=form(parts or [replace(node, tag="mrow", children=children)]))


def _fraction(parts: Parts) -> Line:
    over, under = map(_grouped, parts)
    return [*over, "/", *under]


def _scripts(*marks: str) -> Callable[[Parts], Line]:
    def form(parts: Parts) -> Line:
        return [parts[0], *(Node(mark, {}, [part]) for mark, part in zip(marks, parts[1:], strict=True))]

    return form


def _root(parts: Parts) -> Line:
    return ["√", *(_grouped(parts[0]) if len(parts) == 1 else _in_brackets(parts))]


def _root_of_degree(parts: Parts) -> Line:
    return [Node("sup", {}, [parts[1]]), *_root(parts[:1])]


def _between(begins: str, sign: str, ends: str) -> Callable[[Parts], Line]:
    def form(parts: Parts) -> Line:
        return [begins, *(piece for at, part in enumerate(parts) for piece in ([sign] * (at > 0) + [part])), ends]

    return form


def _grouped(part: Node) -> Line:
    """In brackets, unless it is one word."""
    return [part] if text_of(part).isalnum() and not _is_built(part) else _in_brackets([part])


def _is_built(part: Node) -> bool:
    return part.tag in _FORMS or any(isinstance(child, Node) and _is_built(child) for child in part.children)


def _in_brackets(parts: Parts) -> Line:
    return ["(", *parts, ")"]


_ANY: Final = -1
_FORMS: Final[dict[str, tuple[int, Callable[[Parts], Line]]]] = {
    "mfrac": (2, _fraction),
    "msup": (2, _scripts("sup")),
    "msub": (2, _scripts("sub")),
    "msubsup": (3, _scripts("sub", "sup")),
    "mover": (2, _scripts("sup")),
    "munder": (2, _scripts("sub")),
    "munderover": (3, _scripts("sub", "sup")),
    "msqrt": (_ANY, _root),
    "mroot": (2, _root_of_degree),
    "mfenced": (_ANY, _between("(", ", ", ")")),
    "mtable": (_ANY, _between("[", "; ", "]")),
    "mtr": (_ANY, _between("", ", ", "")),
}
"""How many parts each form has, and how they stand in a line."""
