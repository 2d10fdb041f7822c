"""What the public page of an article shows: fetched without credentials, read with the standard parser.

Knows no portal: any page with Open Graph tags will do whose article can be found (`article_on_page`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from activities.channels.article_on_page import found_article
from activities.channels.calls import SERVER_ERRORS, Call, Effect, Line, Reply, absolute
from activities.channels.meanings import Meaning, person
from activities.ports import Order, Shown
from newsroom.text import BlockKind, blocks, fingerprint

_OK: Final = 200
_DIGEST: Final = re.compile(r"photo-([0-9a-f]{40,64})")
_DIGEST_CHARS: Final = 40
ARTICLE: Final = "bài (tiêu đề class entry-title, nội dung class entry-content, hoặc một thẻ article)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPage:
    """A page as its reader sees it; `images` are absolute addresses in reading order."""

    url: str
    title: str
    lines: tuple[str, ...]
    images: tuple[str, ...]


AsWritten = Callable[[Sequence[str], Sequence[str]], tuple[str, ...]]
"""Printed lines and approved ones: the printed, each as approved where a portal's typography alone makes it differ."""


async def shown_page(line: Line, url: str, order: Order, *, as_written: AsWritten | None = None) -> Shown | None:
    """What the public sees at `url`; None when nobody sees anything there.

    Errors: ChannelTrouble when the server cannot say, or when the page lacks what a preview needs.
    """
    call = Call(effect=Effect.READ, method="GET", url=url, headers={"Cache-Control": "no-cache"}, follow=True)
    reply = await line.send(call)
    if reply.status in SERVER_ERRORS:
        raise line.server_error(reply)
    return page_in(line, reply, order, as_written=as_written) if reply.status == _OK else None


def page_in(line: Line, reply: Reply, order: Order, *, as_written: AsWritten | None = None) -> Shown:
    """What a reader of this page sees of the order's article: of several readings of it the approved one, if any is.

    Errors: ChannelTrouble when the page lacks what a preview needs.
    """
    readings = [_read_as(page, order, as_written) for page in pages_of(line, reply)]
    return next((shown for shown in readings if fingerprint(shown.lines) == order.post.fingerprint), readings[0])


def pages_of(line: Line, reply: Reply) -> tuple[PublicPage, ...]:
    """The ways to read an article's page, the surest first; at least one.

    Errors: ChannelTrouble when the page lacks what a preview needs.
    """
    found = found_article(reply.text)
    title, url = found.facts.get("og:title"), found.facts.get("og:url")
    needed = {"og:title": title, "og:url": url, ARTICLE: found.readings}
    missing = [name for name, value in needed.items() if not value]
    if missing:
        raise line.refused(lacking(missing), evidence=f"HTTP {reply.status} tại {reply.url}")
    return tuple(_page(reply, str(title), str(url), reading) for reading in found.readings)


def lacking(missing: Sequence[str]) -> Meaning:
    """Row for a page on which these are missing."""
    happened = f"trang bài viết thiếu {', '.join(missing)}, nên không đọc lại và không xem trước được bài"
    return person(happened, "bổ sung vào giao diện trang bài viết của Cổng theo docs/guides/giao-dien-cong.md")


def _page(reply: Reply, title: str, url: str, reading: str) -> PublicPage:
    found = blocks(reading)
    return PublicPage(
        url=absolute(reply.url, url) or reply.url,
        title=title,
        lines=tuple(block.text for block in found if block.kind is not BlockKind.PHOTO),
        images=tuple(absolute(reply.url, block.text) for block in found if block.kind is BlockKind.PHOTO),
    )


def _read_as(page: PublicPage, order: Order, as_written: AsWritten | None) -> Shown:
    lines = as_written(page.lines, order.post.lines) if as_written else page.lines
    return Shown(url=page.url, lines=lines, photo_urls=_photo_urls(page.images, order))


def _photo_urls(images: Sequence[str], order: Order) -> dict[str, str]:
    """Public address of each photo of the order that is on the page, known by the digest in its file name."""
    known = {digest[:_DIGEST_CHARS]: digest for digest in order.post.photos}
    found: dict[str, str] = {}
    for image in images:
        named = _DIGEST.search(urlsplit(image).path)
        digest = known.get(named.group(1)[:_DIGEST_CHARS]) if named else None
        if digest:
            found.setdefault(digest, image)
    return found
