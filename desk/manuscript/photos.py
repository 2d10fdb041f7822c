"""Photo files at the door: found beside the manuscript, proved to be pictures, stripped of what cameras add."""

import hashlib
import io
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from PIL import Image, ImageOps

from desk.refusal import refusal
from newsroom.text import quoted

MAX_PHOTO_BYTES: Final = 20 * 1024 * 1024
MAX_PHOTO_PIXELS: Final = 60_000_000

_MEDIA_TYPES: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_CAMERA_NOTES: Final = frozenset({"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "mp"})
_REMEDY: Final = "hãy gửi ảnh JPEG, PNG hoặc WebP mở được trên máy"

Finder = Callable[[str], bytes | None]
"""Bytes of the file of that name beside the manuscript, or None when there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPhoto:
    """A proved picture in the form in which it is stored."""

    data: bytes
    digest: str
    media_type: str
    width: int
    height: int
    stripped: bool


def photo_from(data: bytes, field: str, name: str) -> StoredPhoto:
    """The picture as it is to be stored: as sent, or written anew without the camera's notes.

    Errors: InvalidInput when it is too big, not a picture, broken, or of another format.
    """
    if len(data) > MAX_PHOTO_BYTES:
        raise refusal(field, f"ảnh “{quoted(name)}” nặng hơn {MAX_PHOTO_BYTES >> 20} MB", "hãy nén ảnh rồi gửi lại")
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            _refuse_bomb(image)
            return _stored(image, data)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        limit = MAX_PHOTO_PIXELS // 1_000_000
        raise refusal(
            field, f"ảnh “{quoted(name)}” có hơn {limit} triệu điểm ảnh", "hãy thu nhỏ ảnh rồi gửi lại"
        ) from error
    except Exception as error:
        raise refusal(field, f"tệp “{quoted(name)}” không phải ảnh dùng được hoặc đã hỏng", _REMEDY) from error


def _refuse_bomb(image: Image.Image) -> None:
    if image.width * image.height > MAX_PHOTO_PIXELS:
        raise Image.DecompressionBombError


def _stored(image: Image.Image, data: bytes) -> StoredPhoto:
    kind = image.format or ""
    noted = kind == "MPO" or bool(_CAMERA_NOTES & image.info.keys()) or bool(image.getexif())
    image.load()
    upright = ImageOps.exif_transpose(image) if noted else image
    kept = _rewritten(upright, kind, image.info.get("icc_profile")) if noted else data
    return StoredPhoto(
        data=kept,
        digest=hashlib.sha256(kept).hexdigest(),
        media_type=_MEDIA_TYPES[kind],
        width=upright.width,
        height=upright.height,
        stripped=noted,
    )


def _rewritten(image: Image.Image, kind: str, profile: bytes | None) -> bytes:
    clean = image.copy()
    clean.info = {}
    out = io.BytesIO()
    extra = {"icc_profile": profile} if profile else {}
    clean.save(out, format="JPEG" if kind == "MPO" else kind, quality=92, **extra)
    return out.getvalue()


def in_folder(folder: Path) -> Finder:
    """Finder among the files of one folder and below; nothing outside it is ever opened."""
    root = folder.resolve()

    def find(name: str) -> bytes | None:
        for form in (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name)):
            path = (root / form).resolve()
            if path.is_file() and path.is_relative_to(root):
                if path.stat().st_size > MAX_PHOTO_BYTES:
                    return b"\0" * (MAX_PHOTO_BYTES + 1)
                return path.read_bytes()
        return None

    return find


def among(files: Mapping[str, bytes]) -> Finder:
    """Finder among files sent along, by their name."""
    by_name = {unicodedata.normalize("NFC", name): data for name, data in files.items()}
    return lambda name: by_name.get(unicodedata.normalize("NFC", name))


def safe_name(name: str, field: str) -> str:
    """A file name relative to the manuscript's folder, with forward slashes.

    Errors: InvalidInput for an address on the network, an absolute path, or a path that leaves the folder.
    """
    path = PurePosixPath(name.strip().replace("\\", "/"))
    if name.strip().startswith("//") or ":" in name:
        wrong = f"“{quoted(name)}” là địa chỉ mạng hoặc ảnh nhúng, không phải tệp ảnh gửi kèm"
        raise refusal(field, wrong, "hãy tải ảnh về, gửi kèm bài và ghi tên tệp")
    if path.is_absolute() or ".." in path.parts or "\0" in name or not path.parts:
        raise refusal(
            field, f"“{quoted(name)}” nằm ngoài thư mục bản thảo", "hãy chép ảnh vào cạnh bản thảo, ghi tên tệp"
        )
    return str(path)
