"""Photo files at the door: found beside the manuscript, proved to be pictures, stripped of what cameras add."""

import hashlib
import io
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from PIL import ExifTags, Image, ImageOps

from desk.refusal import refusal
from newsroom.errors import InvalidInput
from newsroom.text import quoted

MAX_PHOTO_BYTES: Final = 20 * 1024 * 1024
MAX_PHOTO_PIXELS: Final = 60_000_000

_MEDIA_TYPES: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
_CAMERA_NOTES: Final = frozenset({"exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment", "mp"})
_PLAIN_MODES: Final = frozenset({"1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"})
_REMEDY: Final = "hãy gửi ảnh JPEG, PNG hoặc WebP mở được trên máy"
_OTHERS: Final = (
    (rb"GIF8[79]a", "GIF", "hãy mở ảnh, lưu lại dạng PNG (ảnh động: chọn một hình) rồi gửi lại"),
    (rb"....ftyp(?:heic|heix|hevc|heim|heis|mif1|msf1)", "HEIC", "hãy xuất ảnh dạng JPEG từ điện thoại rồi gửi lại"),
    (rb"....ftypavi[fs]", "AVIF", "hãy mở ảnh, lưu lại dạng JPEG rồi gửi lại"),
    (rb"BM....\0\0\0\0", "BMP", "hãy mở ảnh, lưu lại dạng PNG rồi gửi lại"),
    (rb"II\*\0|MM\0\*|II\+\0|MM\0\+", "TIFF", "hãy mở ảnh, lưu lại dạng JPEG rồi gửi lại"),
    (rb"\xef?\xbb?\xbf?\s*<(?:\?xml|!--|!DOCTYPE svg|svg)", "SVG", "hãy xuất hình dạng PNG rồi gửi lại"),
    (rb"\xd7\xcd\xc6\x9a|\x01\0\0\0", "WMF/EMF", "hãy lưu hình trong Word dạng PNG rồi gửi lại"),
    (rb"\xff\x0a|\0\0\0\x0cJXL ", "JPEG XL", "hãy mở ảnh, lưu lại dạng JPEG rồi gửi lại"),
    (rb"\0\0\0\x0cjP  ", "JPEG 2000", "hãy mở ảnh, lưu lại dạng JPEG rồi gửi lại"),
    (rb"8BPS", "Photoshop (PSD)", "hãy xuất ảnh dạng JPEG rồi gửi lại"),
    (rb"%PDF-", "PDF", "hãy xuất trang đó dạng ảnh PNG rồi gửi lại"),
)
_PROFILE_HEAD: Final = 128
_LONGEST_PROFILE: Final = 64 * 1024
_JPEG_QUALITY: Final = 92
_NAMED_FILES: Final = 10
_ON_A_DISK: Final = re.compile(r"[a-z]:|file:", re.IGNORECASE)
_WHOLE_PIXELS: Final = 25_000_000
"""A JPEG of more is read at half its width and height, so that it needs no more memory than others."""
_UNNOTED: Final = "đã bỏ thông tin máy ảnh (EXIF, vị trí chụp)."
_HALVED: Final = "ảnh hơn 25 triệu điểm ảnh, đã thu nhỏ còn một nửa chiều rộng và chiều cao."
_WEBP_HEAD: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPhoto:
    """A proved picture in the form in which it is stored, and what its author should know was done to it."""

    data: bytes
    digest: str
    media_type: str
    width: int
    height: int
    notes: tuple[str, ...] = ()


def photo_from(data: bytes, field: str, name: str) -> StoredPhoto:
    """The picture written anew, so that nothing but the picture is in it.

    Shape:  the same bytes in give the same bytes out.
    Errors: InvalidInput when it is too big, not a picture, broken, moving, or of another format.
    """
    if len(data) > MAX_PHOTO_BYTES:
        raise refusal(field, f"ảnh “{quoted(name)}” nặng hơn {MAX_PHOTO_BYTES >> 20} MB", "hãy nén ảnh rồi gửi lại")
    for beginning, form, remedy in _OTHERS:
        if re.match(beginning, data, re.DOTALL):
            raise refusal(field, f"tệp “{quoted(name)}” là ảnh {form}, hệ thống không nhận", remedy)
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as image:
            _refuse_bomb(image)
            _refuse_moving(image, field, name)
            return _stored(image, data)
    except (InvalidInput, MemoryError):
        raise
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


def _refuse_moving(image: Image.Image, field: str, name: str) -> None:
    if image.format != "MPO" and getattr(image, "n_frames", 1) > 1:
        wrong = f"“{quoted(name)}” là ảnh động, các kênh chỉ hiện được ảnh tĩnh"
        raise refusal(field, wrong, "hãy chọn một hình, lưu thành ảnh riêng, rồi gửi lại")


