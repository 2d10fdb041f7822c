"""The photos of a manuscript together: those stated beside the text and those placed in it, each stored once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from desk.manuscript.captions import Picture, caption_and_credit
from desk.manuscript.meta import MAX_PHOTOS, StatedPhoto
from desk.manuscript.photos import Finder, StoredPhoto, photo_from, safe_name
from desk.manuscript.reading import EMBEDDED
from desk.refusal import refusal
from newsroom.article import Photo
from newsroom.text import PHOTO_SCHEME, plain, quoted

MAX_PLACES: Final = 100
_MISSING: Final = "hãy gửi kèm tệp ảnh hoặc sửa tên tệp"


@dataclass(slots=True)
class Gallery:
    """Photos that are only stated and those placed in the text, one for each use; their bytes by digest; notes.

    Shape: the photos of one digest stand in the order in which the text places them, so that each use has its words.
    """

    only_stated: list[Photo] = field(default_factory=list)
    placed: list[Photo] = field(default_factory=list)
    data: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    wordless: Counter[str] = field(default_factory=Counter)

    def photos(self) -> tuple[Photo, ...]:
        """The placed photos in reading order, then those that the text does not place."""
        return (*self.placed, *self.only_stated)


def gallery_of(
    pictures: list[Picture], stated: tuple[StatedPhoto, ...], find: Finder, embedded: Mapping[str, bytes]
) -> Gallery:
    """All photos of a manuscript; every picture of the text is given its `photo:` address.

    Errors: InvalidInput naming the photo that is missing, unsafe, or not a picture.
    """
    if len(pictures) > MAX_PLACES:
        raise refusal("photos", f"bài đặt ảnh ở hơn {MAX_PLACES} chỗ", "hãy bớt ảnh hoặc tách bài rồi gửi lại")
    gallery = Gallery()
    known: dict[str, StoredPhoto] = {}
    for number, photo in enumerate(stated):
        _state(gallery, known, f"photos[{number}].file", photo, find)
    for picture in pictures:
        name = picture.name if picture.name in embedded else _local_name(picture)
        if name not in known:
            data = embedded[name] if name in embedded else find(name)
            known[name] = _found(gallery, picture, name, data, find)
        _place(gallery, known[name], picture)
    return gallery


def _local_name(picture: Picture) -> str:
    if not picture.name.strip():
        raise refusal("body", f"{picture.place}: ảnh không ghi tên tệp", "hãy ghi tên tệp ảnh rồi gửi lại")
    return safe_name(picture.name, "body", picture.place)


def _state(gallery: Gallery, known: dict[str, StoredPhoto], at: str, photo: StatedPhoto, find: Finder) -> None:
    name = safe_name(photo.file, at)
    if name not in known:
        data = find(name)
        if data is None:
            raise refusal(at, f"không thấy tệp ảnh “{quoted(name)}” {find.place}", _MISSING)
        known[name] = _stored(gallery, data, at, name)
    caption, credit = (photo.caption, photo.credit) if photo.credit else caption_and_credit(photo.caption)
    gallery.only_stated.append(_photo(known[name], caption, credit, photo.alt))


def _found(gallery: Gallery, picture: Picture, name: str, data: bytes | None, find: Finder) -> StoredPhoto:
    if data is None:
        raise refusal("body", f"{picture.place}: không thấy tệp ảnh “{quoted(name)}” {find.place}", _MISSING)
    label = f"ảnh {name.removeprefix(EMBEDDED)} trong tệp Word" if name.startswith(EMBEDDED) else name
    return _stored(gallery, data, "body", label)


def _stored(gallery: Gallery, data: bytes, field_name: str, label: str) -> StoredPhoto:
    stored = photo_from(data, field_name, label)
    gallery.data[stored.digest] = stored.data
    gallery.notes += [f"“{label}”: {said}" for said in stored.notes]
    if len(gallery.data) > MAX_PHOTOS:
        raise refusal("photos", f"bài có hơn {MAX_PHOTOS} ảnh", "hãy bớt ảnh hoặc tách bài rồi gửi lại")
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


def _place(gallery: Gallery, stored: StoredPhoto, picture: Picture) -> None:
    picture.node.attributes = {"src": f"{PHOTO_SCHEME}{stored.digest}"}
    waiting = next((photo for photo in gallery.only_stated if photo.digest == stored.digest), None)
    if waiting is not None:
        gallery.only_stated.remove(waiting)
        gallery.placed.append(_with_words(waiting, picture))
        return
    again = any(photo.digest == stored.digest for photo in gallery.placed)
    if again and not (picture.caption or picture.credit):
        gallery.wordless[stored.digest] += 1
        return
    gallery.placed += [_photo(stored, "", "", picture.alt)] * gallery.wordless.pop(stored.digest, 0)
    gallery.placed.append(_photo(stored, picture.caption, picture.credit, picture.alt))


def _with_words(photo: Photo, picture: Picture) -> Photo:
    for stated, placed in ((photo.caption, picture.caption), (photo.credit, picture.credit)):
        if stated and placed and plain(stated).casefold().rstrip(". ") != plain(placed).casefold().rstrip(". "):
            wrong = f"{picture.place}: ảnh có lời ở chỗ khai là “{quoted(stated)}”, dưới ảnh lại là “{quoted(placed)}”"
            raise refusal("photos", wrong, "hãy giữ một lời, bỏ lời kia, rồi gửi lại")
    return replace(
        photo,
        caption=photo.caption or picture.caption,
        credit=photo.credit or picture.credit,
        alt=photo.alt or picture.alt,
    )
