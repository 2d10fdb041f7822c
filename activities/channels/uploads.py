"""A photo of an order made ready for upload to a channel, under a name that carries its digest."""

import asyncio
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Final

from activities.channels.calls import Line
from activities.channels.meanings import person, rejected
from activities.channels.pictures import JPEG, PNG, UnreadablePhoto, file_name, fitted
from activities.ports import Order
from newsroom.article import Photo

_PHOTO_MISSING: Final = person("thiếu tệp ảnh của bài trong kho ảnh", "kiểm tra kho ảnh của tòa soạn")
_PHOTO_UNREADABLE: Final = rejected("không đọc được một ảnh của bài", "thay ảnh")

PORTAL_KINDS: Final = frozenset({JPEG, PNG})
PORTAL_PHOTO_BYTES: Final = 900_000
"""Zalo fetches the Portal's photos and takes none over 1 MB, so the Portal hosts none larger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """What is sent for one photo; the name is how the picture is known again on a public page."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    photo: Photo


async def upload_of(line: Line, order: Order, digest: str, *, kinds: Collection[str], max_bytes: int) -> Upload:
    """The photo of the order under `digest`, in a kind and size that the channel takes.

    Errors: ChannelTrouble when its file is missing or is no picture; nothing has been sent then.
    """
    file = order.photo_files.get(digest)
    if file is None:
        raise line.refused(_PHOTO_MISSING, evidence=f"ảnh {digest}", not_sent=True)
    try:
        # Making a large photo smaller takes a second of computing, too long for the event loop.
        picture = await asyncio.to_thread(fitted, file.data, file.photo.media_type, kinds=kinds, max_bytes=max_bytes)
    except UnreadablePhoto:
        raise line.refused(_PHOTO_UNREADABLE, evidence=f"ảnh {digest}", not_sent=True) from None
    name = file_name(digest, picture.media_type)
    return Upload(name=name, media_type=picture.media_type, data=picture.data, photo=file.photo)
