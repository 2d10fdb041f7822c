"""What keeps other sites from acting in a member's name: three locks on every act, each sufficient alone.

Source: decision 0069.
"""

import base64
import hmac
import secrets
from hashlib import sha256
from typing import Final
from urllib.parse import urlsplit

from fastapi import Request

from newsroom.errors import NewsroomError

FIELD: Final = "csrf"
KEY: Final = "key"
"""The hidden fields of every form: whose page it is of, and by which name its act is to be known."""
_HEADER: Final = "x-csrf"
_PURPOSE: Final = b"toasoan/page/1"
_NAMING: Final = b"toasoan/session-name/1"
_NAME: Final = 16
_SAFE: Final = frozenset({"GET", "HEAD"})


class ForeignPage(NewsroomError):
    """Trang này đã cũ hoặc không phải của bàn biên tập nên thao tác chưa được làm; hãy tải lại trang rồi làm lại."""

    code = "foreign_page"


class Seal:
    """What marks the forms of one session. Shape: each page has another text of it, because answers are compressed."""

    def __init__(self, cookie: str) -> None:
        self._mark = hmac.digest(cookie.encode(), _PURPOSE, sha256)
        self.name = hmac.digest(cookie.encode(), _NAMING, sha256).hex()[:_NAME]
        """What pages of this session know each other by within their browser; no secret."""

    def fresh(self) -> str:
        """A new text of it, for one page."""
        mask = secrets.token_bytes(len(self._mark))
        return base64.urlsafe_b64encode(mask + _xor(mask, self._mark)).decode()

    def matches(self, text: str) -> bool:
        """Whether a text is of this session."""
        try:
            raw = base64.urlsafe_b64decode(text.encode())
        except ValueError:
            return False
        half = len(self._mark)
        return len(raw) == 2 * half and hmac.compare_digest(_xor(raw[:half], raw[half:]), self._mark)


def check_origin(request: Request) -> None:
    """Nothing, when the request comes from a page of ours, or only asks. Errors: ForeignPage."""
    if request.method in _SAFE:
        return
    site = request.headers.get("sec-fetch-site", "same-origin")
    origin = request.headers.get("origin", "")
    if site != "same-origin" or urlsplit(origin).netloc != request.headers.get("host", ""):
        raise ForeignPage


async def check_seal(request: Request, seal: Seal) -> None:
    """Nothing, when a request that acts brings its session's mark. Errors: ForeignPage."""
    if request.method in _SAFE:
        return
    text = request.headers.get(_HEADER) or (await request.form()).get(FIELD)
    if not isinstance(text, str) or not seal.matches(text):
        raise ForeignPage


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(left, right, strict=True))
