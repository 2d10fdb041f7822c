"""A photo as a channel takes it: of a kind it knows, upright, and small enough."""

import io
import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from PIL import Image, ImageOps

from newsroom.publishing import PHOTO_NAME_CHARS

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
_QUALITIES: Final = (88, 80, 70)
_SMALLER: Final = 0.75
_SMALLEST_SIDE: Final = 320
_ENDINGS: Final = {JPEG: "jpg", PNG: "png"}
_NAMED: Final = re.compile(f"photo-([0-9a-f]{{{PHOTO_NAME_CHARS}}})")
_LAYERED: Final = frozenset({"RGBA", "LA", "PA", "P"})


class UnreadablePhoto(Exception):
    """The photo's bytes cannot be read as a picture, or not made small enough."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Bytes of a picture and their media type."""

    data: bytes
    media_type: str


def file_name(digest: str, media_type: str) -> str:
    """The name under which a photo is uploaded, by which it is known again."""
    return f"photo-{digest}.{_ENDINGS[media_type]}"


def named_digest(address: str) -> str:
    """The beginning of the digest in the file name of a photo that we uploaded; empty when it is none of ours."""
    try:
        named = _NAMED.search(urlsplit(address).path)
    except ValueError:
        return ""
    return named.group(1) if named else ""


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