def _stored(image: Image.Image, data: bytes) -> StoredPhoto:
    kind = "JPEG" if image.format == "MPO" else image.format or ""
    is_halved = image.width * image.height > _WHOLE_PIXELS and image.format in {"JPEG", "MPO"}
    if is_halved:
        image.draft(None, (image.width // 2, image.height // 2))
    noted = bool(_CAMERA_NOTES & image.info.keys()) or bool(image.getexif())
    written = _written_anew(image, kind, lossless=b"VP8L" in data[:_WEBP_HEAD])
    with Image.open(io.BytesIO(written)) as kept:
        size = kept.size
    return StoredPhoto(
        data=written,
        digest=hashlib.sha256(written).hexdigest(),
        media_type=_MEDIA_TYPES[kind],
        width=size[0],
        height=size[1],
        notes=(_UNNOTED,) * noted + (_HALVED,) * is_halved,
    )


def _written_anew(image: Image.Image, kind: str, *, lossless: bool) -> bytes:
    """JPEG keeps the quality it had where it was not turned; PNG loses nothing, nor does a WebP that had not yet."""
    turned = image.getexif().get(ExifTags.Base.Orientation, 1) != 1
    how = {"lossless": True} if kind == "WEBP" and lossless else _how(image, kind, turned)
    profile = image.info.get("icc_profile")
    image.load()
    upright = ImageOps.exif_transpose(image) if turned else image
    plain = _in_plain_mode(upright, kind)
    plain.info = {key: value for key, value in plain.info.items() if key == "transparency" and kind == "PNG"}
    keeps = {"icc_profile": profile} if _is_sane(profile, plain) else {}
    try:
        return _saved(plain, kind, how | keeps)
    except OSError:
        # A picture of much detail does not fit in the room that Pillow gives to a JPEG which it writes in one piece.
        return _saved(plain, kind, how | keeps | {"optimize": False, "progressive": False})


def _saved(image: Image.Image, kind: str, how: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    image.save(out, format=kind, exif=b"", **how)
    return out.getvalue()


def _how(image: Image.Image, kind: str, turned: bool) -> dict[str, Any]:
    match kind:
        case "JPEG" if image.format == "JPEG" and not turned and image.mode in {"L", "RGB"}:
            return {"quality": "keep", "progressive": bool(image.info.get("progressive")), "optimize": True}
        case "JPEG":
            return {"quality": _JPEG_QUALITY, "subsampling": 0, "optimize": True}
        case "WEBP":
            return {"quality": _JPEG_QUALITY}
        case _:
            return {}


def _in_plain_mode(image: Image.Image, kind: str) -> Image.Image:
    allowed = {"L", "RGB"} if kind == "JPEG" else _PLAIN_MODES
    return image if image.mode in allowed else image.convert("RGB")


def _is_sane(profile: object, image: Image.Image) -> bool:
    """Whether a colour profile is one, of the picture's own kind, and no place to hide things in."""
    if (
        not isinstance(profile, bytes)
        or not _PROFILE_HEAD <= len(profile) <= _LONGEST_PROFILE
        or profile[36:40] != b"acsp"
    ):
        return False
    declared, space = int.from_bytes(profile[:4], "big"), profile[16:20]
    return declared == len(profile) and space == (b"GRAY" if image.mode in {"1", "L", "LA"} else b"RGB ")


@dataclass(frozen=True, slots=True)
class Finder:
    """Photo files by the name that a manuscript gives them; `place` says where they were looked for."""

    find: Callable[[str], bytes | None]
    place: str

    def __call__(self, name: str) -> bytes | None:
        """Bytes of the file of that name, or None. Errors: InvalidInput when two files may be meant."""
        return self.find(name)


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

    return Finder(find, "bên cạnh bản thảo")


def among(files: Mapping[str, bytes]) -> Finder:
    """Finder among files sent along: by their whole name, else by its last part, whatever its case."""
    whole: dict[str, bytes] = {}
    by_last: dict[str, list[str]] = {}
    twice: dict[str, list[str]] = {}
    for name, data in files.items():
        if whole.get(_form(name), data) != data:
            twice.setdefault(_form(name), [each for each in files if _form(each) == _form(name)])
        whole[_form(name)] = data
        by_last.setdefault(_last(name), []).append(_form(name))
    asked: dict[str, str] = {}

    def find(name: str) -> bytes | None:
        form = _form(name)
        if form in twice:
            if name in files:
                return files[name]
            raise _unclear(name, twice[form])
        if form in whole:
            return whole[form]
        match by_last.get(_last(name), []):
            case []:
                return None
            case [only] if asked.setdefault(only, form) == form:
                return whole[only]
            case several:
                raise _unclear(name, several if len(several) > 1 else [asked[several[0]], name])

    named = ", ".join(f"“{quoted(name)}”" for name in list(files)[:_NAMED_FILES])
    more = ", …" if len(files) > _NAMED_FILES else ""
    return Finder(find, f"trong số tệp gửi kèm (đã nhận: {named}{more})" if files else "(không có tệp ảnh nào gửi kèm)")


def _unclear(name: str, several: list[str]) -> InvalidInput:
    named = " và ".join(f"“{quoted(one)}”" for one in several)
    wrong = f"không rõ tệp ảnh nào là “{quoted(name)}”: có {named}"
    return refusal("photos", wrong, "hãy đặt cho mỗi ảnh một tên khác nhau rồi gửi lại")


def _form(name: str) -> str:
    return unicodedata.normalize("NFC", name.replace("\\", "/")).casefold()


def _last(name: str) -> str:
    return _form(name).rpartition("/")[2]


def safe_name(name: str, field: str, place: str = "") -> str:
    """A file name relative to the manuscript's folder, with forward slashes; `place` is said in what is wrong.

    Errors: InvalidInput for an address on the network, an absolute path, or a path that leaves the folder.
    """
    path = PurePosixPath(name.strip().replace("\\", "/"))
    shown = f"{place}: ảnh “{quoted(name)}”" if place else f"“{quoted(name)}”"
    on_a_disk = _ON_A_DISK.match(name.strip())
    if not on_a_disk and (name.strip().startswith("//") or ":" in name):
        wrong = f"{shown} là địa chỉ mạng hoặc ảnh nhúng, không phải tệp ảnh gửi kèm"
        raise refusal(field, wrong, "hãy tải ảnh về, gửi kèm bài và ghi tên tệp")
    if on_a_disk or path.is_absolute() or ".." in path.parts or "\0" in name or not path.parts:
        raise refusal(field, f"{shown} nằm ngoài thư mục bản thảo", "hãy chép ảnh vào cạnh bản thảo, ghi tên tệp")
    return str(path)
