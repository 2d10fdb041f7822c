"""Markup as people write it, read in one pass into a tree of all its elements; bad nesting is straightened.

Linear in the length of the text whatever it holds, which neither `html.parser` nor a browser's algorithm is;
safety does not rest here but on the whitelist in `cleaning`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Final

from desk.refusal import refusal
from newsroom.text import quoted

MAX_NESTING: Final = 40
MAX_MARKS: Final = 40_000
"""Most `<` and `&` in one text; beyond it the text is an attack or a data dump."""

_BLOCKS: Final = frozenset({"p", "h1", "h2", "h3", "ul", "ol", "li", "blockquote", "table", "figcaption"})
_BOXES: Final = frozenset(
    {"div", "section", "article", "main", "header", "footer", "center", "figure", "aside", "body", "html", "pre"}
    | {"address", "dd", "details", "dialog", "dl", "dt", "fieldset", "form", "hgroup", "legend", "nav", "search"}
    | {"summary"},
)
_TABLE_PARTS: Final = frozenset({"thead", "tbody", "tr", "th", "td"})
_VOID: Final = frozenset({"br", "img"})
_EMPTY: Final = _VOID | {"area", "base", "col", "colgroup", "embed", "hr", "input", "link", "meta", "param", "source"}
_NO_WORDS: Final = (_EMPTY - _VOID) | {"script", "style", "title", "template", "track", "wbr"}
_STRUCTURE: Final = _BLOCKS | _BOXES | _TABLE_PARTS
_SAME_AS: Final = {
    "b": "strong",
    "i": "em",
    "del": "s",
    "strike": "s",
    "dir": "ul",
    "menu": "ul",
    "h4": "h3",
    "h5": "h3",
    "h6": "h3",
    "caption": "figcaption",
    "tfoot": "tbody",
}
_UNREAD: Final = frozenset({"script", "style", "title"})
_LINES: Final = frozenset({"h1", "h2", "h3", "figcaption"})
_TABLE_FRAME: Final = frozenset({"table", "thead", "tbody", "tr"})
_CELLS: Final = {"td", "th", "li"}
_CLOSED_BY: Final = {
    **{block: ({"p"}, set(_LINES)) for block in _BLOCKS},
    "li": ({"p"}, set(_LINES), {"li"}),
    "dt": ({"p"}, {"dt", "dd"}),
    "dd": ({"p"}, {"dt", "dd"}),
    "td": ({"td", "th"},),
    "th": ({"td", "th"},),
    "tr": ({"tr"},),
    "thead": ({"tr"}, {"thead", "tbody"}),
    "tbody": ({"tr"}, {"thead", "tbody"}),
    "a": ({"a"},),
    "option": ({"option"},),
}
_FENCES: Final = {"li": {"ul", "ol", "table"}, "dt": {"dl"}, **{part: {"table"} for part in _TABLE_PARTS}}
"""Elements that a closing tag never reaches past; a table's parts belong to the innermost table."""
_MARKS: Final = frozenset({"strong", "em", "a", "s", "sup", "sub"})

