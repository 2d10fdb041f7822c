"""Text at the door: what is refused, what is quietly washed away, and the clean form that is left.

Safety rests on the whitelist given to nh3; everything before it is there to speak clearly to the author.
"""

import re
from typing import Final

import nh3

from desk.letters import private_letter
from desk.manuscript.blocks import blocks_of, trim
from desk.manuscript.markup import Node, serialise, text_of, tokens, tree_of, walk
from desk.manuscript.reading import Where, on_line
from desk.manuscript.text.active import refuse_active_content
from desk.manuscript.text.showing import shown
from desk.refusal import refusal
from newsroom.shown.web_address import is_link
from newsroom.text import PHOTO_SCHEME, blocks, quoted
from newsroom.wording.legacy_text import LegacyEncoding, legacy_encoding

BODY_TAGS: Final = frozenset(
    {"p", "h2", "h3", "ul", "li", "blockquote", "strong", "em", "sup", "sub", "s", "br", "a", "img"}
    | {"table", "thead", "tbody", "tr", "th", "td"},
)
_HOUSE_TAGS: Final = BODY_TAGS | {"ol"}
"""What a text already in the house may hold: numbers of lists were no part of the words once."""
_CELL: Final = {"colspan", "rowspan"}
_ATTRIBUTES: Final = {"a": {"href"}, "img": {"src"}, "td": _CELL, "th": _CELL}
_NAMED_LINKS: Final = 5
_AROUND: Final = 20
_PHOTO_SRC: Final = re.compile(re.escape(PHOTO_SCHEME) + r"[0-9a-f]{64}")
_REMEDY: Final = {
    LegacyEncoding.TCVN3: "TCVN3 (phông .VnTime)",
    LegacyEncoding.VNI: "VNI (phông VNI-Times)",
}


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


def refuse_private(field: str, text: str, where: Where = on_line) -> None:
    """Turn away letters that only a font of the author's machine can show. Errors: InvalidInput quoting the words."""
    if letter := private_letter(text):
        at = text.index(letter)
        around = text[max(0, at - _AROUND) : at + _AROUND]
        wrong = f"{where(around, 0)} có ký tự U+{ord(letter):04X} chỉ hiện được bằng phông riêng (“{quoted(around)}”)"
        raise refusal(field, wrong, "hãy gõ lại chỗ đó bằng ký tự thường rồi gửi lại")


def clean_body(html: str, where: Where = on_line) -> str:
    """Clean HTML of a text already in the desk's hands; its pictures must be `photo:` addresses.

    Errors: InvalidInput (body) for active content, other pictures, or markup no article has.
    """
    found = list(tokens(html))
    refuse_active_content(found, where)
    tree = tree_of(found)
    for node in walk(tree):
        # Before the words are put together: a link that goes away later would leave two blanks, or a loose accent.
        if node.tag == "a" and not (is_link(address := node.attributes.get("href", "").strip()) or address[:1] == "#"):
            node.attributes.pop("href", None)
    laid_out = blocks_of(shown(tree, where, with_labels=False).root)
    for image in (inner for block in laid_out for inner in walk(block) if inner.tag == "img"):
        if not _PHOTO_SRC.fullmatch(image.attributes.get("src", "")):
            raise refusal(
                "body",
                f"{where(image.attributes.get('src', '<img'), image.line)} có ảnh không nằm trong kho ảnh của bài",
                "hãy tải ảnh lên mục Ảnh rồi chèn lại",
            )
    return washed(laid_out, _HOUSE_TAGS)


def unlinked(laid_out: list[Node]) -> tuple[str, ...]:
    """Take away links that lead nowhere safe, keeping their words; a note for the author when there were any."""
    dropped = []
    for link in (inner for block in laid_out for inner in walk(block) if inner.tag == "a"):
        address = link.attributes.pop("href", "").strip()
        if is_link(address):
            link.attributes["href"] = address
        else:
            link.tag = ""
        if address and not link.tag:
            dropped.append(f"“{quoted(text_of(link) or '(ảnh)', 40)}” → “{quoted(address, 40)}”")
    for block in laid_out:
        _splice(block)
        trim(block)
    if not dropped:
        return ()
    named = "; ".join(dropped[:_NAMED_LINKS]) + "; …" * (len(dropped) > _NAMED_LINKS)
    note = (
        f"Đã bỏ {len(dropped)} liên kết và giữ nguyên chữ: {named}. Liên kết phải là địa chỉ đầy đủ, bắt đầu bằng "
        "https:// hoặc http://, không có dấu cách, ký tự ẩn, tên đăng nhập; hoặc mailto: kèm một hộp thư. "
        "Nếu cần liên kết, hãy ghi lại địa chỉ trong bản thảo rồi gửi lại."
    )
    return (note,)


def _splice(node: Node) -> None:
    """Put what a dissolved link holds in its place."""
    for child in node.children:
        if isinstance(child, Node):
            _splice(child)
    pieces = ([child] if isinstance(child, str) or child.tag else child.children for child in node.children)
    node.children = [piece for found in pieces for piece in found]


def washed(laid_out: list[Node], tags: frozenset[str] = BODY_TAGS) -> str:
    """HTML of blocks with nothing in it but the whitelist."""
    for inner in (deeper for block in laid_out for deeper in (block, *walk(block))):
        if inner.tag in {"h1", "figcaption"}:
            inner.tag = "h2" if inner.tag == "h1" else "p"
    return nh3.clean(
        "\n".join(serialise([block]) for block in laid_out),
        tags=set(tags),
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
