"""The zip around a Word file: opened within limits, its parts read once and judged by what they hold, not by name."""

import io
import posixpath
import zipfile
from contextlib import suppress
from typing import Final, NamedTuple
from xml.etree.ElementTree import TreeBuilder
from xml.parsers import expat

from desk.manuscript.word.elements import Element, short
from desk.refusal import refusal
from newsroom.errors import InvalidInput

FIELD: Final = "manuscript"
MAX_WORD_BYTES: Final = 30 * 1024 * 1024
MAX_ENTRIES: Final = 2_000
MAX_UNPACKED_BYTES: Final = 200 * 1024 * 1024
MAX_XML_BYTES: Final = 16 * 1024 * 1024
MAX_PICTURES_BYTES: Final = 2 * MAX_WORD_BYTES
MAX_ELEMENTS: Final = 200_000
MAX_DEPTH: Final = 250
MAX_TAG_BYTES: Final = 1024 * 1024

_CHUNK: Final = 1 << 16
_ATTRIBUTES_OF_AN_ELEMENT: Final = 2
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_ENTRY: Final = b"PK\x01\x02"
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_XML: Final = (".xml", ".rels", ".vml")
_SAVE_AGAIN: Final = "hãy mở bằng Word, lưu lại dạng .docx rồi gửi lại"
_START_AFRESH: Final = "hãy chép nội dung sang một tệp mới rồi gửi lại"


class Relation(NamedTuple):
    """What a part points to: another part by its name, or an address outside the file."""

    kind: str
    target: str
    external: bool


NOWHERE: Final = Relation("", "", external=False)


class _Begun(Exception):
    """The first element of a part has come, after which nothing can be declared."""


def broken() -> InvalidInput:
    """The refusal of a file that is no sound Word file."""
    return refusal(FIELD, "tệp Word bị hỏng hoặc thiếu phần nội dung", _SAVE_AGAIN)


def too_large() -> InvalidInput:
    """The refusal of a file that unfolds to more than an article is."""
    return refusal(FIELD, "tệp Word bung ra quá lớn so với một bài viết", _START_AFRESH)


