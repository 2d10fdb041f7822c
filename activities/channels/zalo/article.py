"""A Zalo OA article made from an order, and the lines that a reader sees of one that is there."""

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from activities.channels.calls import objects
from activities.ports import Order
from newsroom.publishing import ZALO_AUTHOR_CHARS, shortened
from newsroom.text import PHOTO_SCHEME, BlockKind, blocks, fingerprint, plain

_HEAD_LINES: Final = 2
_NORMAL: Final = "normal"
_NOTHING: Final = "<p>&nbsp;</p>"
"""Zalo takes no empty body; this one has no words."""


def article_json(
    order: Order, *, page: str, status: str, default_cover_url: str, default_author: str
) -> dict[str, Any]:
    """The article as create and update take it.

    Shape: title, description and body blocks read as `order.post.lines`; the byline closes the body, because Zalo
    cuts the author at 50 characters. The cover is hidden where the body shows the same photo.
    """
    cover = next((order.photo_urls[digest] for digest in order.post.photos if digest in order.photo_urls), "")
    return {
        "type": _NORMAL,
        "title": order.post.title,
        "author": shortened(order.byline, ZALO_AUTHOR_CHARS) or default_author,
        "cover": {
            "cover_type": "photo",
            "photo_url": cover or default_cover_url,
            "status": "hide" if cover else "show",
        },
        "description": order.post.summary,
        "body": list(_body(order)) or [{"type": "text", "content": _NOTHING}],
        "tracking_link": page,
        "status": status,
    }


def article_lines(detail: Mapping[str, Any]) -> tuple[str, ...]:
    """What a reader sees of an article: title, description, paragraphs and captions in order."""
    lines = [str(detail.get("title") or ""), str(detail.get("description") or "")]
    for block in objects(detail.get("body")):
        if block.get("type") == "text":
            lines.extend(found.text for found in blocks(str(block.get("content") or "")))
        elif block.get("type") == "image":
            lines.append(str(block.get("caption") or ""))
    return tuple(line for line in map(plain, lines) if line)


def _body(order: Order) -> Iterator[dict[str, str]]:
    """Body blocks; every approved line after title and description comes out once and in order."""
    waiting = [*order.post.lines[_head_length(order.post.title, order.post.summary) :]]
    placed: set[str] = set()
    for block in blocks(order.post.body_html):
        if block.kind is not BlockKind.PHOTO:
            yield from _text(waiting, block.text)
            continue
        digest = block.text.removeprefix(PHOTO_SCHEME)
        yield from _image(order, digest, "" if digest in placed else _next(waiting))
        placed.add(digest)
    for digest in order.post.photos:
        if digest not in placed:
            yield from _image(order, digest, _next(waiting))
    for line in waiting:
        yield _paragraph(line)


def _head_length(*heads: str) -> int:
    return sum(1 for head in heads[:_HEAD_LINES] if plain(head))


def _next(waiting: list[str]) -> str:
    return waiting.pop(0) if waiting else ""


def _text(waiting: list[str], text: str) -> Iterator[dict[str, str]]:
    # The approved line is what counts; the block only tells that a paragraph stands here.
    line = _next(waiting)
    if line or text:
        yield _paragraph(line or text)


def _image(order: Order, digest: str, caption: str) -> Iterator[dict[str, str]]:
    url = order.photo_urls.get(digest, "")
    if url:
        yield {"type": "image", "url": url, "caption": caption}
    elif caption:
        yield _paragraph(caption)


def _paragraph(line: str) -> dict[str, str]:
    return {"type": "text", "content": f"<p>{escape(line, quote=False)}</p>"}


def is_of(detail: Mapping[str, Any], order: Order) -> bool:
    """Whether an article that is there is an attempt at this order: same text, and the same Portal page if it says."""
    leads_to = str(detail.get("tracking_link") or "")
    if order.portal_url and leads_to and leads_to != order.portal_url:
        return False
    return fingerprint(article_lines(detail)) == order.post.fingerprint
