"""What the public page of an article shows: fetched without credentials, read with the standard parser.

Knows no portal: any page with Open Graph tags and one `<article>` will do.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from html.parser import HTMLParser
from typing import Final

from activities.channels.calls import SERVER_ERRORS, Call, Effect, Line, Reply, absolute
from activities.channels.meanings import person
from activities.channels.pictures import named_digest
from activities.ports import Order, Shown
from newsroom.publishing import picture_named
from newsroom.text import Block, BlockKind, blocks

_OK: Final = 200
_ASIDE: Final = frozenset({"time", "script", "style", "nav", "aside", "button", "form", "template", "noscript"})
"""Parts of an article element that are the theme's, not the article's: its date, share buttons, related news."""

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
    named = tuple(map(_named, page.blocks))
    return Shown(url=page.url, blocks=named, photo_urls=_photo_urls(page.blocks, named, order))


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
    return PublicPage(
        url=absolute(reply.url, needed["og:url"]) or reply.url,
        title=str(needed["og:title"]),
        blocks=tuple(_absolute(block, reply.url) for block in blocks(reader.article, reply.url)),
    )


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


def _picture_address(attrs: Mapping[str, str | None], sources: Sequence[str]) -> str:
    """The address of what a reader sees in a picture: each of its forms, also the one loaded late, must be the same.

    Shape: where they are not, the one that is none of ours, or another of ours.
    """
    late = [attrs.get(name) or "" for name in _LAZY]
    sets = [each for name in _SETS for each in _addresses(attrs.get(name) or "")]
    src = "" if any(late) else attrs.get("src") or ""
    forms = [form for form in (src, *late, *sets, *sources) if form and not form.startswith(_INLINE)]
    digests = [named_digest(form) for form in forms]
    other = "" if "" in digests else next((digest for digest in digests if digest != digests[0]), None)
    return forms[0 if other is None else digests.index(other)] if forms else ""


def _addresses(srcset: str) -> list[str]:
    return [form.split()[0] for form in _BETWEEN.split(srcset) if form.split()]


class _PageReader(HTMLParser):
    """Gathers the Open Graph facts and the inner HTML of the first article element; a picture under one address."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=False)
        self.facts: dict[str, str] = {}
        self._pieces: list[str] = []
        self._sources: list[str] = []
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
            self._keep(self._start(tag, dict(attrs)))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "meta":
            self.handle_starttag(tag, attrs)
        elif tag not in _ASIDE:
            self._keep(self._start(tag, dict(attrs)))

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

    def _start(self, tag: str, attrs: Mapping[str, str | None]) -> str:
        if tag == "picture":
            self._sources.clear()
        if tag == "source":
            self._sources.extend(_addresses(attrs.get("srcset") or attrs.get("data-srcset") or ""))
        if tag != "img":
            return self.get_starttag_text() or ""
        sources, self._sources = self._sources, []
        return f'<img src="{escape(_picture_address(attrs, sources))}">'

    def _keep(self, piece: str) -> None:
        if self._depth and not self._aside:
            self._pieces.append(piece)
