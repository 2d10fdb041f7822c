"""Markup as people write it, read in one pass into a small tree; bad nesting and unknown tags are straightened.

Linear in the length of the text whatever it holds, which neither `html.parser` nor a browser's algorithm is;
safety does not rest here but on the whitelist in `cleaning`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

from desk.letters import joined
from desk.refusal import refusal

MAX_NESTING: Final = 40
MAX_MARKS: Final = 100_000
"""Most `<` and `&` in one text; beyond it the text is an attack or a data dump."""

_BLOCKS: Final = frozenset({"p", "h1", "h2", "h3", "ul", "ol", "li", "blockquote", "table", "figcaption"})
_BOXES: Final = frozenset({"div", "section", "article", "main", "header", "footer", "center", "figure", "aside"})
_TABLE_PARTS: Final = frozenset({"thead", "tbody", "tr", "th", "td"})
_INLINE: Final = frozenset({"strong", "em", "a", "sup", "sub", "s"})
_VOID: Final = frozenset({"br", "img"})
_KEPT: Final = _BLOCKS | _BOXES | _TABLE_PARTS | _INLINE | _VOID
_SAME_AS: Final = {
    "b": "strong", "i": "em", "del": "s", "strike": "s",
    "h4": "h3", "h5": "h3", "h6": "h3", "caption": "figcaption",
}
_UNREAD: Final = frozenset({"script", "style", "title", "textarea"})
_LINES: Final = frozenset({"h1", "h2", "h3", "figcaption"})
_TABLE_FRAME: Final = frozenset({"table", "thead", "tbody", "tr"})
_BREAKING: Final = _TABLE_PARTS | {"hr", "dt", "dd", "pre", "address", "form", "summary"}
_CELLS: Final = {"td", "th", "li"}
_CLOSED_BY: Final = {
    **{block: ({"p"}, set(_LINES)) for block in _BLOCKS},
    "li": ({"p"}, set(_LINES), {"li"}),
    "td": ({"td", "th"},),
    "th": ({"td", "th"},),
    "tr": ({"tr"},),
    "thead": ({"tr"}, {"thead", "tbody"}),
    "tbody": ({"tr"}, {"thead", "tbody"}),
    "a": ({"a"},),
}
_FENCES: Final = {"li": {"ul", "ol", "table"}, **{part: {"table"} for part in _TABLE_PARTS}}
"""Elements that a closing tag never reaches past; a table's parts belong to the innermost table."""

_NAME: Final = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE: Final = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An opening or closing tag as written, and the line (from 1) it stands on."""

    name: str
    closing: bool
    attributes: tuple[tuple[str, str], ...]
    line: int


@dataclass(slots=True)
class Node:
    """An element of the tree; the root has an empty tag."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)
    line: int = 0


def tokens(html: str) -> Iterator[Tag | str]:
    """Tags and runs of text in order; comments, declarations and unread elements are left out."""
    at, line = 0, 1
    while at < len(html):
        start = html.find("<", at)
        start = len(html) if start < 0 else start
        if start > at:
            yield unescape(html[at:start])
        line += html.count("\n", at, start)
        token, at = _at_angle(html, start, line)
        line += html.count("\n", start, at)
        if token:
            yield token


def _at_angle(html: str, start: int, line: int) -> tuple[Tag | str | None, int]:
    if html.startswith("<!--", start):
        return None, _after(html, "-->", start + 4)
    if html.startswith(("<!", "<?"), start):
        return None, _after(html, ">", start)
    closing = html.startswith("</", start)
    name = _NAME.match(html, start + 2 if closing else start + 1)
    if name is None:
        return html[start : start + 1], start + 1
    attributes, end = _attributes(html, name.end())
    tag = Tag(name=name[0].lower(), closing=closing, attributes=attributes, line=line)
    if tag.name in _UNREAD and not closing:
        closer = re.compile(f"</{tag.name}", re.IGNORECASE).search(html, end)
        end = closer.start() if closer else len(html)
    return tag, end


def _after(html: str, mark: str, start: int) -> int:
    found = html.find(mark, start)
    return len(html) if found < 0 else found + len(mark)


def _attributes(html: str, at: int) -> tuple[tuple[tuple[str, str], ...], int]:
    found: list[tuple[str, str]] = []
    while (match := _ATTRIBUTE.match(html, at)) is not None:
        value = match[2] or ""
        value = value[1:-1] if value[:1] in {'"', "'"} and value[-1:] == value[:1] else value
        found.append((match[1].lower(), unescape(value)))
        at = match.end()
    return tuple(found), _after(html, ">", at)


