"""Whose web address an address is, read as a browser would read it."""

import re
from typing import Final
from urllib.parse import urlsplit

_HOST: Final = re.compile(r"(?:[a-z0-9-]+\.)+[a-z0-9-]+")


def is_site(name: str) -> bool:
    """Whether a text is the name of a site: at least two parts, lower case."""
    return bool(_HOST.fullmatch(name))


def web_host(url: str) -> str:
    """The host of a web address, in lower case.

    Shape: empty when there is none, or when a browser and we could read the address differently.
    """
    if "\\" in url:
        return ""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:
        return ""
    return host if parts.scheme in {"http", "https"} and is_site(host) else ""
