"""Web Push: a notification on the telephone where the desk's page is installed (RFC 8030, 8188, 8291, 8292).

The address is one that a browser chose: it is asked only when it is of a known service and leads into the open net.
"""

import asyncio
import json
import socket
from base64 import b64decode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

import http_ece
import httpx
import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from activities.messengers.ports import NotTaken, Parcel
from newsroom.delivery.letters import Letter
from newsroom.delivery.tries import TRIED_FOR, Hitch
from newsroom.delivery.ways import is_push_address

LookUp = Callable[[str], Awaitable[Collection[str]]]
"""The network addresses of a host. Errors: OSError."""

_GONE: Final = frozenset({404, 410})
_LATER: Final = frozenset({408, 429})
_TAKEN: Final = range(200, 300)
_SERVER_ERRORS: Final = range(500, 600)
_VOUCHES_FOR: Final = timedelta(hours=12)
_BODY_CHARS: Final = 500
_TIMEOUT: Final = httpx.Timeout(15, connect=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class PushSettings:
    """Who we are to push services. Shape: the private key is 32 bytes in base64, the contact a `mailto:` or empty."""

    private_key: str = field(repr=False)
    contact: str
    hosts: tuple[str, ...]


async def looked_up(host: str) -> Collection[str]:
    """What the system's resolver says. Errors: OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    return {str(address[0]) for *_, address in found}


class WebPush:
    """Letters as encrypted notifications; the push service reads nothing of them."""

    def __init__(
        self,
        http: httpx.AsyncClient,
        settings: PushSettings,
        clock: Callable[[], datetime],
        look_up: LookUp = looked_up,
    ) -> None:
        self._http = http
        self._settings = settings
        self._clock = clock
        self._look_up = look_up
        self._key = ec.derive_private_key(int.from_bytes(b64decode(settings.private_key)), ec.SECP256R1())
        public = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self._public = urlsafe_b64encode(public).decode().rstrip("=")

    async def send(self, parcel: Parcel) -> None:
        """Hand the letter to the push service.

        Errors: NotTaken.
        Again: takes the place of the one before while that is not delivered (`Topic`), and on the telephone (`tag`).
        """
        await self._check(parcel.to.address)
        request = self._http.build_request(
            "POST",
            parcel.to.address,
            content=_sealed(parcel),
            headers=self._headers(parcel),
            timeout=_TIMEOUT,
        )
        try:
            response = await self._http.send(request, follow_redirects=False)
        except (httpx.HTTPError, OSError) as lost:
            # Its words may quote the address, which is a secret of the device.
            raise NotTaken(Hitch.LATER, f"không nối được dịch vụ thông báo ({type(lost).__name__})") from None
        self._judge(response)

    async def _check(self, address: str) -> None:
        if not is_push_address(address, self._settings.hosts):
            raise NotTaken(Hitch.REFUSED, "địa chỉ không thuộc dịch vụ thông báo đã biết")
        try:
            found = await self._look_up(urlsplit(address).hostname or "")
        except OSError as unknown:
            raise NotTaken(Hitch.LATER, "không tra được địa chỉ dịch vụ thông báo") from unknown
        if not found or not all(ip_address(each).is_global for each in found):
            raise NotTaken(Hitch.REFUSED, "tên của dịch vụ thông báo dẫn vào mạng nội bộ")

    def _headers(self, parcel: Parcel) -> dict[str, str]:
        parts = urlsplit(parcel.to.address)
        claims: dict[str, object] = {
            "aud": f"{parts.scheme}://{parts.netloc}",
            "exp": int((self._clock() + _VOUCHES_FOR).timestamp()),
        }
        if self._settings.contact:
            claims["sub"] = self._settings.contact
        token = jwt.encode(claims, self._key, algorithm="ES256")
        return {
            "Authorization": f"vapid t={token}, k={self._public}",
            "Content-Encoding": "aes128gcm",
            "TTL": str(int(TRIED_FOR.total_seconds())),
            "Topic": parcel.key,
            "Urgency": "high" if parcel.letter.urgent else "normal",
        }

    def _judge(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in _TAKEN:
            return
        said = f"dịch vụ thông báo trả lời mã {status}"
        if status in _GONE:
            raise NotTaken(Hitch.GONE, "thiết bị đã tắt thông báo hoặc gỡ trang")
        if status in _LATER or status in _SERVER_ERRORS:
            raise NotTaken(Hitch.LATER, said, self._asked(response))
        raise NotTaken(Hitch.REFUSED, said)

    def _asked(self, response: httpx.Response) -> datetime | None:
        seconds = response.headers.get("Retry-After", "")
        return self._clock() + timedelta(seconds=min(int(seconds), 86_400)) if seconds.isdecimal() else None


def _sealed(parcel: Parcel) -> bytes:
    """The notification as only the browser of that device can read it."""
    public, auth = parcel.to.keys.split(".")
    try:
        sealed: bytes = http_ece.encrypt(
            _payload(parcel.letter, parcel.key),
            private_key=ec.generate_private_key(ec.SECP256R1()),
            dh=_unpadded(public),
            auth_secret=_unpadded(auth),
            version="aes128gcm",
        )
    except ValueError as unusable:
        raise NotTaken(Hitch.GONE, "khóa của thiết bị không dùng được") from unusable
    return sealed


def _payload(letter: Letter, key: str) -> bytes:
    body = letter.text if len(letter.text) <= _BODY_CHARS else f"{letter.text[: _BODY_CHARS - 1].rstrip()}…"
    shown = {"title": letter.subject, "body": body, "url": letter.link, "tag": key}
    return json.dumps(shown, ensure_ascii=False).encode()


def _unpadded(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
