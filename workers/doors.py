"""The doors at which our processes are asked over HTTP: whether one can be opened, and who may knock.

A page of any site can let a browser of this machine speak to its loopback addresses. What it cannot do is to let the
browser ask for a name of ours while it stands under its own, or keep it from telling whose page it is.
"""

import errno
import socket
from collections.abc import Iterable
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from desk.api.problems import problem

_BACKLOG: Final = 2048
_LOCALHOST: Final = "localhost"


class PortTaken(Exception):
    """Another process listens where this one is to be asked."""

    def __init__(self, host: str, port: int, setting: str) -> None:
        super().__init__(
            f"Cổng {port} ({setting}) trên {host} đang có tiến trình khác dùng hoặc không được phép mở, nên tiến trình "
            f"này không chạy và chưa nhận việc nào. Hãy dừng tiến trình kia, hoặc đặt {setting} là một cổng khác."
        )


def opened_door(host: str, port: int, setting: str) -> socket.socket:
    """A socket that listens there, opened before anything else is begun. Errors: PortTaken, naming the setting."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = socket.socket(family, socket.SOCK_STREAM)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        door.bind((host, port))
        door.listen(_BACKLOG)
    except OSError as taken:
        door.close()
        if taken.errno in {errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL}:
            raise PortTaken(host, port, setting) from taken
        raise
    return door


class KnownDoor:
    """ASGI wrapper that answers only who asks for a name of ours, and no page but our own.

    Shape: the names are those of the loopback and `hosts`; on an address that is not of the loopback, and without
    `hosts`, every name is taken, because what stands in front of it knows the names. `origins` are pages of others
    that may ask too.
    """

    def __init__(self, app: ASGIApp, *, bound_to: str, hosts: Iterable[str] = (), origins: Iterable[str] = ()) -> None:
        self._app = app
        self._hosts = frozenset(hosts)
        self._checks_hosts = bool(self._hosts) or is_loopback(bound_to)
        self._origins = frozenset(origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and (wrong := self._wrong(Headers(scope=scope), scope["path"])):
            await problem(*wrong)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _wrong(self, headers: Headers, path: str) -> tuple[str, str] | None:
        host, origin = headers.get("host", ""), headers.get("origin")
        # Whoever looks after the process asks its address by number.
        if self._checks_hosts and path != "/health" and not self._knows(name_in(host)):
            said = "Địa chỉ này không phải tên của máy chủ; không có gì được làm. Hãy mở đúng địa chỉ đã được cấp."
            return "unknown_host", said
        if origin is not None and urlsplit(origin).netloc != host and origin not in self._origins:
            said = "Trang khác không được phép gọi vào đây; không có gì được làm. Hãy mở trực tiếp địa chỉ này."
            return "foreign_origin", said
        return None

    def _knows(self, name: str) -> bool:
        return name in self._hosts or is_loopback(name)


def is_loopback(name: str) -> bool:
    """Whether a name or address is of this machine alone."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name.lower() == _LOCALHOST


def name_in(host: str) -> str:
    """The name in a Host header, without the port; empty when it is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