def parse(html: str) -> Node:
    """Tree of a text: known tags kept, synonyms renamed, all others dissolved into their contents.

    Errors: InvalidInput when it holds more marks or deeper nesting than any article has.
    """
    if html.count("<") + html.count("&") > MAX_MARKS:
        raise refusal("body", f"bài có hơn {MAX_MARKS // 1000} nghìn thẻ hoặc ký hiệu", "hãy gửi lại bài gọn hơn")
    stack = [Node("")]
    for token in tokens(html):
        if isinstance(token, str):
            _write(stack, token)
            continue
        name = _SAME_AS.get(token.name, token.name)
        if name not in _KEPT or not _has_its_place(stack, name):
            _break_line(stack, name)
        elif token.closing:
            _close(stack, {name}, _FENCES.get(name, set()))
        else:
            _open(stack, Node(name, dict(reversed(token.attributes)), [], token.line))
    return stack[0]


def _write(stack: list[Node], text: str) -> None:
    if stack[-1].tag in _TABLE_FRAME:
        if not text.strip():
            return
        _open_cell(stack)
    children = stack[-1].children
    before = children.pop() if children and isinstance(children[-1], str) else ""
    children.append(joined(before if isinstance(before, str) else "", text))


def _has_its_place(stack: list[Node], name: str) -> bool:
    above = {node.tag for node in stack}
    return "table" in above if name in _TABLE_PARTS else name not in _BOXES | {"p"} or not above & _LINES


def _break_line(stack: list[Node], name: str) -> None:
    if name in _BOXES:
        _write(stack, " ")
    if name in _BREAKING and stack[-1].tag not in _TABLE_FRAME:
        stack[-1].children.append(Node("br"))


def _open(stack: list[Node], node: Node) -> None:
    for tags in _CLOSED_BY.get(node.tag, ({"p"},) if node.tag in _BOXES else ()):
        _close(stack, tags, _FENCES.get(node.tag, _CELLS))
    if node.tag in {"td", "th"} and stack[-1].tag != "tr":
        _push(stack, Node("tr", line=node.line))
    if node.tag not in _TABLE_PARTS and stack[-1].tag in _TABLE_FRAME:
        _open_cell(stack)
    stack[-1].children.append(node)
    if node.tag not in _VOID:
        stack.append(node)
        _refuse_depth(stack)


def _open_cell(stack: list[Node]) -> None:
    if stack[-1].tag != "tr":
        _push(stack, Node("tr"))
    _push(stack, Node("td"))


def _push(stack: list[Node], node: Node) -> None:
    stack[-1].children.append(node)
    stack.append(node)


def _refuse_depth(stack: list[Node]) -> None:
    if len(stack) - 1 > MAX_NESTING:
        wrong = f"dòng {stack[-1].line}: thẻ <{stack[-1].tag}> lồng nhau quá {MAX_NESTING} tầng"
        raise refusal("body", wrong, "hãy đóng các thẻ còn mở rồi gửi lại")


def _close(stack: list[Node], tags: set[str], fences: set[str]) -> None:
    for depth in range(len(stack) - 1, 0, -1):
        if stack[depth].tag in tags:
            del stack[depth:]
            return
        if stack[depth].tag in fences:
            return


def serialise(nodes: Iterable[Node | str]) -> str:
    """HTML of nodes, well-formed."""
    return "".join(_written(node) for node in nodes)


def _written(node: Node | str) -> str:
    if isinstance(node, str):
        return escape(node, quote=False)
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in node.attributes.items() if _NAME.match(name))
    if node.tag in _VOID:
        return f"<{node.tag}{attributes}>"
    return f"<{node.tag}{attributes}>{serialise(node.children)}</{node.tag}>"


def text_of(node: Node | str) -> str:
    """Text inside a node, white space folded."""
    return " ".join("".join(_texts(node)).split())


def _texts(node: Node | str) -> Iterator[str]:
    if isinstance(node, str):
        yield node
        return
    if node.tag in _VOID:
        yield " "
    for child in node.children:
        yield from _texts(child)


def walk(node: Node) -> Iterator[Node]:
    """All elements below a node, in reading order."""
    for child in node.children:
        if isinstance(child, Node):
            yield child
            yield from walk(child)


def is_box(node: Node) -> bool:
    """Whether an element only groups blocks and says nothing of its own."""
    return node.tag in _BOXES


def is_block(node: Node) -> bool:
    """Whether an element stands on lines of its own."""
    return node.tag in _BLOCKS | _TABLE_PARTS
