"""What the public page of an article shows: fetched without credentials, read with the standard parser.

Knows no portal: any page with Open Graph tags will do whose article can be found (`article_on_page`).
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from activities.channels.article_on_page import found_article
from activities.channels.calls import SERVER_ERRORS, Call, Effect, Line, Reply
from activities.channels.inside import absolute
from activities.channels.meanings import Meaning, person
from activities.channels.pictures import named_digest
from activities.ports import Order, Shown
from newsroom.publishing import picture_named
from newsroom.text import Attributes, Block, BlockKind, blocks

_OK: Final = 200
ARTICLE: Final = "bài (tiêu đề class entry-title, nội dung class entry-content, hoặc một thẻ article)"
_LAZY: Final = ("data-src", "data-lazy-src", "data-original")
_SETS: Final = ("srcset", "data-srcset", "data-lazy-srcset")
_BETWEEN: Final = re.compile(r",\s+|(?<=[wx]),")
_INLINE: Final = "data:"


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPage:
    """A page as its reader sees it; the pictures stand under their absolute addresses."""

    url: str
    title: str
    blocks: tuple[Block, ...]


AsWritten = Callable[[Sequence[Block], Sequence[Block]], tuple[Block, ...]]
"""Printed blocks and approved ones: the printed, each as approved where a portal's typography alone makes it differ."""


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
    return next((shown for shown in readings if not shown.differs_from(order.post)), readings[0])


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
    found = (_absolute(block, reply.url) for block in blocks(reading, reply.url, _picture_address))
    return PublicPage(url=absolute(reply.url, url) or reply.url, title=title, blocks=tuple(found))


def _read_as(page: PublicPage, order: Order, as_written: AsWritten | None) -> Shown:
    named = tuple(map(_named, page.blocks))
    shown = as_written(named, order.post.blocks) if as_written else named
    return Shown(url=page.url, blocks=shown, photo_urls=_photo_urls(page.blocks, named, order))


def _absolute(block: Block, base: str) -> Block:
    return replace(block, text=absolute(base, block.text)) if block.kind is BlockKind.PHOTO else block


def _named(block: Block) -> Block:
    """A picture under the digest that its file name carries; any other block as it is."""
    digest = named_digest(block.text) if block.kind is BlockKind.PHOTO else ""
    return picture_named(digest) if digest else block


def _photo_urls(found: Sequence[Block], named: Sequence[Block], order: Order) -> dict[str, str]:
    """Public address of each photo of the order that is on the page."""
    shown = {name: block.text for name, block in reversed([*zip(named, found, strict=True)])}
    return {digest: shown[name] for digest in order.post.photos if (name := picture_named(digest)) in shown}


def _picture_address(attrs: Attributes, sources: Sequence[Attributes]) -> str:
    """The address of what a reader sees in a picture: each of its forms, also the one loaded late, must be the same.

    Shape: where they are not, the one that is none of ours, or another of ours.
    """
    late = [attrs.get(name) or "" for name in _LAZY]
    sets = [each for of in (attrs, *sources) for name in _SETS for each in _addresses(of.get(name) or "")]
    src = "" if any(late) else attrs.get("src") or ""
    forms = [form for form in (src, *late, *sets) if form and not form.startswith(_INLINE)]
    digests = [named_digest(form) for form in forms]
    other = "" if "" in digests else next((digest for digest in digests if digest != digests[0]), None)
    return forms[0 if other is None else digests.index(other)] if forms else ""


def _addresses(srcset: str) -> list[str]:
    return [form.split()[0] for form in _BETWEEN.split(srcset) if form.split()]
