"""What readers see otherwise than it was approved, in words for who must look."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Final

from newsroom.publishing import ChannelPost, lines_of
from newsroom.shown.letters import Mark, Span
from newsroom.text import PHOTO_SCHEME, Block, BlockKind, quoted

_HEADS: Final = ("tiêu đề", "tóm tắt")
_KINDS: Final = {
    BlockKind.TEXT: "đoạn thường", BlockKind.CAPTION: "đoạn thường", BlockKind.HEADING: "đề mục",
    BlockKind.ITEM: "mục của danh sách", BlockKind.QUOTE: "đoạn trích", BlockKind.CELL: "ô của bảng",
}  # fmt: skip
_MARKS: Final = {
    Mark.STRONG: "chữ đậm", Mark.EM: "chữ nghiêng", Mark.SUP: "chỉ số trên", Mark.SUB: "chỉ số dưới",
    Mark.STRUCK: "chữ gạch bỏ",
}  # fmt: skip
_WORDS: Final = 80
_ADDRESS_CHARS: Final = 200
_NONE: Final = "không có"


def difference(post: ChannelPost, shown: Sequence[Block]) -> str:
    """The first thing in which a page differs from the post, as a Vietnamese clause; empty when in nothing.

    Source: decision 0051.
    """
    return next(_differences(post, post.seen(shown)), "")


def _differences(post: ChannelPost, seen: tuple[Block, ...]) -> Iterator[str]:
    if (found := _texts(post.blocks)) != _texts(seen):
        yield from _in_text(found, _texts(seen), post.heads)
    if (pictures := _pictures(post.blocks)) != _pictures(seen):
        yield _in_pictures(pictures, _pictures(seen))


def _texts(blocks: Sequence[Block]) -> list[Block]:
    return [block for block in blocks if block.kind is not BlockKind.PHOTO]


def _pictures(blocks: Sequence[Block]) -> list[tuple[str, int]]:
    """The pictures, each with the number of texts before it."""
    found = [(at, block.text) for at, block in enumerate(blocks) if block.kind is BlockKind.PHOTO]
    return [(name, at - number) for number, (at, name) in enumerate(found)]


def _in_text(ours: Sequence[Block], theirs: Sequence[Block], heads: int) -> Iterator[str]:
    approved, printed = lines_of(ours), lines_of(theirs)
    for at, (wanted, found) in enumerate(zip_longest(ours, theirs)):
        place = _HEADS[at] if at < heads else f"đoạn {at - heads + 1}"
        if wanted is None or (len(theirs) > len(ours) and approved[at] != printed[at] and approved[at] in printed[at:]):
            yield f"thừa “{quoted(found.text, _WORDS)}” {f'trước {place}' if wanted else 'ở cuối bài'}"
            return
        if found is None or (len(ours) > len(theirs) and approved[at] != printed[at] and printed[at] in approved[at:]):
            yield f"thiếu {place} “{quoted(wanted.text, _WORDS)}”"
            return
        if how := _how(wanted, found, place):
            yield how
            return


def _how(wanted: Block, found: Block, place: str) -> str:
    """In what one text differs; a mark whose loss changes the words is told by these."""
    if wanted.text != found.text:
        return f"{place}: đã duyệt “{quoted(wanted.text, _WORDS)}”, đang hiện “{quoted(found.text, _WORDS)}”"
    if (ours := _KINDS[wanted.kind]) != (theirs := _KINDS[found.kind]):
        return f"{place}: đã duyệt là {ours}, đang hiện là {theirs}"
    if (ours := _links(wanted.spans)) != (theirs := _links(found.spans)):
        return f"liên kết ở {place}: đã duyệt {ours}, đang hiện {theirs}"
    for mark, name in _MARKS.items():
        if (ours := _marked(wanted.spans, mark)) != (theirs := _marked(found.spans, mark)):
            return f"{name} ở {place}: đã duyệt {ours}, đang hiện {theirs}"
    return "" if wanted.spans == found.spans else f"dấu của chữ ở {place} đứng sai chỗ"


def _links(spans: Sequence[Span]) -> str:
    return ", ".join(f"“{span.letters}” dẫn tới {span.link}" for span in spans if span.link) or _NONE


def _marked(spans: Sequence[Span], mark: Mark) -> str:
    return ", ".join(f"“{span.letters}”" for span in spans if mark in span.marks) or _NONE


def _in_pictures(ours: Sequence[tuple[str, int]], theirs: Sequence[tuple[str, int]]) -> str:
    number = next(n for n, (wanted, found) in enumerate(zip_longest(ours, theirs)) if wanted != found)
    wanted, found = ([*pictures[number:], ("", 0)][0] for pictures in (ours, theirs))
    if not found[0] or (len(theirs) < len(ours) and found in ours[number:]):
        return f"thiếu ảnh {number + 1}"
    if not found[0].startswith(PHOTO_SCHEME):
        return f"ảnh lạ {quoted(found[0], _ADDRESS_CHARS)}"
    return f"ảnh {number + 1} {'đứng sai chỗ' if wanted[0] == found[0] else 'là ảnh khác của bài'}"
