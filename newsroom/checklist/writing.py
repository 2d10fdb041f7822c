"""The checks of set forms: numbers, units, dates."""

import re
from collections.abc import Iterator
from typing import Final

from newsroom.article import Content
from newsroom.checklist.findings import Code, Facts, Finding, Passage, passages, warning, without_addresses

_GROUPED: Final = re.compile(
    r"(?<![\d.,])\d{1,3}(?:,\d{3}){2,}(?![\d,])|(?<![\d.,])\d{1,3},\d{3}(?=\s*(?:đồng|VNĐ|VND|người|hộ|lượt)\b)",
)
_UNIT: Final = re.compile(r"(?<![^\W\d_])(?:[kcdhm]?m)[23](?!\w)")
_PERCENT: Final = re.compile(r"\d\s+%")
_ISO_DAY: Final = re.compile(r"(?<![\w/-])(?:19|20)\d{2}-\d{2}-\d{2}(?![\w/-])")
_MONTH_FIRST: Final = re.compile(r"(?<![\d/])(?:0?[1-9]|1[0-2])/(?:1[3-9]|2\d|3[01])/(?:19|20)\d{2}(?![\d/])")


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
        bare = without_addresses(passage.text)
        for found in pattern.finditer(bare):
            yield passage, found
