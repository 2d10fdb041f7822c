"""Small questions about text: its plain form, its address, its time stamp, how it is tampered with."""

import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache
from html.parser import HTMLParser

_BLOCKS = frozenset(
    {"p", "div", "li", "ul", "ol", "br", "tr", "table", "blockquote", "figure", "figcaption", "section"}
)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_TAMPERED = "Câu này do người ngoài chèn vào."
FOREIGN = "https://noi-khac.example/"
_LINK = re.compile(r"""href="[^"]*\"""")
_PICTURE = re.compile(r"<img\b[^>]*>", re.IGNORECASE)
_LABEL = re.compile(r"(<p[^>]*>(?:Điều )?)(\d+|[a-zđ])(?=[.)])")
_SUP = re.compile(r"</?sup>")
_IMAGE = re.compile(r"<img\b", re.IGNORECASE)
_IMAGE_SOURCE = re.compile(r"""<img\b[^>]*?\bsrc\s*=\s*["']([^"']+)["']""", re.IGNORECASE)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag in _BLOCKS or tag in _HEADINGS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS or tag in _HEADINGS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)


@lru_cache(maxsize=4096)
def plain_text(html: str) -> str:
    """Words of `html` as a reader sees them, one line per block."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def slug_of(title: str) -> str:
    """Address form of a Vietnamese title: ASCII, lower case, hyphens."""
    bare = unicodedata.normalize("NFD", title.replace("đ", "d").replace("Đ", "D"))
    letters = "".join(c for c in bare if not unicodedata.combining(c)).lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")


def altered(text: str) -> str:
    """`text` with a foreign sentence slipped in, as plain words or as a paragraph when it is HTML."""
    if text.rstrip().endswith(">"):
        return f"{text}<p>{_TAMPERED}</p>"
    return f"{text} {_TAMPERED}"


def tampered(html: str, fault: str) -> str:
    """The body of a page as a fault leaves it; untouched by a fault that is not of the page."""
    return _TAMPERING.get(fault, str)(html)


def _link_changed(html: str) -> str:
    return _LINK.sub(f'href="{FOREIGN}"', html, count=1)


def _photo_dropped(html: str) -> str:
    return _PICTURE.sub("", html, count=1)


def _label_changed(html: str) -> str:
    return _LABEL.sub(lambda label: f"{label[1]}{'z' if label[2].isalpha() else '99'}", html, count=1)


def _sup_dropped(html: str) -> str:
    return _SUP.sub("", html)


_TAMPERING = {
    "page_altered": altered,
    "link_changed": _link_changed,
    "photo_dropped": _photo_dropped,
    "label_changed": _label_changed,
    "sup_dropped": _sup_dropped,
}


def count_images(html: str) -> int:
    """Number of images in `html`."""
    return len(_IMAGE.findall(html))


def first_image(html: str) -> str | None:
    """Address of the first image in `html`; None when there is none."""
    found = _IMAGE_SOURCE.search(html)
    return found.group(1) if found else None


def stamp(moment: datetime) -> str:
    """ISO 8601 in UTC with milliseconds and a Z."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment_of(text: str) -> datetime:
    """Aware instant written in `text`; a text without a zone is read as UTC.

    Errors: ValueError when `text` is not ISO 8601.
    """
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
