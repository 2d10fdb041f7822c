"""What the public page of an article shows: fetched without credentials, read with the standard parser.

Knows no portal: any page with Open Graph tags and one `<article>` will do.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from activities.channels.calls import SERVER_ERRORS, Call, Effect, Line, Reply, absolute
from activities.channels.meanings import person
from activities.ports import Order, Shown
from newsroom.text import BlockKind, blocks

_OK: Final = 200
_ASIDE: Final = frozenset({"time", "script", "style", "nav", "aside", "button", "form", "template", "noscript"})
"""Parts of an article element that are the theme's, not the article's: its date, share buttons, related news."""

_DIGEST: Final = re.compile(r"photo-([0-9a-f]{40,64})")
_DIGEST_CHARS: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicPage:
    """A page as its reader sees it; `images` are absolute addresses in reading order."""

    url: str
    title: str
    lines: tuple[str, ...]
    images: tuple[str, ...]


async def shown_page(line: Line, url: str, order: Order) -> Shown | None:
    """What the public sees at `url`; None when nobody sees anything there.

    Errors: ChannelTrouble when the server cannot say, or when the page lacks what a preview needs.
    """
    call = Call(effect=Effect.READ, method="GET", url=url, headers={"Cache-Control": "no-cache"}, follow=True)
    reply = await line.send(call)
    if reply.status in SERVER_ERRORS:
        raise line.server_error(reply)
    if reply.status != _OK:
        return None
    page = _page_of(line, reply)
    return Shown(url=page.url, lines=page.lines, photo_urls=_photo_urls(page.images, order))


def _page_of(line: Line, reply: Reply) -> PublicPage:
    reader = _PageReader()
    reader.feed(reply.text)
    reader.close()
    needed = {"og:title": reader.facts.get("og:title"), "og:url": reader.facts.get("og:url")}
    missing = [name for name, value in needed.items() if not value]
    if not reader.article.strip():
        missing.append("article")
    if missing:
        happened = f"trang công khai thiếu {', '.join(missing)}, mạng xã hội không đọc được trang"
        row = person(happened, "sửa giao diện trang bài viết của Cổng")
        raise line.refused(row, evidence=f"HTTP {reply.status} tại {reply.url}")
    found = blocks(reader.article)
    return PublicPage(
        url=absolute(reply.url, needed["og:url"]) or reply.url,
        title=str(needed["og:title"]),
        lines=tuple(block.text for block in found if block.kind is not BlockKind.PHOTO),
        images=tuple(absolute(reply.url, block.text) for block in found if block.kind is BlockKind.PHOTO),
    )


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


class _PageReader(HTMLParser):
    """Gathers the Open Graph facts and the inner HTML of the first article element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.facts: dict[str, str] = {}
        self._pieces: list[str] = []
        self._depth = 0
        self._done = False
        self._aside = ""
        self._aside_depth = 0

    @property
    def article(self) -> str:
        """Inner HTML of the article, without the theme's own parts."""
        return "".join(self._pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            facts = dict(attrs)
            self.facts.setdefault(str(facts.get("property") or facts.get("name") or ""), facts.get("content") or "")
        if tag == "article" and not self._done:
            self._depth += 1
        elif self._depth and self._aside:
            self._aside_depth += tag == self._aside
        elif self._depth and tag in _ASIDE:
            self._aside, self._aside_depth = tag, 1
        else:
            self._keep(self.get_starttag_text() or "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self.handle_starttag(tag, attrs)
        elif tag not in _ASIDE:
            self._keep(self.get_starttag_text() or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "article" and self._depth:
            self._depth -= 1
            self._done = not self._depth
        elif self._aside:
            self._aside_depth -= tag == self._aside
            self._aside = self._aside if self._aside_depth else ""
        else:
            self._keep(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self._keep(data)

    def handle_entityref(self, name: str) -> None:
        self._keep(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._keep(f"&#{name};")

    def _keep(self, piece: str) -> None:
        if self._depth and not self._aside:
            self._pieces.append(piece)
