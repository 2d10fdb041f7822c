"""A photo as a channel takes it: of a kind it knows, upright, and small enough."""

import io
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from PIL import Image, ImageOps

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
_QUALITIES: Final = (88, 80, 70)
_SMALLER: Final = 0.75
_SMALLEST_SIDE: Final = 320
_LAYERED: Final = frozenset({"RGBA", "LA", "PA", "P"})


class UnreadablePhoto(Exception):
    """The photo's bytes cannot be read as a picture, or not made small enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Bytes of a picture and their media type."""

    data: bytes
    media_type: str


def fitted(data: bytes, media_type: str, *, kinds: Collection[str], max_bytes: int) -> Picture:
    """The picture as it is when the channel takes it so, else a JPEG under the limit.

    Errors: UnreadablePhoto.
    """
    if media_type in kinds and len(data) < max_bytes:
        return Picture(data=data, media_type=media_type)
    try:
        with Image.open(io.BytesIO(data)) as opened:
            picture = _on_white(ImageOps.exif_transpose(opened))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as unread:
        raise UnreadablePhoto from unread
    return Picture(data=_small_jpeg(picture, max_bytes), media_type=JPEG)


def _small_jpeg(picture: Image.Image, max_bytes: int) -> bytes:
    while True:
        for quality in _QUALITIES:
            written = _written(picture, quality)
            if len(written) < max_bytes:
                return written
        if max(picture.size) < _SMALLEST_SIDE:
            raise UnreadablePhoto
        picture = picture.resize((max(1, int(picture.width * _SMALLER)), max(1, int(picture.height * _SMALLER))))


def _on_white(picture: Image.Image) -> Image.Image:
    if picture.mode not in _LAYERED:
        return picture.convert("RGB")
    layered = picture.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def _written(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