class Package:
    """The parts of one file. Errors: InvalidInput for one that is locked, broken, old, or made to explode."""

    def __init__(self, data: bytes) -> None:
        _refuse_other_files(data)
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        entries = self._zip.infolist()
        _refuse_entries(entries)
        self._entries = {_key(entry.filename): entry for entry in entries}
        if len(self._entries) < len(entries):
            raise refusal(FIELD, "tệp Word có hai phần trùng tên", _SAVE_AGAIN)
        self._elements = self._xml_bytes = self._prolog_bytes = self._picture_bytes = 0
        self._relations: dict[str, dict[str, Relation]] = {}
        self.trees: dict[str, Element] = {}
        for name in self._entries:
            if name.endswith(_XML):
                self._refuse_doctype(name)

    def has(self, name: str) -> bool:
        """Whether the file holds a part of this name."""
        return _key(name) in self._entries

    def tree(self, name: str) -> Element | None:
        """A part as a tree with short names; None when there is no such part."""
        key = _key(name)
        if key in self._entries and key not in self.trees:
            data = self._read(key, MAX_XML_BYTES - self._xml_bytes)
            self._xml_bytes += len(data)
            self.trees[key] = self._parsed(name, data)
        return self.trees.get(key)

    def picture(self, name: str, most: int) -> bytes:
        """Bytes of a picture, one more than `most` at the most."""
        with self._zip.open(self._entries[_key(name)]) as part:
            data = part.read(most + 1)
        self._picture_bytes += len(data)
        if self._picture_bytes > MAX_PICTURES_BYTES:
            raise too_large()
        return data

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part points to, by the ids it uses; the empty name stands for the file as a whole."""
        if part not in self._relations:
            base, leaf = posixpath.split(part)
            root = self.tree(posixpath.join(base, "_rels", f"{leaf}.rels"))
            found = [] if root is None else list(root)
            self._relations[part] = {one.get("Id", ""): _relation(one, base) for one in found}
        return self._relations[part]

    def _read(self, key: str, most: int) -> bytes:
        with self._zip.open(self._entries[key]) as part:
            data = part.read(most + 1)
        if len(data) > most:
            raise too_large()
        return data

    def _parsed(self, name: str, data: bytes) -> Element:
        builder, depth = TreeBuilder(), 0

        def start(tag: str, attributes: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self._elements += 1 + len(attributes) // _ATTRIBUTES_OF_AN_ELEMENT
            if self._elements > MAX_ELEMENTS or depth > MAX_DEPTH:
                raise too_large()
            builder.start(short(tag), {short(key): said for key, said in attributes.items()})

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            builder.end(short(tag))

        parser = _parser(name)
        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler = builder.data
        for at in range(0, len(data), _CHUNK):
            parser.Parse(data[at : at + _CHUNK], False)
            if at + _CHUNK - parser.CurrentByteIndex > MAX_TAG_BYTES:
                raise too_large()
        parser.Parse(b"", True)
        return builder.close()

    def _refuse_doctype(self, key: str) -> None:
        def begin(*_: object) -> None:
            raise _Begun

        parser = _parser(self._entries[key].filename)
        parser.StartElementHandler = begin
        with suppress(expat.ExpatError, _Begun), self._zip.open(self._entries[key]) as part:
            while piece := part.read(_CHUNK):
                parser.Parse(piece, False)
                self._prolog_bytes += len(piece)
                if self._prolog_bytes > MAX_XML_BYTES:
                    raise too_large()


def _parser(name: str) -> expat.XMLParserType:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True

    def doctype(*_: object) -> None:
        raise refusal(FIELD, f"tệp Word có khai báo lạ (DOCTYPE) trong {name}", _SAVE_AGAIN)

    parser.StartDoctypeDeclHandler = doctype
    return parser


def _key(name: str) -> str:
    return name.lstrip("/").replace("\\", "/").casefold()


def _relation(found: Element, base: str) -> Relation:
    kind, target = found.get("Type", "").rsplit("/", 1)[-1], found.get("Target", "")
    external = found.get("TargetMode") == "External"
    if not external:
        target = posixpath.normpath(target.lstrip("/") if target.startswith("/") else posixpath.join(base, target))
    return Relation(kind, target, external)


def _refuse_other_files(data: bytes) -> None:
    if len(data) > MAX_WORD_BYTES:
        raise refusal(FIELD, f"tệp Word lớn hơn {MAX_WORD_BYTES >> 20} MB", "hãy tách ảnh ra gửi riêng hoặc nén ảnh")
    if data.startswith(_OLE):
        raise _locked() if _ENCRYPTED in data else _old()
    if not data.startswith(b"PK"):
        raise refusal(
            FIELD, "tệp mang đuôi .docx nhưng không phải tệp Word", "hãy lưu lại từ Word dạng .docx rồi gửi lại"
        )
    # Counted before the list of entries is made, which a crowd of empty entries would swell.
    if data.count(_ENTRY) > 2 * MAX_ENTRIES:
        raise too_large()


def _locked() -> InvalidInput:
    return refusal(FIELD, "tệp Word đặt mật khẩu", "hãy bỏ mật khẩu (Tệp → Thông tin → Bảo vệ tài liệu) rồi gửi lại")


def _old() -> InvalidInput:
    return refusal(
        FIELD, "tệp Word kiểu cũ (.doc) không đọc được an toàn", "hãy mở bằng Word, lưu thành .docx rồi gửi lại"
    )


def _refuse_entries(entries: list[zipfile.ZipInfo]) -> None:
    if any(entry.flag_bits & 1 for entry in entries):
        raise _locked()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise too_large()
    if any(entry.compress_type not in _METHODS for entry in entries):
        raise refusal(FIELD, "tệp Word nén theo cách Word không dùng", _SAVE_AGAIN)
