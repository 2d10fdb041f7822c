"""Addresses on their way into what a channel shows: looked at once more, refused rather than mended."""

from typing import Final

from activities.channels.calls import Line
from activities.channels.meanings import person, rejected
from activities.ports import Order
from newsroom.shown.web_address import is_link, web_host
from newsroom.text import quoted

_UNSAFE: Final = rejected(
    "trong bài có liên kết không phải địa chỉ trang web đầy đủ (https://…) nên không gửi lên kênh",
    "sửa hoặc bỏ liên kết đó",
)
_NO_PAGE: Final = person(
    "địa chỉ bài trên Cổng không phải địa chỉ trang web đầy đủ nên không gửi lên kênh",
    "sửa địa chỉ (og:url) mà trang công khai của Cổng ghi",
)


def link(line: Line, address: str) -> str:
    """The address, when it may stand behind words. Errors: ChannelTrouble when it may not."""
    if not is_link(address):
        raise line.refused(_UNSAFE, evidence=f"liên kết “{quoted(address, 200)}”")
    return address


def portal_page(line: Line, order: Order) -> str:
    """The address of the article on the Portal; empty when it has none.

    Errors: ChannelTrouble when it is no web address.
    """
    if order.portal_url and not web_host(order.portal_url):
        raise line.refused(_NO_PAGE, evidence=f"địa chỉ “{quoted(order.portal_url, 200)}”")
    return order.portal_url
