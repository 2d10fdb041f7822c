"""An answer read to its end or to its bound, whatever it unfolds to."""

import zlib
from typing import Final, cast

import httpx

MOST_BYTES: Final = 2_000_000
ENCODINGS: Final = "gzip"
"""What we ask for: the one way of packing that we unpack ourselves, to a bound."""

_PACKED: Final = frozenset({"gzip", "x-gzip", "deflate"})
_ANY_WRAPPING: Final = zlib.MAX_WBITS | 32


class TooLong(Exception):
    """The answer is longer than anything that the channel has to say."""


class Unreadable(Exception):
    """The answer is packed in a way that was not asked for, or broken."""


async def text_of(response: httpx.Response) -> str:
    """The words of an answer.

    Errors: TooLong, after reading no more than the bound; Unreadable.
    """
    packing = response.headers.get("Content-Encoding", "").strip().lower()
    if packing and packing != "identity" and packing not in _PACKED:
        raise Unreadable
    unpacked = zlib.decompressobj(_ANY_WRAPPING) if packing in _PACKED else None
    data, came = bytearray(), False
    # httpx would unpack each piece whole before anybody could count it.
    async for chunk in cast("httpx.AsyncByteStream", response.stream):
        data += _unpacked(unpacked, chunk, MOST_BYTES + 1 - len(data)) if unpacked else chunk
        came = came or bool(chunk)
        if len(data) > MOST_BYTES:
            raise TooLong
    if unpacked and came and not unpacked.eof:
        raise Unreadable
    return _decoded(bytes(data), response.charset_encoding or "utf-8")


def _unpacked(packed: "zlib._Decompress", chunk: bytes, most: int) -> bytes:
    try:
        return packed.decompress(chunk, most)
    except zlib.error as broken:
        raise Unreadable from broken


def _decoded(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")
