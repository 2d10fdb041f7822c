"""Word manuscripts (.docx): proved to be sound before they are opened, then turned into HTML and pictures."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import mammoth

from desk.manuscript.photos import MAX_PHOTO_BYTES
from desk.refusal import refusal
from newsroom.errors import InvalidInput

FIELD: Final = "manuscript"
MAX_WORD_BYTES: Final = 30 * 1024 * 1024
MAX_ENTRIES: Final = 2_000
MAX_UNPACKED_BYTES: Final = 200 * 1024 * 1024
MAX_XML_BYTES: Final = 16 * 1024 * 1024
EMBEDDED: Final = "embedded:"

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_STYLES: Final = """
p[style-name='Title'] => h1:fresh
p[style-name='Caption'] => figcaption:fresh
p[style-name='caption'] => figcaption:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
"""


def word_html(data: bytes) -> tuple[str, dict[str, bytes], tuple[str, ...]]:
    """HTML of a Word file, its pictures by the address the HTML gives them, and notes for the author.

    Errors: InvalidInput for a file that is locked, broken, of the old format, or made to explode.
    """
    notes = _proved(data)
    images: dict[str, bytes] = {}

    def keep(image: Any) -> dict[str, str]:
        address = f"{EMBEDDED}{len(images) + 1}"
        with image.open() as stream:
            images[address] = stream.read(MAX_PHOTO_BYTES + 1)
        return {"src": address}

    with _broken_file_is_refused():
        found = mammoth.convert_to_html(
            io.BytesIO(data), style_map=_STYLES, convert_image=mammoth.images.img_element(keep)
        )
    return str(found.value), images, notes


@contextmanager
def _broken_file_is_refused() -> Iterator[None]:
    try:
        yield
    except InvalidInput:
        raise
    except Exception as error:
        raise refusal(
            FIELD, "tệp Word bị hỏng hoặc thiếu phần nội dung", "hãy mở bằng Word, lưu lại dạng .docx rồi gửi lại"
        ) from error


def _proved(data: bytes) -> tuple[str, ...]:
    if len(data) > MAX_WORD_BYTES:
        raise refusal(FIELD, f"tệp Word lớn hơn {MAX_WORD_BYTES >> 20} MB", "hãy tách ảnh ra gửi riêng hoặc nén ảnh")
    if data.startswith(_OLE):
        raise _old_or_locked(data)
    if not data.startswith(b"PK"):
        raise refusal(
            FIELD, "tệp mang đuôi .docx nhưng không phải tệp Word", "hãy lưu lại từ Word dạng .docx rồi gửi lại"
        )
    with _broken_file_is_refused(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        _refuse_bomb(archive.infolist())
        _refuse_declarations(archive)
        return tuple(_left_overs(archive))


def _old_or_locked(data: bytes) -> InvalidInput:
    if _ENCRYPTED in data:
        return refusal(
            FIELD, "tệp Word đặt mật khẩu", "hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ tài liệu) rồi gửi lại"
        )
    return refusal(
        FIELD, "tệp Word kiểu cũ (.doc) không đọc được an toàn", "hãy mở bằng Word, lưu thành .docx rồi gửi lại"
    )


def _refuse_bomb(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise refusal(FIELD, "tệp Word đặt mật khẩu", "hãy bỏ mật khẩu rồi gửi lại")
    unpacked = sum(entry.file_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if _is_xml(entry.filename))
    if len(entries) > MAX_ENTRIES or unpacked > MAX_UNPACKED_BYTES or xml > MAX_XML_BYTES:
        raise refusal(
            FIELD, "tệp Word bung ra quá lớn so với một bài viết", "hãy chép nội dung sang một tệp mới rồi gửi lại"
        )


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _refuse_declarations(archive: zipfile.ZipFile) -> None:
    for name in archive.namelist():
        if _is_xml(name) and b"<!DOCTYPE" in archive.read(name)[:4096].replace(b"\0", b""):
            raise refusal(
                FIELD, f"tệp Word có khai báo lạ trong {name}", "hãy mở bằng Word, lưu lại dạng .docx rồi gửi lại"
            )


def _left_overs(archive: zipfile.ZipFile) -> Iterator[str]:
    names = set(archive.namelist())
    comments = (
        len(re.findall(rb"<w:comment\b", archive.read("word/comments.xml"))) if "word/comments.xml" in names else 0
    )
    if comments:
        yield f"Tệp Word còn {comments} ý kiến góp ý (comment); hệ thống không lấy các ý kiến này."
    if "word/document.xml" in names and re.search(rb"<w:(?:ins|del)\b", archive.read("word/document.xml")):
        yield "Tệp Word còn dấu vết sửa đổi (Track Changes); hệ thống lấy bản đã chấp nhận mọi sửa đổi."
