"""The checks of language: what may be wrong in any passage of an item, from secret markings to tone marks."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from newsroom.article import Content
from newsroom.checklist.findings import Code, Facts, Finding, Passage, blocking, excerpt, passages, warning
from newsroom.text import plain, words
from newsroom.wording.legacy_text import is_unaccented, legacy_encoding, legacy_words

ALL_CAPS_FROM_WORDS: Final = 3
DATE_NEAR_CHARS: Final = 60
NEIGHBOUR_CHARS: Final = 12

_MARK: Final = r"(?:TUYỆT MẬT|TỐI MẬT|MẬT)"
_LEVEL: Final = re.compile(rf"\b(?:mức )?độ mật\s*[:：]\s*{_MARK}\b", re.IGNORECASE)
_TOP_MARKS: Final = re.compile(r"\b(?:TUYỆT|TỐI) MẬT\b")
_CAPITAL_MARK: Final = re.compile(r"\bMẬT\b")
_STAMPED: Final = frozenset({"LIỆU", "BẢN", "VĂN", "SƠ", "DẤU"})
_ALONE: Final = re.compile(r"^[\W_]*(?:tuyệt mật|tối mật|mật)[\W_]*$", re.IGNORECASE)
_ANY_LEVEL: Final = re.compile(
    r"(?<!\w)(?<!độ )(?<!bí )(?<!bảo )(?<!giải )(?:tuyệt mật|tối mật|mật)(?!\w)", re.IGNORECASE
)
_LISTED: Final = re.compile(
    r"(?:\W|\b(?:và|hoặc|hay|đến|tới|độ|mức|dấu|con|cấp|tài|liệu|nước|nhà|thuộc|bí|độ mật|[a-zđ]|\d{1,2})\b)*",
    re.IGNORECASE,
)
_LIST_REACH: Final = 3
"""How many paragraphs or cells a list of levels may leave between two of them."""

_DAY_WORD: Final = re.compile(
    r"\b(?:hôm (?:nay|qua|kia)|ngày mai|(?:sáng|trưa|chiều|tối|đêm) (?:nay|qua|mai))\b", re.IGNORECASE
)
_NOT_A_DAY: Final = re.compile(r"(?:thế hệ|xã hội|cuộc sống|đất nước|quê hương)\s+$", re.IGNORECASE)
_DATE: Final = re.compile(r"\b(?:ngày\s+)?\d{1,2}\s*(?:[/.-]\s*\d{1,2}\b|tháng\s+\d)|\bngày\s+\d{1,2}\b", re.IGNORECASE)

_ID_CARD: Final = re.compile(r"(?<![\d.,])0\d{2}[ .]?\d{3}[ .]?\d{3}[ .]?\d{3}(?![\d])")
_NAMED_ID: Final = re.compile(
    r"(?:CCCD|CMND|căn cước|định danh cá nhân)[^\d.;]{0,25}(?P<number>\d{12}|\d{9})\b", re.IGNORECASE
)
_MOBILE: Final = re.compile(r"(?<![\d./-])(?:\+?84[ .-]?|0)[35789]\d(?:[ .-]?\d){7}(?![\d])")

_OLD_TONES: Final = re.compile(r"(?:[òóỏõọ][ae]|(?<!q)[ùúủũụ]y)\b")
_NEW_TONES: Final = re.compile(r"(?:o[àáảãạèéẻẽẹ]|(?<!q)u[ỳýỷỹỵ])\b")


def classified(content: Content, _facts: Facts) -> Iterator[Finding]:
    """A marking of state secrecy; the everyday words (bí mật, mật ong, mật độ) are none.

    Source: rule 54; checklist 2.4; state secrets are never published (2.3).
    """
    found = passages(content)
    for i, passage in enumerate(found):
        beside = found[max(0, i - _LIST_REACH) : i + _LIST_REACH + 1]
        span = _marking(_without_lists(passage.text, [each.text for each in beside]))
        if span:
            message = "Có dấu chỉ độ mật của tài liệu nhà nước; không được đăng. Hãy dừng lại và báo ngay Trưởng ban."
            yield blocking(Code.CLASSIFIED, message, passage.field, passage.at(*span))


def _without_lists(text: str, beside: Sequence[str]) -> str:
    """The text, blank where it lists the levels of secrecy, as a text about the law does: no marking names two."""
    if (alone := _level_alone(text)) and {alone} != {level for each in beside if (level := _level_alone(each))}:
        return ""
    groups: list[list[re.Match[str]]] = []
    for found in _ANY_LEVEL.finditer(text):
        if groups and _LISTED.fullmatch(text[groups[-1][-1].end() : found.start()]):
            groups[-1].append(found)
        else:
            groups.append([found])
    for group in groups:
        if len({level[0].casefold() for level in group}) > 1:
            start, end = group[0].start(), group[-1].end()
            text = f"{text[:start]}{'·' * (end - start)}{text[end:]}"
    return text


def _level_alone(text: str) -> str:
    found = _ALONE.match(text)
    return found[0].strip(' .,;:–-“”"()').casefold() if found else ""


def _marking(text: str) -> tuple[int, int] | None:
    found = _ALONE.search(text) or _LEVEL.search(text) or _TOP_MARKS.search(text)
    if found:
        return found.span()
    for mark in _CAPITAL_MARK.finditer(text):
        before = _word_beside(text[max(0, mark.start() - NEIGHBOUR_CHARS) : mark.start()], -1)
        after = _word_beside(text[mark.end() : mark.end() + NEIGHBOUR_CHARS], 0)
        if not after.isupper() and (not before.isupper() or before in _STAMPED):
            return mark.span()
    return None


def _word_beside(text: str, which: int) -> str:
    """The word that only a space parts from the mark before (0) or behind (-1) it."""
    found = text.split(" ")
    word = (found[1:2] if which == 0 else found[-2:-1]) if " " in text else []
    return "".join(letters for letters in word if letters.isalpha())


def all_caps_title(content: Content, _facts: Facts) -> Iterator[Finding]:
    """A title in capitals throughout.

    Source: rule 54; checklist 2.4.
    """
    title = plain(content.title)
    if title.isupper() and words(title) >= ALL_CAPS_FROM_WORDS:
        message = "Tiêu đề viết hoa toàn bộ; hãy viết hoa theo quy tắc chính tả."
        yield warning(Code.ALL_CAPS_TITLE, message, "title", f"tiêu đề: “{excerpt(title)}”")


def unaccented(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Passages of Vietnamese typed without accents.

    Source: rule 54; checklist 2.4.
    """
    for passage in passages(content):
        if is_unaccented(passage.text):
            yield warning(Code.UNACCENTED, "Chữ Việt không dấu; hãy gõ lại có dấu.", passage.field, passage.at())


