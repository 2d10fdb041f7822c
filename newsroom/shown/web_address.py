"""Whose web address an address is, read as a browser would read it, and what may stand behind the words of a link."""

import re
import unicodedata
from typing import Final
from urllib.parse import urlsplit

_SITE: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+")
_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)*[a-z0-9-]+")
_MAIL: Final = re.compile(r"mailto:[a-z0-9._+-]+@([a-z0-9.-]+)", re.ASCII | re.IGNORECASE)
_UNREADABLE: Final = re.compile(
    r"[\s\\\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""White space, the stroke that browsers turn round, and letters that show nothing though they count as printable."""


def is_site(name: str) -> bool:
    """Whether a text is the name of a site: at least two parts, lower case."""
    return bool(_SITE.fullmatch(name))


def web_host(url: str) -> str:
    """The host of a web address, in lower case.

    Shape: empty when there is none, or when a browser, a reader and we could read the address differently: names or
    passwords before the host, control, bidi and invisible letters, ports that do not exist, letters not in NFC.
    """
    if not url.isprintable() or _UNREADABLE.search(url) or not unicodedata.is_normalized("NFC", url):
        return ""
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removesuffix("."), parts.port
    except ValueError:
        return ""
    plain = parts.scheme in {"http", "https"} and "@" not in parts.netloc and port != 0
    return host if plain and _HOST.fullmatch(host) else ""


def is_link(address: str) -> bool:
    """Whether an address may stand behind words: a web address with a host, or the mail address of one person."""
    mail = _MAIL.fullmatch(address)
    return is_site(mail[1].lower()) if mail else bool(web_host(address))
