"""A Zalo OA article made from an order, and what a reader sees of one that is there."""

from collections import deque
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, Final

from activities.channels.inside import objects, within
from activities.channels.pictures import named_digest
from activities.ports import Order
from newsroom.publishing import ZALO_AUTHOR_CHARS, Picture, lines_of, picture_named, shortened
from newsroom.shown.web_address import web_host
from newsroom.text import Block, BlockKind, blocks, quoted, text_blocks

_ADDRESS_CHARS: Final = 200
_ZALO_HOSTS: Final = (".zdn.vn", ".zadn.vn", ".zalo.me", ".zaloapp.com")
"""Zalo may keep a copy of a picture: then only its place tells which it is."""

_NORMAL: Final = "normal"
_NOTHING: Final = "<p>&nbsp;</p>"
"""Zalo takes no empty body; this one has no words."""


def article_json(
    order: Order, *, page: str, status: str, default_cover_url: str, default_author: str
) -> dict[str, Any]:
    """The article as create and update take it.

    Shape: title, description and body blocks read as `order.post.blocks`; the byline closes the body, because Zalo
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


def article_blocks(detail: Mapping[str, Any], order: Order) -> tuple[Block, ...]:
    """What a reader sees of an article: title, description, paragraphs and pictures with their captions in order."""
    found = [*text_blocks([str(detail.get("title") or ""), str(detail.get("description") or "")])]
    pictures = iter(order.post.pictures)
    for block in objects(detail.get("body")):
        if block.get("type") == "text":
            found.extend(blocks(str(block.get("content") or "")))
        elif block.get("type") == "image":
            found.append(_picture(str(block.get("url") or ""), next(pictures, None), order))
            found.extend(text_blocks([str(block.get("caption") or "")]))
    return tuple(found)


def amiss(detail: Mapping[str, Any], order: Order) -> tuple[str, ...]:
    """What an article shows wrongly beside its text, as Vietnamese clauses."""
    cover, first = str(within(detail, "cover", "photo_url") or ""), next(iter(order.post.pictures), None)
    is_ours = not (first and cover) or _picture(cover, first, order).text != cover
    leads_to = str(detail.get("tracking_link") or "")
    is_led = not (order.portal_url and leads_to) or leads_to == order.portal_url
    clauses = (
        "" if is_ours else f"ảnh bìa lạ {quoted(cover, _ADDRESS_CHARS)}",
        "" if is_led else f"liên kết về Cổng dẫn tới {quoted(leads_to, _ADDRESS_CHARS)}",
    )
    return tuple(filter(None, clauses))


def _picture(url: str, expected: Picture | None, order: Order) -> Block:
    """The picture under its digest: known by the address we gave, our file name, or on a Zalo host by its place."""
    sent = next((digest for digest, address in order.photo_urls.items() if address == url), "")
    hosted = expected.digest if expected and web_host(url).endswith(_ZALO_HOSTS) else ""
    digest = sent or named_digest(url) or hosted
    return picture_named(digest) if digest else Block(kind=BlockKind.PHOTO, text=url)


def _body(order: Order) -> Iterator[dict[str, str]]:
    """Body blocks; every approved line after title and description comes out once and in order."""
    waiting = deque(order.post.blocks[order.post.heads :])
    pictures = iter(order.post.pictures)
    while waiting:
        block = waiting.popleft()
        if block.kind is not BlockKind.PHOTO:
            yield _paragraph(block.text)
            continue
        url = order.photo_urls.get(next(pictures).digest, "")
        has_caption = bool(waiting) and waiting[0].kind is BlockKind.CAPTION
        if url:
            yield {"type": "image", "url": url, "caption": waiting.popleft().text if has_caption else ""}


def _paragraph(line: str) -> dict[str, str]:
    return {"type": "text", "content": f"<p>{escape(line, quote=False)}</p>"}


def is_of(detail: Mapping[str, Any], order: Order) -> bool:
    """Whether an article that is there is an attempt at this order: same text, and the same Portal page if it says."""
    leads_to = str(detail.get("tracking_link") or "")
    if order.portal_url and leads_to and leads_to != order.portal_url:
        return False
    return lines_of(article_blocks(detail, order)) == order.post.lines
