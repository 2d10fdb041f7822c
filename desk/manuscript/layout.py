"""What a manuscript says by its layout alone: its title, its sapo, and which line captions which picture."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from desk.letters import tidy
from desk.manuscript.blocks import is_picture_only, is_wholly, pictures
from desk.manuscript.captions import Picture, caption_and_credit
from desk.manuscript.cleaning import Where
from desk.manuscript.markup import Node, text_of
from newsroom.text import plain, quoted


@dataclass(slots=True, kw_only=True)
class Layout:
    """A manuscript taken apart; `blocks` no longer holds what was taken out of it."""

    blocks: list[Node]
    title: str = ""
    summary: str = ""
    pictures: list[Picture] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def layout_of(found: list[Node], where: Where, *, title: str | None, summary: str | None) -> Layout:
    """Title, sapo and captions taken out of the blocks where the author did not state them."""
    layout = Layout(blocks=found, title=title or "", summary=summary or "")
    _take_title(layout)
    _take_pictures(layout, where)
    _take_summary(layout)
    return layout


def _take_title(layout: Layout) -> None:
    first = next((block for block in layout.blocks if block.tag == "h1"), None)
    if first is None or pictures(first):
        return
    text = plain(tidy(text_of(first)))
    if not layout.title:
        layout.notes.append(f"Lấy tiêu đề từ đầu đề trong bài: “{quoted(text)}”.")
    if layout.title in {"", text}:
        layout.title = text
        layout.blocks.remove(first)


def _take_summary(layout: Layout) -> None:
    first = next((block for block in layout.blocks if block.tag == "p" and text_of(block)), None)
    if first is not None and not layout.summary and is_wholly(first, "strong") and not pictures(first):
        layout.summary = plain(tidy(text_of(first)))
        layout.notes.append("Lấy đoạn đầu in đậm làm sapo.")
        layout.blocks.remove(first)


def _take_pictures(layout: Layout, where: Where) -> None:
    kept: list[Node] = []
    waiting: list[Picture] = []
    for block in layout.blocks:
        if waiting and _is_caption(block, waiting):
            _give_caption(waiting, plain(tidy(text_of(block))))
            waiting = []
            continue
        placed = list(_placed(block, where))
        waiting = placed if is_picture_only(block) else []
        layout.pictures += placed
        kept.append(block)
    layout.blocks = kept


def _is_caption(block: Node, waiting: list[Picture]) -> bool:
    if pictures(block):
        return False
    return block.tag == "figcaption" or (is_wholly(block, "em") and not any(picture.caption for picture in waiting))


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
