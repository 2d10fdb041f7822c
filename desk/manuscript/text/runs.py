"""Text between two blocks: pieces, each with the marks around it, put together into as few elements as will do."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from desk.letters import folded, trimmed_start, without_loose_accents
from desk.manuscript.markup import Node

Leaf = tuple[tuple[str, ...], str | Node]
"""A text, a line break or a picture, and its marks, outermost first; a mark is a tag or the key of a link."""


def marked(run: list[Leaf], links: Mapping[str, str]) -> tuple[list[Node | str], list[str]]:
    """Nodes of the pieces, white space folded, and the words of each struck piece."""
    top = Node("")
    opened: list[tuple[str, Node]] = []
    struck: list[str] = []
    goes_on = False
    for marks, content in _joined(run):
        same = next((at for at, (a, (b, _)) in enumerate(zip(marks, opened, strict=False)) if a != b), None)
        del opened[min(len(marks), len(opened)) if same is None else same :]
        for mark in marks[len(opened) :]:
            node = Node("a", {"href": links[mark]}) if mark in links else Node(mark)
            (opened[-1][1] if opened else top).children.append(node)
            opened.append((mark, node))
        (opened[-1][1] if opened else top).children.append(content)
        words = content.strip() if isinstance(content, str) else ""
        if words and "s" in marks:
            struck[-1:] = [f"{struck[-1]} {words}"] if goes_on else [*struck[-1:], words]
        goes_on = "s" in marks if words else goes_on
    return top.children, struck


def _joined(run: list[Leaf]) -> Iterator[Leaf]:
    begins_line = False
    for (marks, is_text), leaves in groupby(_clung(run), key=lambda leaf: (leaf[0], isinstance(leaf[1], str))):
        if is_text:
            text = folded("".join(str(content) for _, content in leaves))
            text = trimmed_start(text) if begins_line else text
            begins_line = begins_line and not text
            if text:
                yield marks, text
        else:
            yield from leaves
            begins_line = True


def _clung(run: list[Leaf]) -> Iterator[Leaf]:
    """Accents that were typed apart from their letter, put back to it over the edge of a mark."""
    marks: tuple[str, ...] = ()
    before = ""
    for own, content in run:
        if isinstance(content, Node):
            yield from [(marks, before)] if before else ()
            yield own, content
            before = ""
            continue
        rest = without_loose_accents(content) if before else content
        before += content[: len(content) - len(rest)]
        if rest:
            yield from [(marks, before)] if before else ()
            marks, before = own, rest
    yield from [(marks, before)] if before else ()
