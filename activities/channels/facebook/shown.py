"""What the readers of the Page see of a post: its message, its photos, the link under it and that link's preview."""

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from activities.channels.inside import objects, within
from activities.ports import Order
from newsroom.text import plain, quoted

_ADDRESS_CHARS: Final = 200
_PHOTO: Final = "photo"
_AFTER_TITLE: Final = ("-", "–", "—", "|", "»", "·")
"""What stands between a title and the name of the site, where a portal adds it."""


def message(order: Order, *, has_link_line: bool = False) -> str:
    """The message of a post; with photos it ends with a line that names the Portal."""
    lines = [*order.post.lines]
    if (order.post.photos or has_link_line) and order.portal_url:
        lines.append(link_line(order))
    return "\n\n".join(lines)


def link_line(order: Order) -> str:
    """The line that names the Portal under photos."""
    return f"Xem trên Cổng: {order.portal_url}"


def lines(post: Mapping[str, Any]) -> list[str]:
    """The lines of a post's message."""
    return [line for line in map(plain, str(post.get("message") or "").splitlines()) if line]


def own_lines(post: Mapping[str, Any], order: Order) -> tuple[str, ...]:
    """The lines of a post's message without the one that names the Portal."""
    found = lines(post)
    if order.portal_url and found and found[-1] == plain(link_line(order)):
        found.pop()
    return tuple(found)


def is_of(post: Mapping[str, Any], order: Order) -> bool:
    """Whether a listed post is an attempt at this order: its link decides where it is known, else its message."""
    links = {_place(address) for address in _links(post)}
    if not order.portal_url or order.post.photos or not links:
        return own_lines(post, order) == order.post.lines
    return _place(order.portal_url) in links


def amiss(post: Mapping[str, Any], order: Order) -> tuple[str, ...]:
    """What a post shows wrongly beside its message, as Vietnamese clauses.

    Shape: photos have no name on Facebook, so they are counted; an amended post keeps those that it was made with.
    """
    return tuple(_photos_amiss(post, order) if order.made.photos else _link_amiss(post, order))


def has_preview(order: Order) -> bool:
    """Whether the post of an order shows a preview of the article's page."""
    return bool(order.portal_url) and not order.made.photos


def preview_amiss(preview: Mapping[str, Any], order: Order) -> str:
    """The title in a link's preview when it is another than the article's, as a clause; empty when it is not known."""
    title = plain(str(within(preview, "og_object", "title") or within(preview, "title") or ""))
    ours = plain(order.post.title)
    rest = title.removeprefix(ours).strip()
    same = title.startswith(ours) and (not rest or rest.startswith(_AFTER_TITLE))
    return "" if same or not title else f"khung xem trước của liên kết còn ghi “{quoted(title, _ADDRESS_CHARS)}”"


def _photos_amiss(post: Mapping[str, Any], order: Order) -> Iterator[str]:
    (first, *_) = objects(within(post, "attachments", "data")) or [{}]
    parts = objects(within(first, "subattachments", "data")) or [first]
    found, wanted = sum(part.get("media_type") == _PHOTO for part in parts), len(order.made.photos)
    if found != wanted:
        yield f"bài có {found} ảnh, bản đã duyệt có {wanted} ảnh"


def _link_amiss(post: Mapping[str, Any], order: Order) -> Iterator[str]:
    found = _links(post)
    if not order.portal_url:
        return
    if not found:
        yield "thiếu liên kết tới bài trên Cổng"
    elif _place(order.portal_url) not in map(_place, found):
        yield f"liên kết dẫn tới {quoted(found[0], _ADDRESS_CHARS)} thay vì bài trên Cổng"


def _links(post: Mapping[str, Any]) -> list[str]:
    attached = objects(within(post, "attachments", "data"))
    return [str(each["unshimmed_url"]) for each in attached if each.get("unshimmed_url")]


def _place(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", url
    return parts.netloc.lower(), parts.path.rstrip("/")
