"""The checks of photos and links: the words a photo must carry, its size, and addresses that lead nowhere."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Final
from urllib.parse import urlsplit

from newsroom.article import Content
from newsroom.checklist.findings import Code, Facts, Finding, blocking, excerpt, warning
from newsroom.text import plain

PHOTO_MIN_WIDTH_PX: Final = 800
_INSIDE: Final = re.compile(r"(?:127\.|10\.|192\.168\.|[^.]*$)")
PHOTO_MAX_BYTES: Final = 5 * 1024 * 1024


def photo_caption(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Photos without a caption.

    Source: rule 54; checklist 2.4.
    """
    for number, photo in enumerate(content.photos):
        if not plain(photo.caption):
            message = f"Ảnh {number + 1} chưa có chú thích; hãy ghi ai, làm gì, ở đâu."
            yield blocking(Code.PHOTO_CAPTION, message, f"photos[{number}].caption", f"ảnh {number + 1}")


def photo_credit(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Photos without a photographer or source.

    Source: rule 54; checklist 2.4.
    """
    for number, photo in enumerate(content.photos):
        if not plain(photo.credit):
            message = f"Ảnh {number + 1} chưa ghi người chụp hoặc nguồn ảnh; hãy ghi vào mục Ảnh."
            place = f"ảnh {number + 1}: “{excerpt(plain(photo.caption))}”"
            yield blocking(Code.PHOTO_CREDIT, message, f"photos[{number}].credit", place)


def photo_size(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Photos too narrow to be shown well, or too heavy for a reader's line.

    Source: rule 54; checklist 2.4.
    """
    for number, photo in enumerate(content.photos):
        field, place = f"photos[{number}]", f"ảnh {number + 1}: “{excerpt(plain(photo.caption))}”"
        if photo.width < PHOTO_MIN_WIDTH_PX:
            message = f"Ảnh {number + 1} chỉ rộng {photo.width} điểm; hãy thay ảnh rộng từ {PHOTO_MIN_WIDTH_PX} điểm."
            yield warning(Code.PHOTO_SMALL, message, field, place)
        if photo.size_bytes > PHOTO_MAX_BYTES:
            megabytes = f"{photo.size_bytes / 1024 / 1024:.1f}".replace(".", ",")
            message = f"Ảnh {number + 1} nặng {megabytes} MB; hãy nén xuống dưới 5 MB."
            yield warning(Code.PHOTO_HEAVY, message, field, place)


def photo_alt(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Photos without a text for readers who cannot see them.

    Source: rule 54; checklist 2.4 (accessibility of state sites).
    """
    for number, photo in enumerate(content.photos):
        if not plain(photo.alt):
            message = f"Ảnh {number + 1} chưa có lời mô tả cho người khiếm thị; hãy ghi một câu tả ảnh."
            place = f"ảnh {number + 1}: “{excerpt(plain(photo.caption))}”"
            yield warning(Code.PHOTO_ALT, message, f"photos[{number}].alt", place)


def broken_link(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Links that cannot lead a reader anywhere, judged by their form alone.

    Source: rule 54; checklist 2.4.
    """
    reader = _LinkReader()
    reader.feed(content.body_html)
    reader.close()
    for href, text in reader.links:
        fault = _fault(href)
        if fault:
            message = f"Liên kết {fault}; hãy dán lại địa chỉ đầy đủ hoặc bỏ liên kết."
            yield warning(Code.BROKEN_LINK, message, "body", f"liên kết “{excerpt(text)}” → “{excerpt(href)}”")


def _fault(href: str) -> str:
    address = href.strip()
    if not address or any(c.isspace() for c in address):
        return "có dấu cách trong địa chỉ" if address else "để trống địa chỉ"
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
    except ValueError:
        return "sai dạng địa chỉ"
    if parts.scheme == "mailto":
        return "" if "@" in parts.path else "sai địa chỉ thư điện tử"
    if parts.scheme not in {"http", "https"}:
        return "thiếu https:// ở đầu"
    return "trỏ tới máy nội bộ, bạn đọc không mở được" if _INSIDE.match(host) else ""


class _LinkReader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[tuple[str, str]] = []
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links.append((dict(attrs).get("href") or "", ""))
            self._inside = True

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside and self.links:
            href, text = self.links[-1]
            self.links[-1] = (href, text + data)
