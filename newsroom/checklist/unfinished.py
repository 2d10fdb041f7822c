"""Marks that speak to the desk and not to readers: what was left to be filled in, checked or kept back.

Judged by what the words do where they stand: a notice about what may not be posted, a reference in brackets, a roman
number or a run of dots in a story is for readers.
"""

import re
from collections.abc import Iterator
from typing import Final

from newsroom.article import Content, Kind
from newsroom.checklist.findings import Code, Facts, Finding, Passage, blocking, passages, warning, without_addresses
from newsroom.text import plain

VERBATIM: Final = frozenset({Kind.DIRECTIVE, Kind.LEGAL_DOCUMENT})
"""Kinds that are posted as they were signed: their brackets and blanks may belong to a form."""

_DOTS: Final = r"(?:…[….]*|\.{2,}…[….]*|\.{3,})"
_UNITS: Final = r"(?:triệu|tỷ|nghìn|đồng|ha|km|tấn|người|hộ|lượt|đại biểu)\b"
_PIECE: Final = "(?:bài|tin|ảnh|phần|đoạn|câu|mục) này"
_NOT_POSTED: Final = re.compile(
    rf"\b(?:KHÔNG|CHƯA|CẤM)(?: ĐƯỢC)? (?:ĐĂNG|XUẤT BẢN|PHỔ BIẾN)\b(?: (?:{_PIECE.upper()}|LẠI|TRƯỚC (?:NGÀY|GIỜ|\d)))?"
)
_MARKS: Final = (
    re.compile(rf"\(\s*(?:không|chưa)(?: được)? đăng(?: {_PIECE})?\s*\)", re.IGNORECASE),
    re.compile(rf"^\W*(?:không|chưa|cấm|đừng)(?: được)? đăng(?: {_PIECE}\b|\W*$)", re.IGNORECASE),
    re.compile(r"\b(?:do not publish|not for (?:publication|release)|for internal use only)\b", re.IGNORECASE),
    re.compile(r"\bEMBARGO(?:ED)?\b(?=\s*(?::|UNTIL|ĐẾN))|\bLƯU HÀNH NỘI BỘ\b"),
    re.compile(r"\b(?:TODO|TO-DO|FIXME)\b|\btodo\s*:"),
    re.compile(r"\blorem ipsum\b|\bdolor sit amet\b", re.IGNORECASE),
    re.compile(r"(?<!\S)\?{3,}|\{\{[^{}]{0,200}\}\}"),
    re.compile(r"\b(?:ghi chú|lưu ý|nhờ) (?:cho |của )?(?:biên tập|BTV|tòa soạn)\b\s*:", re.IGNORECASE),
    re.compile(
        r"\(\s*(?:(?:BTV|PV|biên tập(?: viên)?)\s*:?\s*(?:bổ sung|kiểm tra|xem|sửa|lưu ý)"
        r"|chèn (?:ảnh|hình|bảng|đường dẫn|link)|cần hỏi|chờ (?:số liệu|xác nhận của))[^()]{0,200}\)"
        r"|\(\s*(?:(?:cần )?(?:bổ sung|kiểm tra|xác minh|xem)(?: lại| sau| thêm)?"
        r"|chờ (?:xác nhận|bổ sung|số liệu))\s*\)",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:BTV|biên tập(?: viên)?)\s*:\s*(?:bổ sung|kiểm tra|xem lại|sửa|chèn|rút gọn)\b", re.IGNORECASE),
    re.compile(
        rf"\b{_PIECE} (?:không|chưa|đừng|cấm)(?: được)? đăng(?: nhé| nha| đâu| ạ)?(?=\s*(?:[.!;,)]|$))", re.IGNORECASE
    ),
    re.compile(r"(?:Lỗi! Không tìm thấy nguồn tham chiếu|Error! (?:Reference source|Bookmark) not)[^.]{0,20}\.?|#REF!"),
    re.compile(
        r"\b(?:Click|Click or tap|Nhấp|Bấm) (?:here|vào đây) (?:to enter|để nhập) (?:text|văn bản)\b", re.IGNORECASE
    ),
)
_BLANKS: Final = (
    re.compile(rf"{_DOTS}\s*%"),
    re.compile(
        rf"\b(?:ngày|tháng|hồi|lúc)\s*{_DOTS}\s*(?:/|tháng\b|năm\b|giờ\b)|\bsố\s*:?\s*{_DOTS}\s*/", re.IGNORECASE
    ),
    re.compile(rf"(?:\d|{_DOTS})\s*/\s*{_DOTS}(?=[\s/]|$)"),
    re.compile(
        r"\b(?:khoảng|đạt|trên|hơn|gần|là|có|với|được|tổng số|trị giá|dự kiến)\s+"
        rf"{_DOTS}\s+{_UNITS}",
        re.IGNORECASE,
    ),
    re.compile(rf"(?:…{{2,}}|\.{{4,}}|_{{2,}})\s*{_UNITS}", re.IGNORECASE),
    re.compile(r"(?<![\w.])(?:\.\.|_+|\?+|\[\W{0,5}\]|\bX{1,3}|\bx)\s*%"),
)
_IN_BLANKS: Final = ("…", "..", "_", "%")
"""Without one of these no blank of that table stands anywhere, and most passages have none."""

