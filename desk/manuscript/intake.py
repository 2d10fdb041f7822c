"""Manuscripts in: a Markdown, HTML or Word file, or the same sent through the API, becomes the content of an article.

Reads the given files and nothing else; whatever is wrong with them is said as InvalidInput, never as a traceback.
"""

import codecs
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Any, Final

from desk.manuscript.cleaning import refuse_legacy_text, refuse_private, unlinked, washed
from desk.manuscript.gallery import Gallery, gallery_of
from desk.manuscript.layout import Layout, layout_of
from desk.manuscript.markup import text_of, tokens
from desk.manuscript.meta import ManuscriptMeta, front_matter, meta_from, sidecar, topics_known
from desk.manuscript.photos import Finder, among, in_folder
from desk.manuscript.reading import Reading, Where, on_line
from desk.manuscript.text.books import refuse_disorder, refuse_lost
from desk.manuscript.text.readers import html_reading, in_source, markdown_reading
from desk.manuscript.word.document import read_word
from desk.manuscript.word.package import MAX_WORD_BYTES
from desk.refusal import refusal
from desk.statements import Manuscript
from newsroom.article import ChannelText, Content, Kind, Source, Topic
from newsroom.checklist.points import check_few_enough
from newsroom.errors import InvalidInput
from newsroom.text import blocks, quoted

__all__ = ["ManuscriptMeta", "meta_from", "read_manuscript"]

MAX_TEXT_BYTES: Final = 1024 * 1024
MAX_LINES: Final = 20_000
SUFFIXES: Final = (".md", ".markdown", ".html", ".htm", ".docx")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    reading: Reading
    meta: ManuscriptMeta = field(default_factory=ManuscriptMeta)
    where: Where = on_line


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
    except (InvalidInput, MemoryError):
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
            return _Raw(reading=read_word(data), where=_in_word)
        case ".html" | ".htm":
            return _Raw(reading=html_reading(_decoded(data)))
        case _:
            text = _decoded(data)
            meta, below = front_matter(text)
            return _Raw(reading=markdown_reading(below, where := in_source(text)), meta=meta, where=where)


def _in_word(_text: str, _line: int) -> str:
    return "trong tệp Word"


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
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") > MAX_LINES:
        raise refusal("body", f"bài có hơn {MAX_LINES // 1000} nghìn dòng", "hãy rút gọn rồi gửi lại")
    return text


def _assembled(raw: _Raw, finder: Finder, known_topics: Collection[str]) -> Manuscript:
    meta, reading = raw.meta, raw.reading
    _refuse_unreadable(reading, raw.where)
    before = [text_of(block) for block in reading.blocks]
    layout = layout_of(reading.blocks, raw.where, kind=meta.kind, title=meta.title, summary=meta.summary)
    dropped = unlinked(layout.blocks)
    topics = topics_known(meta.topics or (), known_topics)
    gallery = gallery_of(layout.pictures, meta.photos or (), finder, reading.pictures)
    content = _content(meta, layout, gallery, topics)
    _prove_kept(before, layout, content)
    notes = (*reading.notes, *layout.notes, *dropped, *gallery.notes)
    return Manuscript(content=content, photo_bytes=gallery.data, notes=notes, points=reading.points)


def _refuse_unreadable(reading: Reading, where: Where) -> None:
    check_few_enough(reading.points)
    for block in reading.blocks:
        refuse_private("body", text_of(block), partial(_at_line, where, block.line))


def _at_line(where: Where, line: int, text: str, _line: int) -> str:
    return where(text, line)


def _prove_kept(before: list[str], layout: Layout, content: Content) -> None:
    """Errors: InvalidInput when a word of the reading is not in what was made of it, in its place."""
    refuse_lost(before, [*layout.taken, *map(text_of, layout.blocks)])
    refuse_disorder(
        [text_of(block) for block in layout.blocks],
        [piece for piece in tokens(content.body_html) if isinstance(piece, str)],
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
