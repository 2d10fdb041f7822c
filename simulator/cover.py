"""A plain picture for articles without photos: what a portal offers as its standard cover."""

import struct
import zlib
from functools import cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

_WIDTH: Final = 1200
_HEIGHT: Final = 630
_TOP: Final = (166, 22, 33)
_BOTTOM: Final = (230, 180, 80)


async def cover(_request: Request) -> Response:
    """The standard cover, a PNG of a few kilobytes."""
    return Response(cover_png(), media_type="image/png")


@cache
def cover_png() -> bytes:
    """A gradient in the colours of the site."""
    rows = b"".join(b"\0" + bytes(_colour(row)) * _WIDTH for row in range(_HEIGHT))
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in parts)


def _colour(row: int) -> list[int]:
    return [top + (bottom - top) * row // _HEIGHT for top, bottom in zip(_TOP, _BOTTOM, strict=True)]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
