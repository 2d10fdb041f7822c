"""The photos of a manuscript together: those stated beside the text and those placed in it, each stored once."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from desk.manuscript.captions import Picture, caption_and_credit
from desk.manuscript.meta import MAX_PHOTOS, StatedPhoto
from desk.manuscript.photos import Finder, StoredPhoto, photo_from, safe_name
from desk.manuscript.reading import EMBEDDED
from desk.refusal import refusal
from newsroom.article import Photo
from newsroom.text import PHOTO_SCHEME, quoted

_MISSING: Final = "hãy gửi kèm tệp ảnh hoặc sửa tên tệp"


@dataclass(slots=True)
class Gallery:
    """Photos by digest: those only stated, those placed in the text, their bytes, and what was done to them."""

    only_stated: dict[str, Photo] = field(default_factory=dict)
    placed: dict[str, Photo] = field(default_factory=dict)
    data: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def photos(self) -> tuple[Photo, ...]:
        """The placed photos in reading order, then those that the text does not place."""
        return (*self.placed.values(), *self.only_stated.values())


def gallery_of(
    pictures: list[Picture], stated: tuple[StatedPhoto, ...], find: Finder, embedded: Mapping[str, bytes]
) -> Gallery:
    """All photos of a manuscript; every picture of the text is given its `photo:` address.

    Errors: InvalidInput naming the photo that is missing, unsafe, or not a picture.
    """
    gallery = Gallery()
    by_name = {safe_name(photo.file, f"photos[{n}].file"): (n, photo) for n, photo in enumerate(stated)}
    digests = {name: _state(gallery, n, photo, name, find) for name, (n, photo) in by_name.items()}
    for picture in pictures:
        name = picture.name if picture.name in embedded else _local_name(picture)
        digest = digests.get(name) or _add_placed(gallery, picture, name, embedded.get(name) or find(name))
        digests[name] = digest
        _place(gallery, digest, picture)
        if len(gallery.data) > MAX_PHOTOS:
            raise refusal("photos", f"bài có hơn {MAX_PHOTOS} ảnh", "hãy bớt ảnh hoặc tách bài rồi gửi lại")
    return gallery


def _local_name(picture: Picture) -> str:
    if not picture.name.strip():
        raise refusal("body", f"{picture.place}: ảnh không ghi tên tệp", "hãy ghi tên tệp ảnh rồi gửi lại")
    if picture.name.startswith(EMBEDDED) or ":" in picture.name or picture.name.startswith("//"):
        wrong = f"{picture.place}: ảnh “{quoted(picture.name)}” lấy từ mạng hoặc nhúng sẵn, không phải tệp gửi kèm"
        raise refusal("body", wrong, "hãy tải ảnh về, gửi kèm bài và ghi tên tệp")
    return safe_name(picture.name, "body")


def _state(gallery: Gallery, number: int, photo: StatedPhoto, name: str, find: Finder) -> str:
    data = find(name)
    if data is None:
        raise refusal(f"photos[{number}].file", f"không thấy tệp ảnh “{quoted(name)}” bên cạnh bản thảo", _MISSING)
    stored = _stored(gallery, data, f"photos[{number}].file", name)
    caption, credit = (photo.caption, photo.credit) if photo.credit else caption_and_credit(photo.caption)
    known = gallery.only_stated.get(stored.digest)
    gallery.only_stated[stored.digest] = known or _photo(stored, caption, credit, photo.alt)
    return stored.digest


def _add_placed(gallery: Gallery, picture: Picture, name: str, data: bytes | None) -> str:
    if data is None:
        raise refusal("body", f"{picture.place}: không thấy tệp ảnh “{quoted(name)}” bên cạnh bản thảo", _MISSING)
    label = f"ảnh {name.removeprefix(EMBEDDED)} trong tệp Word" if name.startswith(EMBEDDED) else name
    stored = _stored(gallery, data, "body", label)
    if stored.digest not in gallery.only_stated | gallery.placed:
        gallery.placed[stored.digest] = _photo(stored, "", "", "")
    return stored.digest


def _stored(gallery: Gallery, data: bytes, field_name: str, label: str) -> StoredPhoto:
    stored = photo_from(data, field_name, label)
    gallery.data[stored.digest] = stored.data
    if stored.stripped:
        gallery.notes.append(f"Đã bỏ thông tin máy ảnh (EXIF, vị trí chụp) khỏi “{label}”.")
    return stored


def _photo(stored: StoredPhoto, caption: str, credit: str, alt: str) -> Photo:
    return Photo(
        digest=stored.digest,
        media_type=stored.media_type,
        width=stored.width,
        height=stored.height,
        size_bytes=len(stored.data),
        caption=caption,
        credit=credit,
        alt=alt,
    )


def _place(gallery: Gallery, digest: str, picture: Picture) -> None:
    known = gallery.only_stated.pop(digest, None) or gallery.placed[digest]
    gallery.placed[digest] = replace(
        known,
        caption=known.caption or picture.caption,
        credit=known.credit or picture.credit,
        alt=known.alt or picture.alt,
    )
    picture.node.attributes = {"src": f"{PHOTO_SCHEME}{digest}"}
