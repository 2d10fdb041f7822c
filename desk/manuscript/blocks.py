"""The tree of a text laid out as an article is: one list of paragraphs, headings, lists, tables and pictures."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from desk.letters import trimmed_start
from desk.manuscript.markup import Node, is_block, is_box, text_of, walk

_HOLDERS: Final = frozenset({"li", "td", "th", "blockquote"})
"""What holds words, or blocks of its own."""
_LISTS: Final = frozenset({"ul", "ol"})


def blocks_of(node: Node) -> list[Node]:
    """Blocks of a tree from the top; loose text becomes paragraphs, boxes dissolve, empty blocks go."""
    found = list(_laid_out(node))
    for inner in (inner for block in found for inner in (block, *walk(block))):
        if inner.tag in _HOLDERS | _LISTS and any(is_box(deeper) for deeper in walk(inner)):
            inner.children = list(blocks_of(inner))
    for block in found:
        trim(block)
        _drop_empty_lists(block)
    return [block for block in found if text_of(block) or pictures(block)]


def trim(block: Node) -> None:
    """Take away what is blank at both ends of a line, and around what stands in a list, a cell or an item."""
    for inner in (block, *walk(block)):
        if inner.tag in _HOLDERS and any(map(_stands_apart, inner.children)):
            inner.children = [child for child in inner.children if _stands_apart(child) or not _is_blank(child)]
        elif inner.tag in _LISTS:
            _trim_ends(inner)
    if block.tag in {"p", "h1", "h2", "h3", "figcaption"}:
        _trim_ends(block)


def _drop_empty_lists(node: Node) -> None:
    for child in node.children:
        if isinstance(child, Node):
            _drop_empty_lists(child)
    node.children = [
        child for child in node.children if isinstance(child, str) or child.tag not in _LISTS or child.children
    ]


def _trim_ends(node: Node) -> None:
    children = node.children
    begins = next((at for at, child in enumerate(children) if not _is_blank(child)), len(children))
    ends = next((at for at in range(len(children), begins, -1) if not _is_blank(children[at - 1])), begins)
    node.children = children = children[begins:ends]
    if children and isinstance(first := children[0], str):
        children[0] = trimmed_start(first)
    if children and isinstance(last := children[-1], str):
        children[-1] = last.rstrip()


def _stands_apart(child: Node | str) -> bool:
    return isinstance(child, Node) and is_block(child)


def _is_blank(child: Node | str) -> bool:
    return not trimmed_start(child) if isinstance(child, str) else child.tag == "br"


def _laid_out(node: Node) -> Iterator[Node]:
    run: list[Node | str] = []
    for child in node.children:
        if isinstance(child, str) or not (is_block(child) or is_box(child) or _holds_blocks(child)):
            run.append(child)
            continue
        yield from _paragraphs(run)
        run = []
        if is_box(child) or _is_picture_frame(child):
            yield from _laid_out(child)
        elif is_block(child):
            yield child
        else:
            yield from _spread(child)
    yield from _paragraphs(run)


def _holds_blocks(node: Node) -> bool:
    return any(is_block(inner) or is_box(inner) for inner in walk(node))


def _is_picture_frame(node: Node) -> bool:
    """A table of one column around a picture is how Word users frame it with its caption."""
    if node.tag not in {"table", "thead", "tbody", "tr", "td", "th"}:
        return False
    rows = [inner for inner in walk(node) if inner.tag == "tr"]
    one_column = all(sum(cell.tag in {"td", "th"} for cell in walk(row)) <= 1 for row in rows)
    return node.tag != "table" or (one_column and bool(pictures(node)))


def _spread(inline: Node) -> Iterator[Node]:
    """Bold or a link around whole paragraphs, put inside each of them."""
    for block in _laid_out(replace(inline, tag="div")):
        if block.tag in {"p", "h1", "h2", "h3"}:
            block.children = [replace(inline, children=block.children)]
        yield block


def _paragraphs(run: list[Node | str]) -> Iterator[Node]:
    if run:
        yield Node("p", {}, list(run))


def pictures(node: Node) -> list[Node]:
    """Pictures inside a block, in order."""
    return [inner for inner in walk(node) if inner.tag == "img"]


def is_picture_only(block: Node) -> bool:
    """Whether a block shows pictures and no text."""
    return bool(pictures(block)) and not text_of(block)


def is_wholly(block: Node, tag: str) -> bool:
    """Whether every letter of a paragraph stands inside `tag` (all bold, all italics)."""
    return block.tag == "p" and bool(text_of(block)) and not _outside(block, tag)


def _outside(node: Node, tag: str) -> bool:
    return any(
        bool(child.strip()) if isinstance(child, str) else child.tag != tag and _outside(child, tag)
        for child in node.children
    )
