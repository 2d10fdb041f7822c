"""The checks of set forms: numbers, units, dates, and the titles of leaders as the register has them."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from newsroom.article import Content
from newsroom.checklist.findings import Code, Facts, Finding, Passage, passages, warning

TITLE_NEAR_CHARS: Final = 90

_ADDRESS: Final = re.compile(r"https?://\S+|\bwww\.\S+|[\w.+-]{1,64}@\S+")
_GROUPED: Final = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3}){2,}(?![\d,])|(?<![\d.,])\d{1,3},\d{3}(?=\s*(?:đồng|VNĐ|VND|người|hộ|lượt)\b)",
)
_UNIT: Final = re.compile(r"(?<![^\W\d_])(?:[kcdhm]?m)[23](?!\w)")
_PERCENT: Final = re.compile(r"\d\s+%")
_ISO_DAY: Final = re.compile(r"(?<![\w/-])(?:19|20)\d{2}-\d{2}-\d{2}(?![\w/-])")
_MONTH_FIRST: Final = re.compile(r"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:19|20)\d{2}(?![\d/])")

_OFFICE: Final = re.compile(
    r"(?:Quyền |Nguyên )?(?:Phó )?(?:Chủ tịch|Bí thư|Tổng Bí thư|Thủ tướng|Bộ trưởng|Thứ trưởng|Giám đốc|Trưởng ban|"
    r"Trưởng đoàn|Chánh Văn phòng|Chỉ huy trưởng|Viện trưởng|Chánh án|Cục trưởng|Chủ nhiệm)\b[^,.;:()–]*",
    re.IGNORECASE,
)
_ADDRESSED: Final = re.compile(r"\b(?:đồng chí|ông|bà|anh|chị)\s*$", re.IGNORECASE)
_SHORT: Final = (
    ("ủy ban nhân dân", "ubnd"),
    ("uỷ ban nhân dân", "ubnd"),
    ("hội đồng nhân dân", "hđnd"),
    ("uỷ", "ủy"),
    (" cao bằng", ""),
    ("ubmttq", "ub mttq"),
)


def number_form(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Thousands parted by commas, as in English.

    Source: rule 54; checklist 2.4.
    """
    for passage, found in _hits(content, _GROUPED):
        better = found[0].replace(",", ".")
        message = f"Số “{found[0]}” ngăn hàng nghìn bằng dấu phẩy; hãy viết “{better}”."
        yield warning(Code.NUMBER_FORM, message, passage.field, passage.at(*found.span()))


def unit_form(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Square and cubic units without their raised figure.

    Source: rule 54; checklist 2.4.
    """
    for passage, found in _hits(content, _UNIT):
        better = found[0][:-1] + {"2": "²", "3": "³"}[found[0][-1]]
        message = f"Đơn vị “{found[0]}” chưa đúng; hãy viết “{better}”."
        yield warning(Code.UNIT_FORM, message, passage.field, passage.at(*found.span()))


def percent_form(content: Content, _facts: Facts) -> Iterator[Finding]:
    """A space before the percent sign.

    Source: rule 54; checklist 2.4.
    """
    for passage, found in _hits(content, _PERCENT):
        message = "Có dấu cách trước dấu %; hãy viết liền, ví dụ “25%”."
        yield warning(Code.PERCENT_FORM, message, passage.field, passage.at(*found.span()))


def date_form(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Dates written year first, or month first.

    Source: rule 54; checklist 2.4.
    """
    for pattern in (_ISO_DAY, _MONTH_FIRST):
        for passage, found in _hits(content, pattern):
            message = f"Ngày “{found[0]}” viết sai thứ tự; hãy viết ngày/tháng/năm, ví dụ “23/11/2026”."
            yield warning(Code.DATE_FORM, message, passage.field, passage.at(*found.span()))


def _hits(content: Content, pattern: re.Pattern[str]) -> Iterator[tuple[Passage, re.Match[str]]]:
    for passage in passages(content):
        bare = _ADDRESS.sub(lambda found: "·" * len(found[0]), passage.text)
        for found in pattern.finditer(bare):
            yield passage, found


def leader_title(content: Content, facts: Facts) -> Iterator[Finding]:
    """A leader named with a title that the register does not give him or her.

    Shape:  a name without any title beside it is no finding.
    Source: rule 54; checklist 2.4; ambiguity A36 (posts change, names are only shown).
    """
    for passage in passages(content):
        for name in dict.fromkeys(name for name, _ in facts.leaders):
            held = [title for known, title in facts.leaders if known == name]
            given = _title_given(passage.text, name)
            if given and not any(_same_title(given, title) for title in held):
                message = f"Chức danh của {name} ghi là “{given}”, danh sách ghi “{held[0]}”; hãy đối chiếu lại."
                start = passage.text.find(name)
                yield warning(Code.LEADER_TITLE, message, passage.field, passage.at(start, start + len(name)))


def _title_given(text: str, name: str) -> str:
    text = unicodedata.normalize("NFC", text)
    for found in re.finditer(rf"\b{re.escape(name)}\b(?!\s+[A-ZĐÀ-Ỹ][^\W\d_]*)", text):
        before = text[max(0, found.start() - TITLE_NEAR_CHARS) : found.start()]
        after = text[found.end() : found.end() + TITLE_NEAR_CHARS]
        offices = [office[0] for office in _OFFICE.finditer(before) if office.end() == len(before)]
        if offices:
            return _ADDRESSED.sub("", offices[-1].rstrip()).strip()
        follows = _OFFICE.match(after[2:]) if after.startswith((", ", " (")) else None
        if follows:
            return follows[0].strip()
    return ""


def _same_title(given: str, held: str) -> bool:
    ours, theirs = _short(given), _short(held)
    return bool(ours) and (ours.startswith(theirs) or theirs.startswith(ours))


def _short(title: str) -> str:
    text = " ".join(title.casefold().split())
    for long, short in _SHORT:
        text = text.replace(long, short)
    return text.strip()
