"""What a browser shows of markup: words in order with their marks and labels; what is hidden or lost is named."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Final

from desk.manuscript.markup import Node, is_block, is_box, text_of, walk
from desk.manuscript.reading import Where
from desk.manuscript.text.equations import in_line
from desk.manuscript.text.labels import counted, is_bullet, is_known, label, labelled
from desk.manuscript.text.runs import Leaf, marked
from desk.manuscript.text.styles import Look, Sheet, look_of, sheet_of
from newsroom.checklist.points import Point, PointKind
from newsroom.text import quoted

DELIMITER: Final = "data-delimiter"
"""How a Markdown file closes its numbers, when it is not with a full stop."""

_LOST: Final = {
    "svg": PointKind.SHAPE,
    "canvas": PointKind.SHAPE,
    "math": PointKind.EQUATION,
    **dict.fromkeys(("video", "audio", "meter", "progress"), PointKind.OBJECT),
    **dict.fromkeys(("select", "textarea", "input", "button"), PointKind.UNREAD_MARKUP),
}
_FOREIGN: Final = frozenset({"svg", "math"})
_SILENT: Final = frozenset({"canvas", "video", "audio", "annotation", "annotation-xml", "desc", "metadata"})
_UNSAID: Final = frozenset({"script", "style", "title"})
_KNOWN: Final = frozenset(
    {"a", "abbr", "acronym", "area", "b", "base", "bdi", "bdo", "big", "blink", "body", "br", "button"}
    | {"center", "cite", "code", "col", "colgroup", "data", "datalist", "del", "dfn", "em", "font", "head"}
    | {"hr", "html", "img", "input", "ins", "kbd", "label", "link", "map", "mark", "marquee", "meta", "nobr"}
    | {"noembed", "noframes", "noscript", "optgroup", "option", "output", "param", "picture", "q", "rb", "rp"}
    | {"rt", "rtc", "ruby", "s", "samp", "script", "slot", "small", "source", "span", "strong", "style", "sub"}
    | {"sup", "template", "time", "title", "track", "tt", "u", "var", "wbr"},
)
_SIGNS_BACK: Final = frozenset({"↩", "↩︎", "↑", "^"})
_ASIDES: Final = re.compile(r"\s*(?:(?:Start|End)Fragment\s*$|!?\[(?:if|endif)|!doctype|\?xml)", re.IGNORECASE)
_CONDITION: Final = "[if"
_ANY_TAG: Final = re.compile(r"<[^<>]*>")
_FROM_THE_WEB: Final = ("https://", "http://", "//")
_FIRST_EMOJI, _LAST_EMOJI = "\U0001f300", "\U0001faff"
_IN_EMOJI: Final = frozenset("\u200d\ufe0f")
_LONGEST_WORDS: Final = 200


@dataclass(slots=True)
class Shown:
    """A tree of structure and marks; `hidden` is the text that was left out, `made` what was put in."""

    root: Node
    points: list[Point] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    made: list[str] = field(default_factory=list)


def shown(tree: Node, where: Where, *, with_labels: bool = True) -> Shown:
    """The tree as a browser shows it, with the points that a person must look at.

    Shape: holds `ol` only when labels are not wanted.
    """
    sheet = sheet_of(text_of(node) for node in walk(tree) if node.tag == "style")
    eye = _Eye(sheet, where, Shown(Node("")), with_labels)
    eye.result.root.children = eye.within(tree, Look())
    for selector in sheet.unread:
        eye.point(PointKind.UNREAD_MARKUP, selector, 0)
    return eye.result


@dataclass(slots=True)
class _Eye:
    sheet: Sheet
    where: Where
    result: Shown
    with_labels: bool
    links: dict[str, str] = field(default_factory=dict)
    unseen: list[str] = field(default_factory=list)
    foreign: int = 0

    def point(self, kind: PointKind, words: str, line: int) -> None:
        found = Point(kind=kind, place=self.where(words, line), words=quoted(words, _LONGEST_WORDS))
        self.result.points.append(found)

    def within(self, node: Node, look: Look) -> list[Node | str]:
        """What stands in a node: blocks as they are, the text between them with its marks."""
        done: list[Node | str] = []
        run: list[Leaf] = []
        for found in self._leaves(node, look):
            if isinstance(found, Node):
                done += self._marked(run, node.line)
                done.append(found)
                run = []
            else:
                run.append(found)
        return done + self._marked(run, node.line)

    def _marked(self, run: list[Leaf], line: int) -> list[Node | str]:
        nodes, struck = marked(run, self.links)
        for words in struck:
            self.point(PointKind.STRUCK_TEXT, words, line)
        return nodes

    def _leaves(self, node: Node, look: Look) -> Iterator[Leaf | Node]:
        for child in node.children:
            if isinstance(child, Node):
                yield from self._element(child, look)
            elif look.hidden or look.unseen:
                self.unseen.append(child)
            else:
                yield from _text(child, look)

    def _element(self, node: Node, above: Look) -> Iterator[Leaf | Node]:
        if node.tag in _UNSAID:
            return
        if node.tag == "!":
            self._aside(node)
            return
        node = in_line(node) if node.tag == "math" and not self.foreign else node
        look = look_of(node, above, self.sheet)
        self._name_what_is_lost(node, look)
        if node.tag in _SILENT:
            look = replace(look, hidden=True)
        begins = (look.hidden, look.unseen) != (above.hidden, above.unseen)
        before = self.unseen
        self.unseen = [] if begins else before
        self.foreign += node.tag in _FOREIGN
        yield from self._read(node, look)
        self.foreign -= node.tag in _FOREIGN
        if begins:
            self._name_what_is_hidden(node, look)
            self.unseen = before

    def _aside(self, node: Node) -> None:
        text = str(node.children[0])
        said = _in_condition(text) if text.startswith(_CONDITION) else "" if _ASIDES.match(text) else text
        words = " ".join(_ANY_TAG.sub(" ", said).split())
        if any(map(str.isalnum, words)):
            self.point(PointKind.HIDDEN_TEXT, words, node.line)

    def _name_what_is_lost(self, node: Node, look: Look) -> None:
        if look.hidden or self.foreign:
            return
        if node.tag in _LOST and node.attributes.get("type") != "hidden":
            words = text_of(node) or node.attributes.get("value") or node.attributes.get("src") or f"<{node.tag}>"
            self.point(_LOST[node.tag], words, node.line)
        elif _is_strange(node):
            self.point(PointKind.UNREAD_MARKUP, f"<{' '.join([node.tag, *node.attributes])}>", node.line)

    def _name_what_is_hidden(self, node: Node, look: Look) -> None:
        self.result.hidden += self.unseen
        words = " ".join("".join(self.unseen).split())
        if words and node.tag not in _LOST:
            self.point(PointKind.HIDDEN_TEXT, words, node.line)
        pictures = [inner for inner in (node, *walk(node)) if inner.tag == "img"] if look.hidden else []
        for picture in pictures:
            self.point(PointKind.HIDDEN_PICTURE, picture.attributes.get("src", ""), picture.line)

    def _read(self, node: Node, look: Look) -> Iterator[Leaf | Node]:
        match node.tag:
            case "img" if emoji := _emoji(node):
                yield from self._leaves(replace(node, children=[emoji]), look)
            case "br" | "hr" | "img":
                if not (look.hidden or look.unseen):
                    yield look.marks, Node("img", node.attributes, [], node.line) if node.tag == "img" else Node("br")
            case "ul" | "ol":
                yield from self._list(node, look)
            case "a":
                yield from self._link(node, look)
            case "q":
                yield from self._leaves(replace(node, children=["“", *node.children, "”"]), look)
            case _ if is_block(node) or is_box(node):
                children = self.within(node, _inside(node, look))
                if not look.hidden:
                    yield Node(node.tag, _spans(node), children, node.line)
            case _ if look.alone and not look.hidden:
                yield (), Node("br")
                yield from self._leaves(node, look)
                yield (), Node("br")
            case _:
                yield from self._leaves(node, look)

    def _link(self, node: Node, look: Look) -> Iterator[Leaf | Node]:
        address = node.attributes.get("href", "").strip()
        if address.startswith("#") and text_of(node) in _SIGNS_BACK:
            return
        if address and not address.startswith("#"):
            key = f"a{len(self.links)}"
            self.links[key] = address
            look = replace(look, marks=(*look.marks, key))
        yield from self._leaves(node, look)

    def _list(self, node: Node, look: Look) -> Iterator[Node]:
        items = [child for child in node.children if isinstance(child, Node) and child.tag == "li"]
        looks = {id(item): look_of(item, look, self.sheet) for item in items}
        numbers = {id(item): n for item, n in counted([i for i in items if not looks[id(i)].hidden], node)}
        group: Node | None = None
        for child in node.children:
            style = looks[id(child)].counter if id(child) in numbers else ""
            if isinstance(child, str) and not child.strip():
                continue
            pieces = self.within(Node("", {}, [child], node.line), look)
            if self.with_labels and id(child) in numbers and not is_bullet(style):
                group = None
                self._name_an_unknown_counter(style, node)
                before, behind = looks[id(child)].around
                text = before + label(numbers[id(child)], style, behind or node.attributes.get(DELIMITER, "."))
                yield from self._numbered(pieces, text, node.line)
            elif pieces:
                if group is None:
                    group = Node("ul" if self.with_labels else node.tag, {}, [], node.line)
                    yield group
                group.children += pieces

    def _name_an_unknown_counter(self, style: str, node: Node) -> None:
        if not is_known(style):
            self.point(PointKind.NUMBER_FORMAT, style, node.line)

    def _numbered(self, pieces: list[Node | str], text: str, line: int) -> Iterator[Node]:
        self.result.made.append(text)
        for piece in pieces:
            children = piece.children if isinstance(piece, Node) and piece.tag == "li" else [piece]
            yield Node("div", {}, labelled(children, text), line)


def _text(text: str, look: Look) -> Iterator[Leaf]:
    if not look.lines:
        yield look.marks, text
        return
    for at, line in enumerate(text.split("\n")):
        if at:
            yield look.marks, Node("br")
        yield look.marks, line


def _inside(node: Node, look: Look) -> Look:
    """A heading is bold by itself: to say so again says nothing."""
    if node.tag not in {"h1", "h2", "h3"}:
        return look
    return replace(look, marks=tuple(mark for mark in look.marks if mark != "strong"))


def _in_condition(text: str) -> str:
    """What a condition holds for readers of Word or Outlook, without the settings that it may hold too."""
    text = unescape(text.partition("]>")[2].removesuffix("<![endif]"))
    for tag in ("xml", "style", "object"):
        lowered = text.lower()
        start, end = lowered.find(f"<{tag}"), lowered.rfind(f"</{tag}>")
        text = text[:start] + text[end:] if 0 <= start < end else text
    return text


def _emoji(node: Node) -> str:
    """The emoji that a picture from the web stands for, as social networks draw them; empty for any other picture."""
    said = node.attributes.get("alt", "").strip()
    is_one = any(map(_is_emoji, said)) and all(_is_emoji(sign) or sign in _IN_EMOJI for sign in said)
    return said if is_one and node.attributes.get("src", "").startswith(_FROM_THE_WEB) else ""


def _is_emoji(sign: str) -> bool:
    return _FIRST_EMOJI <= sign <= _LAST_EMOJI or unicodedata.category(sign) == "So"


def _spans(node: Node) -> dict[str, str]:
    return {name: value for name, value in node.attributes.items() if name in {"colspan", "rowspan"}}


def _is_strange(node: Node) -> bool:
    names = (node.tag, *node.attributes)
    if not all(map(str.isascii, names)) or any("<" in name or '"' in name for name in names):
        return True
    known = node.tag in _KNOWN or node.tag in _SILENT or is_block(node) or is_box(node)
    return not (known or "-" in node.tag or ":" in node.tag)
