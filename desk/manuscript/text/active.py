"""Markup that would run or load something on a reader's machine: turned away, so that the author knows."""

import re
from collections.abc import Iterable
from typing import Final

from desk.manuscript.markup import Aside, Tag
from desk.manuscript.reading import Where, on_line
from desk.refusal import refusal
from newsroom.text import quoted

_ACTIVE_TAGS: Final = frozenset({"script", "iframe", "frame", "frameset", "object", "embed", "applet", "form", "base"})
_ACTIVE_SCHEME: Final = re.compile(r"(?:javascript|vbscript|livescript|data:text/html)", re.IGNORECASE)
_EVENT: Final = re.compile(r"on[a-z]{3,}")
_BLANKS: Final = re.compile(r"[\x00-\x20\u00a0\u200b\ufeff]+")


def refuse_active_content(found: Iterable[Tag | Aside | str], where: Where = on_line) -> None:
    """Turn away a text that would run or load something on the reader's machine.

    Errors: InvalidInput naming the first such place.
    """
    for token in found:
        if isinstance(token, Tag) and (part := _active_part(token)):
            raise refusal(
                "body",
                f"{where(part, token.line)} có mã chạy được ({quoted(part)})",
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
