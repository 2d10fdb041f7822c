"""By which ways messages leave the house, and what an address of each way looks like.

The inbox is no way: every message lies there, whatever becomes of the others.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from newsroom.article import MemberId
from newsroom.board import OFFICE_LABELS, Member, Office
from newsroom.entitlement.addressees import Notification, NotificationKind
from newsroom.errors import InvalidInput, RefusalCode, Refused

_MAIL: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}")
_ZALO_ID: Final = re.compile(r"[0-9]{6,24}")
_KEYS: Final = re.compile(r"[A-Za-z0-9_-]{86,88}\.[A-Za-z0-9_-]{22,24}")
_LONGEST_ADDRESS: Final = 1000


class Way(StrEnum):
    """How a message reaches a member outside the house."""

    MAIL = "mail"
    PUSH = "push"
    ZALO = "zalo"


class Pace(StrEnum):
    """When: everything as it comes, or what is only to be known gathered twice a day."""

    AT_ONCE = "at_once"
    GATHERED = "gathered"


WAY_LABELS: Final[dict[Way, str]] = {
    Way.MAIL: "thư điện tử",
    Way.PUSH: "thông báo trên thiết bị",
    Way.ZALO: "tin nhắn Zalo",
}
PACE_LABELS: Final[dict[Pace, str]] = {
    Pace.AT_ONCE: "gửi ngay",
    Pace.GATHERED: "tin để biết gom hai lần mỗi ngày",
}
MOST_ADDRESSES: Final = 5
"""Of one way and one member: telephone, tablet, two computers and a spare."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a member is reached by a way.

    Shape: `keys` are the two of a push subscription, joined by a dot; empty for other ways.
    """

    member: MemberId
    way: Way
    address: str
    keys: str = ""
    pace: Pace = Pace.AT_ONCE


def check_may_change(by: Member, of: Member) -> None:
    """Nothing, when a member may say where another is reached: the member and the Head, nobody else.

    Errors: Refused.
    Source: decision 0067 (whoever changes an address reads what is meant for another).
    """
    if by.id != of.id and by.office is not Office.HEAD:
        said = "Chỉ người ấy hoặc Trưởng Ban đổi được nơi nhận tin; mọi thứ giữ nguyên."
        raise Refused(RefusalCode.NOT_ENTITLED, said)


def may_look(by: Member, of: MemberId) -> bool:
    """Whether a member may see by which ways another is reached: the member, the Head and the engineer.

    Source: rule 80; decision 0067.
    """
    return by.id == of or by.office in {Office.HEAD, Office.ENGINEER}


def masked(way: Way, address: str) -> str:
    """An address as others than its member read it: enough to tell it by, too little to use it.

    Source: decision 0067.
    """
    match way:
        case Way.MAIL:
            name, _, domain = address.partition("@")
            return f"{name[:1]}…@{domain}"
        case Way.PUSH:
            return urlsplit(address).hostname or ""
        case Way.ZALO:
            return f"…{address[-4:]}"


def changed_notification(by: Member, of: Member, way: Way, what: str) -> Notification:
    """The message that where somebody is reached has changed: to that member, by all the ways there were before.

    Source: decision 0067.
    """
    who = "Đồng chí" if by.id == of.id else OFFICE_LABELS[by.office]
    text = (
        f"{who} đã {what} nơi nhận {WAY_LABELS[way]} của đồng chí. Nếu không phải do đồng chí muốn, hãy báo kỹ sư ngay "
        "và xem lại bằng `toasoan ways show`."
    )
    return Notification(to=of.id, kind=NotificationKind.WARNING, text=text)


def check_destination(destination: Destination, push_hosts: Collection[str]) -> None:
    """Nothing, when something can be sent there.

    Errors: InvalidInput.
    Source: decision 0067.
    """
    address = destination.address
    match destination.way:
        case Way.MAIL:
            if not _MAIL.fullmatch(address):
                raise InvalidInput("address", "chưa phải một địa chỉ thư, ví dụ ten@caobang.gov.vn.")
        case Way.ZALO:
            if not _ZALO_ID.fullmatch(address):
                raise InvalidInput("address", "chưa phải mã người dùng Zalo (dãy chữ số mà OA nhìn thấy).")
        case Way.PUSH:
            if not is_push_address(address, push_hosts):
                raise InvalidInput("address", "không phải địa chỉ của một dịch vụ thông báo đã biết.")
            if not _KEYS.fullmatch(destination.keys):
                raise InvalidInput("keys", "thiếu hoặc sai khóa của trình duyệt; hãy bật lại thông báo trên thiết bị.")


def is_push_address(address: str, hosts: Collection[str]) -> bool:
    """Whether an address that a browser gave is of a push service that we know, and of nothing else.

    Shape: `hosts` are names; one that begins with a dot stands for all below it.
    Source: decision 0067 (the browser chooses the address, so it is a foreign one).
    """
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").lower()
    usual = parts.scheme == "https" and port in {None, 443} and not parts.username and not parts.password
    known = any(host == each or (each.startswith(".") and host.endswith(each)) for each in hosts)
    return usual and known and len(address) <= _LONGEST_ADDRESS and address.isascii()
