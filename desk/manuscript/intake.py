"""Manuscripts in: a Markdown, HTML or Word file, or the same sent through the API, becomes the content of an article.

Reads the given files and nothing else; whatever is wrong with them is said as InvalidInput, never as a traceback.
"""

import codecs
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any, Final

from markdown_it import MarkdownIt
from typing_extensions import override

from desk.manuscript.blocks import blocks_of
from desk.manuscript.cleaning import Where, on_line, refuse_active_content, refuse_legacy_text, unlinked, washed
from desk.manuscript.gallery import Gallery, gallery_of
from desk.manuscript.layout import Layout, layout_of
from desk.manuscript.markup import parse, serialise
from desk.manuscript.meta import ManuscriptMeta, front_matter, meta_from, sidecar, topics_known
from desk.manuscript.photos import Finder, among, in_folder
from desk.manuscript.reading import Reading
from desk.manuscript.word.document import read_word
from desk.manuscript.word.package import MAX_WORD_BYTES
from desk.refusal import refusal
from desk.statements import Manuscript
from newsroom.article import ChannelText, Content, Kind, Source, Topic
from newsroom.errors import InvalidInput
from newsroom.text import blocks, quoted

__all__ = ["ManuscriptMeta", "meta_from", "read_manuscript"]

MAX_MARKDOWN_MARKS: Final = 10_000
MAX_TEXT_BYTES: Final = 1024 * 1024
SUFFIXES: Final = (".md", ".markdown", ".html", ".htm", ".docx")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    html: str
    meta: ManuscriptMeta
    where: Where = on_line
    word: Reading = field(default_factory=lambda: Reading(blocks=[]))


def read_manuscript(
    source: Path | bytes,
    *,
    filename: str = "",
    overrides: ManuscriptMeta | Mapping[str, Any] | None = None,
    photo_files: Mapping[str, bytes] | None = None,
    known_topics: Collection[str],
) -> Manuscript:
    """The manuscript in a file (photos and sidecar beside it) or in bytes (photos sent along).

    Shape:  statements in `overrides` beat front matter, which beats the sidecar; photos placed
            in the text come first, in reading order, then the others, in the order stated.
    Errors: InvalidInput naming the field, what is wrong and what to do; nothing else ever leaves.
    """
    try:
        stated = overrides if isinstance(overrides, ManuscriptMeta) else meta_from(overrides or {})
        name = filename or (source.name if isinstance(source, Path) else "")
        finder = among(photo_files or {}) if photo_files or isinstance(source, bytes) else in_folder(source.parent)
        raw = _opened(_bytes_of(source, name), name)
        raw = replace(raw, meta=stated.over(raw.meta.over(_beside(source))))
        return _assembled(raw, finder, known_topics)
    except InvalidInput:
        raise
    except Exception as error:
        raise refusal("manuscript", "bản thảo có chỗ hệ thống không đọc được", "hãy lưu lại tệp rồi gửi lại") from error


def _suffix(name: str) -> str:
    suffix = Path(name).suffix.lower()
    if suffix in SUFFIXES:
        return suffix
    given = f"tệp “{quoted(suffix)}”" if suffix else "tệp không có đuôi"
    raise refusal("manuscript", f"{given} không phải dạng bản thảo nhận được", "hãy gửi .docx, .md hoặc .html")


def _bytes_of(source: Path | bytes, name: str) -> bytes:
    limit = MAX_WORD_BYTES if _suffix(name) == ".docx" else MAX_TEXT_BYTES
    if isinstance(source, Path):
        if not source.is_file():
            raise refusal("manuscript", f"không có tệp {source.name}", "hãy kiểm tra lại đường dẫn")
        size = source.stat().st_size
    else:
        size = len(source)
    if size > limit:
        raise refusal(
            "body" if limit == MAX_TEXT_BYTES else "manuscript",
            f"bản thảo nặng hơn {limit >> 20} MB",
            "hãy rút gọn, để ảnh thành tệp riêng, rồi gửi lại",
        )
    return source.read_bytes() if isinstance(source, Path) else source


