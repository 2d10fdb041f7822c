"""Fetching a public address, as Facebook and Zalo do when they read a link or a picture."""

import asyncio
import urllib.request
from dataclasses import dataclass

_PATIENCE_SECONDS = 5
_MAX_BYTES = 12_000_000


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave; content None when it did not answer 200."""

    content: bytes | None
    kind: str = ""


async def fetched(url: str) -> Fetched:
    """Content behind `url`, at most 12 MB; never raises for an address that fails."""
    if not url.startswith(("http://", "https://")):
        return Fetched(None)
    return await asyncio.to_thread(_fetch, url)


def _fetch(url: str) -> Fetched:
    try:
        with urllib.request.urlopen(url, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
            return Fetched(answer.read(_MAX_BYTES), answer.headers.get_content_type())
    except (OSError, ValueError):
        return Fetched(None)