def legacy_text(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Passages, or words of them, left over in an encoding from before Unicode.

    Source: rule 54; checklist 2.4.
    """
    for passage in passages(content):
        found = legacy_encoding(passage.text)
        if found is not None:
            message = f"Chữ còn ở bảng mã cũ {found.value}; hãy chuyển sang Unicode rồi dán lại."
            yield warning(Code.LEGACY_ENCODING, message, passage.field, passage.at())
        elif (left := legacy_words(passage.text)) is not None:
            encoding, odd = left
            message = f"Còn chữ ở bảng mã cũ {encoding.value}: “{excerpt(', '.join(odd))}”; hãy gõ lại bằng Unicode."
            start = passage.text.find(odd[0])
            yield warning(Code.LEGACY_ENCODING, message, passage.field, passage.at(start, start + len(odd[0])))


def not_nfc(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Fields whose letters are stored with loose accents (Unicode tổ hợp).

    Source: rule 54; checklist 2.4.
    """
    for field, text in (("title", content.title), ("summary", content.summary), ("body", content.body_html)):
        if not unicodedata.is_normalized("NFC", text):
            message = "Chữ ở dạng Unicode tổ hợp; hãy mở bài và lưu lại để hệ thống chuyển sang Unicode dựng sẵn."
            yield warning(Code.NOT_NFC, message, field, f"“{excerpt(plain(text))}”")


def relative_day(content: Content, _facts: Facts) -> Iterator[Finding]:
    """“Hôm nay” and the like without a date near, which a later reader cannot place.

    Source: rule 54; checklist 2.4.
    """
    for passage in passages(content):
        for found in _DAY_WORD.finditer(passage.text):
            near = passage.text[max(0, found.start() - DATE_NEAR_CHARS) : found.end() + DATE_NEAR_CHARS]
            if not _DATE.search(near) and not _NOT_A_DAY.search(passage.text[: found.start()]):
                message = f"“{found[0]}” không kèm ngày tháng; hãy ghi rõ, ví dụ “sáng 23/11”."
                yield warning(Code.RELATIVE_DAY, message, passage.field, passage.at(*found.span()))
                break


def personal_data(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Numbers of identity cards and of mobile phones; short official numbers are none.

    Shape:  the number itself is masked in what the finding shows.
    Source: rule 54; checklist 2.4; ambiguity A40 (personal data is hidden).
    """
    for passage in passages(content):
        for name, number in _personal_numbers(passage.text):
            message = (
                f"Có thể là {name} của cá nhân ({_masked(number)}); "
                "hãy bỏ hoặc che số, trừ khi là số công khai của cơ quan."
            )
            yield warning(Code.PERSONAL_DATA, message, passage.field, passage.place)


def _personal_numbers(text: str) -> Iterator[tuple[str, str]]:
    cards = [found[0] for found in _ID_CARD.finditer(text)]
    named = [found["number"] for found in _NAMED_ID.finditer(text) if found["number"] not in cards]
    for number in (*cards, *named):
        yield "số căn cước", number
    for found in _MOBILE.finditer(text):
        yield "số điện thoại", found[0]


def _masked(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    return f"{digits[:3]}…{digits[-2:]}"


def tone_style(content: Content, _facts: Facts) -> Iterator[Finding]:
    """Both places of the tone mark (hòa and hoà) in one item; the rarer one is named.

    Source: rule 54; checklist 2.4.
    """
    old: Counter[str] = Counter()
    new: Counter[str] = Counter()
    first: dict[str, Passage] = {}
    for passage in passages(content):
        for word in re.findall(r"[^\W\d_]+", passage.text.lower()):
            style = old if _OLD_TONES.search(word) else new if _NEW_TONES.search(word) else None
            if style is not None:
                style[word] += 1
                first.setdefault(word, passage)
    if old and new:
        rare, usual = (old, new) if old.total() < new.total() else (new, old)
        shown, model = ", ".join(sorted(rare)[:3]), usual.most_common(1)[0][0]
        passage = first[min(rare)]
        message = f"Đặt dấu thanh chưa thống nhất ({shown}, trong khi nơi khác viết {model}); hãy chọn một kiểu."
        yield warning(Code.TONE_STYLE, message, passage.field, passage.at(passage.text.lower().index(min(rare))))