def _beside(source: Path | bytes) -> ManuscriptMeta:
    if isinstance(source, bytes):
        return ManuscriptMeta()
    path = source.with_suffix(".toml")
    return sidecar(_decoded(path.read_bytes()[: MAX_TEXT_BYTES + 1]), path.name) if path.is_file() else ManuscriptMeta()


def _opened(data: bytes, name: str) -> _Raw:
    match _suffix(name):
        case ".docx":
            word = read_word(data)
            return _Raw(html=serialise(word.blocks), meta=ManuscriptMeta(), where=_in_word, word=word)
        case ".html" | ".htm":
            return _Raw(html=_decoded(data), meta=ManuscriptMeta())
        case _:
            return _markdown(_decoded(data))


def _in_word(_text: str, _line: int) -> str:
    return "trong tệp Word"


class _Reader(MarkdownIt):
    @override
    def validateLink(self, url: str) -> bool:
        """Every address is let through here, to be refused with its line rather than shown as text."""
        return True


def _markdown(text: str) -> _Raw:
    meta, below = front_matter(text)
    if below.count("[") + below.count("`") > MAX_MARKDOWN_MARKS:
        raise refusal("body", "bài có quá nhiều ký hiệu “[” hoặc “`”", "hãy gửi lại bài ở dạng .docx hoặc .html")
    reader = _Reader("commonmark", {"html": True}).enable("table")
    lowered = text.lower()

    def where(found: str, _line: int) -> str:
        at = lowered.find(found.lower().rstrip("…"))
        return "trong bài" if at < 0 else f"dòng {text.count(chr(10), 0, at) + 1}"

    return _Raw(html=reader.render(below), meta=meta, where=where)


def _decoded(data: bytes) -> str:
    utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise refusal(
            "manuscript", f"chữ không ở bảng mã UTF-8 (dòng {line})", "hãy lưu lại tệp với bảng mã UTF-8 rồi gửi lại"
        ) from error
    if "\0" in text:
        raise refusal(
            "manuscript", "tệp không phải văn bản, hoặc lưu UTF-16 thiếu dấu đầu tệp", "hãy lưu lại với bảng mã UTF-8"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _assembled(raw: _Raw, finder: Finder, known_topics: Collection[str]) -> Manuscript:
    meta = raw.meta
    refuse_active_content(raw.html, raw.where)
    found = raw.word.blocks or blocks_of(parse(raw.html))
    layout = layout_of(found, raw.where, title=meta.title, summary=meta.summary)
    dropped = unlinked(layout.blocks)
    topics = topics_known(meta.topics or (), known_topics)
    gallery = gallery_of(layout.pictures, meta.photos or (), finder, raw.word.pictures)
    content = _content(meta, layout, gallery, topics)
    return Manuscript(
        content=content,
        photo_bytes=gallery.data,
        notes=(*raw.word.notes, *layout.notes, *dropped, *gallery.notes),
        points=raw.word.points,
    )


def _content(meta: ManuscriptMeta, layout: Layout, gallery: Gallery, topics: tuple[str, ...]) -> Content:
    body = washed(layout.blocks)
    if not layout.title:
        raise refusal("title", "bản thảo chưa có tiêu đề", "hãy ghi mục title hoặc đặt đầu đề ở đầu bài")
    if meta.kind is None:
        raise refusal("kind", "bản thảo chưa ghi loại bài", f"hãy chọn một trong: {', '.join(Kind)}")
    if not blocks(body) and not gallery.data:
        raise refusal("body", "bản thảo không có chữ nào và không có ảnh", "hãy kiểm tra lại tệp rồi gửi lại")
    for name, text in (("title", layout.title), ("summary", layout.summary), ("body", body)):
        refuse_legacy_text(name, text if name == "body" else escape(text))
    return Content(
        kind=meta.kind,
        topics=tuple(map(Topic, topics)),
        title=layout.title,
        summary=layout.summary,
        body_html=body,
        byline=meta.byline or "",
        photos=gallery.photos(),
        source=Source(**meta.source.model_dump()) if meta.source else None,
        channel_texts=tuple(
            ChannelText(channel=channel, text=text) for channel, text in sorted((meta.channel_texts or {}).items())
        ),
    )
