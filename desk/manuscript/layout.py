"""What a manuscript says by its layout alone: its title, its sapo, and which line captions which picture."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import unquote

from desk.letters import tidy
from desk.manuscript.blocks import is_picture_only, is_wholly, pictures
from desk.manuscript.captions import Picture, caption_and_credit, uncovered
from desk.manuscript.markup import Node, text_of, walk
from desk.manuscript.reading import Where
from desk.manuscript.text.raised import raised
from desk.refusal import refusal
from newsroom.article import Kind
from newsroom.text import plain, quoted

_WITH_SAPO: Final = frozenset({Kind.NEWS, Kind.FEATURE, Kind.PHOTO_STORY, Kind.REPOST})
_SENTENCE_ENDS: Final = re.compile(r"[.!?…][”\"’)\]]*$")
_SHORTEST_SAPO_WORDS: Final = 3
_SAPO_WORDS: Final = 12
_LONGEST_TITLE: Final = 200
_LONGEST_CAPTION: Final = 500


@dataclass(slots=True, kw_only=True)
class Layout:
    """A manuscript taken apart; `blocks` no longer holds what was taken out of it, which is in `taken`."""

    blocks: list[Node]
    kind: Kind | None = None
    title: str = ""
    summary: str = ""
    pictures: list[Picture] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)

    def take(self, block: Node) -> str:
        """The words of a block that from now on stands elsewhere."""
        self.blocks = [kept for kept in self.blocks if kept is not block]
        self.taken.append(text_of(block))
        return _on_one_line(block)


def layout_of(found: list[Node], where: Where, *, kind: Kind | None, title: str | None, summary: str | None) -> Layout:
    """Title, sapo and captions taken out of the blocks where the author did not state them."""
    layout = Layout(blocks=list(uncovered(found)), kind=kind, title=title or "", summary=summary or "")
    _take_title(layout)
    _take_pictures(layout, where)
    _take_summary(layout)
    return layout


def _take_title(layout: Layout) -> None:
    first = _first_words(layout)
    heading = next((block for block in layout.blocks if block.tag == "h1" and not pictures(block)), None)
    if layout.title:
        # A title that is stated and typed stands once: above the text.
        for block in (first, heading):
            if block is not None and _same(text_of(block), layout.title) and not _is_all(layout, block):
                layout.take(block)
                return
        return
    typed = heading or (first if first is not None and _is_typed_title(first, layout.kind) else None)
    if typed is not None:
        layout.title = layout.take(typed)
        layout.notes.append(f"Lấy tiêu đề từ đầu đề trong bài: “{quoted(layout.title)}”.")


def _on_one_line(block: Node) -> str:
    """The words of a block where no marks can stand. Errors: InvalidInput for struck words, which would stand again."""
    struck = next((inner for inner in walk(block) if inner.tag == "s"), None)
    if struck is not None:
        wrong = f"tiêu đề, sapo và chú thích ảnh không giữ được chữ gạch ngang (“{quoted(text_of(struck))}”)"
        raise refusal("body", wrong, "hãy xóa hẳn chữ đó hoặc bỏ gạch ngang, rồi gửi lại")
    return plain(tidy(raised(block)))


def _first_words(layout: Layout) -> Node | None:
    first = next((block for block in layout.blocks if text_of(block)), None)
    return first if first is not None and first.tag in {"p", "h1", "h2", "h3"} and not pictures(first) else None


def _is_all(layout: Layout, block: Node) -> bool:
    """Whether a paragraph is all that a text has: then it is the text."""
    return block.tag == "p" and layout.blocks == [block]


def _is_typed_title(block: Node, kind: Kind | None) -> bool:
    text = text_of(block)
    stands_out = is_wholly(block, "strong") or _is_capitals(text)
    return kind in _WITH_SAPO and stands_out and len(text) <= _LONGEST_TITLE and not _SENTENCE_ENDS.search(text)


def _take_summary(layout: Layout) -> None:
    first = _first_words(layout)
    if first is None or first.tag != "p" or _is_all(layout, first):
        return
    if layout.summary:
        if _same(text_of(first), layout.summary):
            layout.take(first)
    elif layout.kind in _WITH_SAPO and is_wholly(first, "strong") and _is_sapo(text_of(first), layout.title):
        layout.summary = layout.take(first)
        layout.notes.append("Lấy đoạn đầu in đậm làm sapo.")


def _is_sapo(text: str, title: str) -> bool:
    """A sapo is a sentence of its own, and no second title."""
    words = len(text.split())
    whole = words >= _SAPO_WORDS or (words >= _SHORTEST_SAPO_WORDS and _SENTENCE_ENDS.search(text) is not None)
    return whole and not _is_capitals(text) and not _same(text, title)


def _is_capitals(text: str) -> bool:
    return text.upper() == text and text.lower() != text


def _same(one: str, other: str) -> bool:
    return _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return plain(tidy(text)).casefold().strip(" .“”\"'")


def _take_pictures(layout: Layout, where: Where) -> None:
    kept: list[Node] = []
    waiting: list[Picture] = []
    alone = False
    for block in layout.blocks:
        if waiting and _is_caption(block, waiting, alone):
            layout.taken.append(text_of(block))
            _give_caption(waiting, _on_one_line(block))
            waiting = []
            continue
        placed = list(_placed(block, where))
        alone = is_picture_only(block)
        waiting = placed
        layout.pictures += placed
        kept.append(block)
    layout.blocks = kept


def _is_caption(block: Node, waiting: list[Picture], alone: bool) -> bool:
    """A line under a picture that is marked as its caption, ends in a credit, or slants while the picture has none."""
    if pictures(block) or block.tag not in {"figcaption", "p"}:
        return False
    text = text_of(block)
    credited = len(text) <= _LONGEST_CAPTION and bool(caption_and_credit(text)[1])
    slants = alone and is_wholly(block, "em") and not any(picture.caption for picture in waiting)
    return block.tag == "figcaption" or credited or slants


def _give_caption(waiting: list[Picture], text: str) -> None:
    caption, credit = caption_and_credit(text)
    for picture in waiting:
        picture.caption, picture.credit = caption, credit


def _placed(block: Node, where: Where) -> Iterator[Picture]:
    for node in pictures(block):
        source = node.attributes.get("src", "")
        caption, credit = caption_and_credit(plain(tidy(node.attributes.get("title", ""))))
        yield Picture(
            node=node,
            name=source if ":" in source else unquote(source),
            place=where(source, node.line),
            caption=caption,
            credit=credit,
            alt=plain(tidy(node.attributes.get("alt", ""))),
        )