_LETTERS_FOR_FIGURES: Final = re.compile(r"\bx{2,}\b|\bX{3,}\b")
_COUNTED: Final = re.compile(
    r"\b(?:thứ|khóa|khoá|lần|chương|phần|mục|điều|phụ lục|tập|quyển|thế kỷ|số)\s+$", re.IGNORECASE
)
_MASKED: Final = re.compile(r"\d[\w.-]*[.-]$")
_ROMAN: Final = "XXX"

_BRACKETS: Final = re.compile(r"[\[【{]([^\[\]【】{}]{1,200})[\]】}]")
_REFERENCE: Final = re.compile(r"[\W\d_]+|[a-zđ]|\d+\s*[,;:]\s*(?:tr\.?|trang)\s*[\d\s–-]+|sic", re.IGNORECASE)
_GENRE: Final = re.compile(
    r"infographic|video|clip|ảnh|phóng sự ảnh|trực tiếp|podcast|e-?magazine|longform|megastory", re.IGNORECASE
)
_NOTE: Final = re.compile(
    r"\b(?:BTV|PV|biên tập|tòa soạn|cần|chèn|thêm|bổ sung|kiểm tra|xác minh|xem lại|hỏi|sửa|chưa|chờ|ảnh|chú thích"
    r"|ghi chú|số liệu|nguồn)\b",
    re.IGNORECASE,
)
_REMEDY: Final = "hãy điền cho đủ hoặc xóa (lời giải thích cho bạn đọc thì để trong ngoặc đơn)."


def not_for_readers(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Marks that keep a text back, stand for what is still to be written, or speak to the desk.

    Shape:  blanks and brackets of documents that are posted as they were signed only warn.
    Source: rule 54 (content and form of every item); decision 0054.
    """
    verbatim = content.kind in VERBATIM
    for passage in _all_passages(content):
        bare = without_addresses(passage.text)
        marks: list[tuple[int, int]] = []
        for span in _marks(bare):
            marks += [span] * (not any(_overlap(span, mark) for mark in marks))
        forms = [span for span in _blanks(bare, passage.field) if not any(_overlap(span, mark) for mark in marks)]
        for span in (*marks, *forms):
            said = passage.text[slice(*span)]
            message = f"“{said}” là ghi chú hoặc chỗ chưa điền, không phải lời cho bạn đọc; {_REMEDY}"
            finding = warning if verbatim and span in forms else blocking
            yield finding(Code.NOT_FOR_READERS, message, passage.field, passage.at(*span))


def _all_passages(content: Content) -> Iterator[Passage]:
    """Whatever of a content readers may see, also what is no running text."""
    yield from passages(content)
    yield Passage(field="byline", place="tác giả", text=plain(content.byline))
    for number, photo in enumerate(content.photos):
        yield Passage(field=f"photos[{number}].credit", place=f"người chụp ảnh {number + 1}", text=plain(photo.credit))
        yield Passage(field=f"photos[{number}].alt", place=f"lời mô tả ảnh {number + 1}", text=plain(photo.alt))
    if content.source is not None:
        yield Passage(field="source.name", place="nguồn", text=plain(content.source.name))


def _marks(text: str) -> Iterator[tuple[int, int]]:
    for found in _NOT_POSTED.finditer(text):
        # KHÔNG ĐĂNG KÝ, KHÔNG ĐĂNG TẢI TIN GIẢ: another verb, in capitals throughout.
        if found[0].endswith(("NÀY", "LẠI")) or "TRƯỚC" in found[0] or not _next_word(text, found.end()).isupper():
            yield found.span()
    for pattern in _MARKS:
        yield from (found.span() for found in pattern.finditer(text))
    for found in _LETTERS_FOR_FIGURES.finditer(text):
        before = text[: found.start()]
        if not _MASKED.search(before) and not (found[0] == _ROMAN and _COUNTED.search(before)):
            yield found.span()


def _blanks(text: str, field: str) -> Iterator[tuple[int, int]]:
    if any(sign in text for sign in _IN_BLANKS):
        for pattern in _BLANKS:
            yield from (found.span() for found in pattern.finditer(text))
    for found in _BRACKETS.finditer(text):
        genre = field != "body" and not found.start() and _GENRE.fullmatch(found[1].strip())
        if not genre and not _REFERENCE.fullmatch(found[1].strip()) and not _is_put_in(text, found):
            yield found.span()


def _is_put_in(text: str, found: re.Match[str]) -> bool:
    """Whether brackets hold a word that the reader of a quotation needs: inside of it, and no note of the desk."""
    before = text[: found.start()]
    inside = before.count("“") > before.count("”")
    return inside and not found[1].isupper() and not _NOTE.search(found[1])


def _next_word(text: str, start: int) -> str:
    rest = text[start : start + 20]
    return rest[1:].split(" ")[0].strip('.,;:!?)”"') if rest.startswith(" ") else ""


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
