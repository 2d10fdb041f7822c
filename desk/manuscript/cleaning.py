"""Text at the door: what is refused, what is quietly washed away, and the clean form that is left.

Safety rests on the whitelist given to nh3; everything before it is there to speak clearly to the author.
"""

import re
from collections.abc import Callable
from typing import Final

import nh3

from desk.manuscript.blocks import blocks_of
from desk.manuscript.markup import Node, Tag, parse, serialise, text_of, tokens, walk
from desk.refusal import refusal
from newsroom.text import PHOTO_SCHEME, blocks, quoted
from newsroom.web_address import is_link
from newsroom.wording.legacy_text import LegacyEncoding, legacy_encoding

__all__ = [
    "BODY_TAGS",
    "Where",
    "clean_body",
    "on_line",
    "refuse_active_content",
    "refuse_legacy_text",
    "unlinked",
    "washed",
]

Where = Callable[[str, int], str]
"""Place of a suspicious text, from the text itself and its line in the HTML, for the message."""

BODY_TAGS: Final = frozenset(
    {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "sup", "sub", "s", "br", "a", "img"}
    | {"table", "thead", "tbody", "tr", "th", "td"},
)
_CELL: Final = {"colspan", "rowspan"}
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src"}, "td": _CELL, "th": _CELL}
_ACTIVE_TAGS: Final = frozenset({"script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "base"})
_ACTIVE_SCHEME: Final = re.compile(r"(?:javascript|vbscript|livescript|data:text/html)", re.IGNORECASE)
_EVENT: Final = re.compile(r"on[a-z]{3,}")
_NAMED_LINKS: Final = 5
_BLANKS: Final = re.compile(r"[\x00-\x20\u00a0\u200b\ufeff]+")
_PHOTO_SRC: Final = re.compile(re.escape(PHOTO_SCHEME) + r"[0-9a-f]{64}")
_REMEDY: Final = {
    LegacyEncoding.TCVN3: "TCVN3 (phông .VnTime)",
    LegacyEncoding.VNI: "VNI (phông VNI-Times)",
}


def on_line(_text: str, line: int) -> str:
    """The plain answer to `Where`: the line in the HTML as written."""
    return f"dòng {line}"


def refuse_active_content(html: str, where: Where = on_line) -> None:
    """Turn away a text that would run or load something on the reader's machine.

    Errors: InvalidInput naming the first such place.
    """
    for token in tokens(html):
        if isinstance(token, Tag) and (found := _active_part(token)):
            raise refusal(
                "body",
                f"{where(found, token.line)} có mã chạy được ({quoted(found)})",
                "hãy xóa đoạn mã đó, chỉ để chữ và ảnh, rồi gửi lại",
            )


def _active_part(tag: Tag) -> str | None:
    if tag.name in _ACTIVE_TAGS:
        return f"<{tag.name}"
    for name, value in tag.attributes:
        if _EVENT.fullmatch(name):
            return name
        if _ACTIVE_SCHEME.match(_BLANKS.sub("", value)):
            return value[:40]
    return None


def refuse_legacy_text(field: str, html: str) -> None:
    """Turn away text typed in TCVN3 or VNI fonts, which would be published as gibberish.

    Errors: InvalidInput quoting the first such paragraph and saying how to convert.
    """
    for block in blocks(html):
        found = legacy_encoding(block.text)
        if found is not None:
            raise refusal(
                field,
                f"chữ gõ bằng bảng mã cũ {_REMEDY[found]}: “{quoted(block.text)}”",
                "hãy chuyển sang Unicode (trong Word: chọn tất cả, chép, bấm Ctrl+Shift+F6 của Unikey, "
                f"chọn nguồn {found.value}, đích Unicode, rồi dán lại) và gửi lại",
            )


def clean_body(html: str, where: Where = on_line) -> str:
    """Clean HTML of a text already in the desk's hands; its pictures must be `photo:` addresses.

    Errors: InvalidInput (body) for active content, other pictures, or markup no article has.
    """
    refuse_active_content(html, where)
    laid_out = blocks_of(parse(html))
    for image in (inner for block in laid_out for inner in walk(block) if inner.tag == "img"):
        if not _PHOTO_SRC.fullmatch(image.attributes.get("src", "")):
            raise refusal(
                "body",
                f"{where(image.attributes.get('src', '<img'), image.line)} có ảnh không nằm trong kho ảnh của bài",
                "hãy tải ảnh lên mục Ảnh rồi chèn lại",
            )
    unlinked(laid_out)
    return washed(laid_out)


def unlinked(laid_out: list[Node]) -> tuple[str, ...]:
    """Take away links that lead nowhere safe, keeping their words; a note for the author when there were any."""
    dropped = []
    for link in (inner for block in laid_out for inner in walk(block) if inner.tag == "a"):
        address = link.attributes.pop("href", "").strip()
        if is_link(address):
            link.attributes["href"] = address
        elif address:
            dropped.append(f"“{quoted(text_of(link) or '(ảnh)', 40)}” → “{quoted(address, 40)}”")
    if not dropped:
        return ()
    named = "; ".join(dropped[:_NAMED_LINKS]) + "; …" * (len(dropped) > _NAMED_LINKS)
    note = (
        f"Đã bỏ {len(dropped)} liên kết và giữ nguyên chữ: {named}. Liên kết phải là địa chỉ đầy đủ, bắt đầu bằng "
        "https:// hoặc http://, không có dấu cách, ký tự ẩn, tên đăng nhập; hoặc mailto: kèm một hộp thư. "
        "Nếu cần liên kết, hãy ghi lại địa chỉ trong bản thảo rồi gửi lại."
    )
    return (note,)


def washed(laid_out: list[Node]) -> str:
    """HTML of blocks with nothing in it but the whitelist."""
    for block in laid_out:
        if block.tag in {"h1", "figcaption"}:
            block.tag = "h2" if block.tag == "h1" else "p"
    return nh3.clean(
        "\n".join(serialise([block]) for block in laid_out),
        tags=set(BODY_TAGS),
        attributes=_ATTRIBUTES,
        attribute_filter=_kept_value,
        url_schemes={"http", "https", "mailto", PHOTO_SCHEME.rstrip(":")},
        link_rel=None,
        strip_comments=True,
    ).strip()


def _kept_value(tag: str, attribute: str, value: str) -> str | None:
    if tag == "img":
        return value if _PHOTO_SRC.fullmatch(value) else None
    if attribute == "href":
        return value if is_link(value) else None
    return value if value.isdigit() else None
