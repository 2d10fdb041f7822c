"""The HTML that a portal is given for an approved text, and the short key that makes its address unique.

Knows no portal's API: pictures are put in by the addresses that the portal gave them.
"""

import hashlib
import re
from collections import deque
from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from typing import Final

from activities.channels.calls import Line
from activities.channels.links import link
from activities.ports import Order
from newsroom.publishing import Picture, source_html
from newsroom.text import PHOTO_SCHEME

_KEY_CHARS: Final = 8
_WHITE_SPACE: Final = re.compile(r"\s+")
_EMPTY_PARAGRAPH: Final = re.compile(r"<p[^>]*>\s*</p>")
_NO_END_TAG: Final = frozenset({"br", "hr", "img", "wbr", "col", "input"})


def address_slug(order: Order) -> str:
    """Readable address with a short key, so that two articles or revisions of the same title differ."""
    short = hashlib.sha256(order.key.encode()).hexdigest()[:_KEY_CHARS]
    return f"{order.slug}-{short}".strip("-")


def article_html(line: Line, order: Order, urls: Mapping[str, str]) -> str:
    """Body of the article: text with figures in place, left-over photos, source and byline.

    Shape:  with the title and the summary that the portal shows above it, its blocks read as `order.post.blocks`.
    Errors: ChannelTrouble when a link in it leads to no web page and no mailbox.
    """
    composer = _Composer(line, order.post.pictures, urls)
    composer.feed(order.post.body_html)
    composer.close()
    body = _EMPTY_PARAGRAPH.sub("", composer.html)
    address = link(line, order.source_url) if order.source_url else ""
    return "".join([body, composer.rest(), source_html(order.source_name, address), _byline(order)])


def _byline(order: Order) -> str:
    return f'<p class="byline">{escape(order.byline)}</p>' if order.byline.strip() else ""


class _Composer(HTMLParser):
    """Copies clean HTML, putting a figure where a photo stands; a paragraph is closed around it and opened again."""

    def __init__(self, line: Line, pictures: Sequence[Picture], urls: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._line = line
        self._pictures = deque(pictures)
        self._urls = urls
        self._pieces: list[str] = []
        self._open: list[tuple[str, str]] = []

    @property
    def html(self) -> str:
        """What has been copied so far."""
        return "".join(self._pieces)

    def rest(self) -> str:
        """The figures of the pictures that stand nowhere in the text."""
        return "".join(self._figure() for _ in range(len(self._pictures)))

    def _figure(self) -> str:
        """The figure of the next picture."""
        picture = self._pictures.popleft()
        url = self._urls.get(picture.digest)
        if url is None:
            return ""
        image = f'<img src="{escape(url)}" alt="{escape(picture.alt)}" data-photo="{picture.digest}">'
        caption = f"<figcaption>{escape(picture.caption)}</figcaption>" if picture.caption else ""
        return f"<figure>{image}{caption}</figure>"

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        source = dict(attrs).get("src") or ""
        if tag == "img" and source.startswith(PHOTO_SCHEME):
            self._place()
            return
        for name, value in attrs:
            if name == "href":
                link(self._line, value or "")
        start = f"<{tag}{''.join(_attribute(name, value) for name, value in attrs)}>"
        self._pieces.append(start)
        if tag not in _NO_END_TAG:
            self._open.append((tag, start))

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _NO_END_TAG:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in _NO_END_TAG:
            return
        self._pieces.append(f"</{tag}>")
        for at in range(len(self._open) - 1, -1, -1):
            if self._open[at][0] == tag:
                del self._open[at:]
                break

    def handle_data(self, data: str) -> None:
        # Some portals make paragraphs of line breaks inside the text.
        self._pieces.append(escape(_WHITE_SPACE.sub(" ", data), quote=False))

    def _place(self) -> None:
        names = [tag for tag, _ in self._open]
        around = self._open[names.index("p") :] if "p" in names else []
        self._pieces.extend(f"</{tag}>" for tag, _ in reversed(around))
        self._pieces.append(self._figure())
        self._pieces.extend(start for _, start in around)


def _attribute(name: str, value: str | None) -> str:
    return f" {name}" if value is None else f' {name}="{escape(value)}"'