_NAME: Final = re.compile(r"[A-Za-z][^\s/>]*")
_ATTRIBUTE: Final = re.compile(r"[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s>]*))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """An opening or closing tag as written, and the line (from 1) it stands on.

    Shape: `inside` is what stands in an element that is not read as markup; `empty` one that closes itself.
    """

    name: str
    closing: bool
    attributes: tuple[tuple[str, str], ...]
    line: int
    inside: str = ""
    empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """A comment or declaration: what stands in it, and its line."""

    text: str
    line: int


@dataclass(slots=True)
class Node:
    """An element of the tree; the root has an empty tag."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)
    line: int = 0


def tokens(html: str) -> Iterator[Tag | Aside | str]:
    """Tags, comments and runs of text in order.

    Errors: InvalidInput for a tag or comment that never ends, and for more marks than any article has.
    """
    if html.count("<") + html.count("&") > MAX_MARKS:
        raise refusal("body", f"bài có hơn {MAX_MARKS // 1000} nghìn thẻ hoặc ký hiệu", "hãy gửi lại bài gọn hơn")
    at, line = 0, 1
    while at < len(html):
        start = html.find("<", at)
        start = len(html) if start < 0 else start
        if start > at:
            yield unescape(html[at:start])
        line += html.count("\n", at, start)
        if start == len(html):
            return
        token, at = _at_angle(html, start, line)
        line += html.count("\n", start, at)
        yield token


def _at_angle(html: str, start: int, line: int) -> tuple[Tag | Aside | str, int]:
    if html.startswith("<!--", start):
        end = _after(html, "-->", start + 4, line)
        return Aside(text=html[start + 4 : end - 3], line=line), end
    if html.startswith(("<!", "<?"), start):
        end = _after(html, ">", start, line)
        return Aside(text=html[start + 1 : end - 1], line=line), end
    closing = html.startswith("</", start)
    name = _NAME.match(html, start + 2 if closing else start + 1)
    if name is None:
        return html[start : start + 1], start + 1
    attributes, after = _attributes(html, name.end())
    end = _after(html, ">", after, line, start)
    tag = name[0].lower()
    empty = html.endswith("/>", after, end)
    if tag in _UNREAD and not closing:
        closer = re.compile(f"</{tag}", re.IGNORECASE).search(html, end)
        until = closer.start() if closer else _after(html, "", len(html) + 1, line, start)
        return Tag(name=tag, closing=False, attributes=attributes, line=line, inside=html[end:until]), until
    return Tag(name=tag, closing=closing, attributes=attributes, line=line, empty=empty), end


def _after(html: str, mark: str, start: int, line: int, begins: int | None = None) -> int:
    found = html.find(mark, start)
    if found >= 0:
        return found + len(mark)
    shown = quoted(html[start - 4 if begins is None else begins :], 40)
    raise refusal("body", f"dòng {line}: “{shown}” mở mà không có dấu đóng", "hãy đóng lại hoặc viết &lt; rồi gửi lại")


def _attributes(html: str, at: int) -> tuple[tuple[tuple[str, str], ...], int]:
    found: list[tuple[str, str]] = []
    while (match := _ATTRIBUTE.match(html, at)) is not None:
        value = match[2] or ""
        value = value[1:-1] if value[:1] in {'"', "'"} and value[-1:] == value[:1] else value
        found.append((match[1].lower(), unescape(value)))
        at = match.end()
    return tuple(found), at


def parse(html: str) -> Node:
    """Tree of a text. Errors: as `tokens` and `tree_of`."""
    return tree_of(tokens(html))


def tree_of(found: Iterable[Tag | Aside | str]) -> Node:
    """Tree of a text, nothing left out: comments are nodes named `!`, elements that are not read hold their text.

    Errors: InvalidInput when it is nested deeper than any article is.
    """
    stack = [Node("")]
    for token in found:
        match token:
            case str():
                _write(stack, token)
            case Aside():
                stack[-1].children.append(Node("!", {}, [token.text], token.line))
            case Tag():
                _put(stack, token)
    return stack[0]


def read_as(tag: str) -> str:
    """Name under which the tree keeps an element."""
    return _SAME_AS.get(tag.lower(), tag.lower())


def _put(stack: list[Node], tag: Tag) -> None:
    if not _has_its_place(stack, name := read_as(tag.name)):
        if name in _BOXES:
            _write(stack, " ")
        elif stack[-1].tag not in _TABLE_FRAME:
            stack[-1].children.append(Node("br"))
    elif tag.closing:
        _close(stack, {name}, _FENCES.get(name, set() if name in _STRUCTURE | _MARKS else _STRUCTURE))
    else:
        node = Node(name, dict(reversed(tag.attributes)), [tag.inside] if tag.inside else [], tag.line)
        _open(stack, node, closed=name in _UNREAD | _EMPTY | {"track", "wbr"} or (tag.empty and name not in _STRUCTURE))


def _write(stack: list[Node], text: str) -> None:
    if stack[-1].tag in _TABLE_FRAME:
        if not text.strip():
            return
        _open_cell(stack)
    stack[-1].children.append(text)


def _has_its_place(stack: list[Node], name: str) -> bool:
    if name in _TABLE_PARTS:
        return any(node.tag == "table" for node in stack)
    return name not in _BOXES | {"p"} or not any(node.tag in _LINES for node in stack)


def _open(stack: list[Node], node: Node, *, closed: bool) -> None:
    for tags in _CLOSED_BY.get(node.tag, ({"p"},) if node.tag in _BOXES else ()):
        _close(stack, tags, _FENCES.get(node.tag, _CELLS))
    if node.tag in {"td", "th"} and stack[-1].tag != "tr":
        _push(stack, Node("tr", line=node.line))
    if node.tag not in _TABLE_PARTS | _NO_WORDS and stack[-1].tag in _TABLE_FRAME:
        _open_cell(stack)
    stack[-1].children.append(node)
    if not closed:
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
        wrong = f"dòng {stack[-1].line}: thẻ <{quoted(stack[-1].tag)}> lồng nhau quá {MAX_NESTING} tầng"
        raise refusal("body", wrong, "hãy đóng các thẻ còn mở rồi gửi lại")


def _close(stack: list[Node], tags: set[str], fences: set[str] | frozenset[str]) -> None:
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
