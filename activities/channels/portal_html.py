"""The HTML that a portal is given for an approved text, and the short key that makes its address unique.

Knows no portal's API: pictures are put in by the addresses that the portal gave them.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from html import escape
from html.parser import HTMLParser
from typing import Final

from activities.channels.calls import Line
from activities.channels.links import link
from activities.ports import Order, PhotoFile
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

    Shape:  with the title and the summary that the portal shows above it, its blocks read as `order.post.lines`.
    Errors: ChannelTrouble when a link in it leads to no web page and no mailbox.
    """
    composer = _Composer(line, order.photo_files, urls)
    composer.feed(order.post.body_html)
    composer.close()
    body = _EMPTY_PARAGRAPH.sub("", composer.html)
    rest = [composer.figure(digest) for digest in order.post.photos if digest not in composer.placed]
    return "".join([body, *rest, _source(line, order), _byline(order)])


def _source(line: Line, order: Order) -> str:
    if not order.source_name:
        return ""
    name = escape(order.source_name)
    linked = f'<a href="{escape(link(line, order.source_url))}">{name}</a>' if order.source_url else name
    return f'<p class="source">Nguồn: {linked}</p>'


def _byline(order: Order) -> str:
    return f'<p class="byline">{escape(order.byline)}</p>' if order.byline.strip() else ""


class _Composer(HTMLParser):
    """Copies clean HTML, putting a figure where a photo stands; a paragraph is closed around it and opened again."""

    def __init__(self, line: Line, photos: Mapping[str, PhotoFile], urls: Mapping[str, str]) -> None:
        super().__init__(convert_charrefs=True)
        self._line = line
        self._photos = photos
        self._urls = urls
        self._pieces: list[str] = []
        self._open: list[tuple[str, str]] = []
        self.placed: set[str] = set()

    @property
    def html(self) -> str:
        """What has been copied so far."""
        return "".join(self._pieces)

    def figure(self, digest: str) -> str:
        """Figure of a photo; its caption is shown only the first time, as the approved lines have it."""
        file, url = self._photos.get(digest), self._urls.get(digest)
        if file is None or url is None:
            return ""
        photo = file.photo
        image = f'<img src="{escape(url)}" alt="{escape(photo.alt)}" data-photo="{digest}">'
        caption = f"<figcaption>{escape(f'{photo.caption} Ảnh: {photo.credit}')}</figcaption>"
        first = digest not in self.placed
        self.placed.add(digest)
        return f"<figure>{image}{caption if first else ''}</figure>"

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        source = dict(attrs).get("src") or ""
        if tag == "img" and source.startswith(PHOTO_SCHEME):
            self._place(source.removeprefix(PHOTO_SCHEME))
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

    def _place(self, digest: str) -> None:
        names = [tag for tag, _ in self._open]
        around = self._open[names.index("p") :] if "p" in names else []
        self._pieces.extend(f"</{tag}>" for tag, _ in reversed(around))
        self._pieces.append(self.figure(digest))
        self._pieces.extend(start for _, start in around)


def _attribute(name: str, value: str | None) -> str:
    return f" {name}" if value is None else f' {name}="{escape(value)}"'
