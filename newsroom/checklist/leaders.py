"""The register of leaders: who holds which post from when to when, by which decision; and what a text makes of it.

The register is data that the installation fills. Names are only shown, never a right (ambiguity A36).
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from newsroom.errors import InvalidLeaders
from newsroom.text import plain, quoted

POST_NEAR_CHARS: Final = 90
_FIELDS: Final = frozenset({"name", "post", "from", "to", "source"})
_LEAST_WORDS: Final = 2

_HEADED: Final = (
    r"(?:Quyền |Nguyên )?(?:Phó )?(?:Chủ tịch|Bí thư|Tổng Bí thư|Thủ tướng|Bộ trưởng|Thứ trưởng|Giám đốc|Trưởng ban|"
    r"Trưởng đoàn|Chánh Văn phòng|Chỉ huy trưởng|Viện trưởng|Chánh án|Cục trưởng|Chủ nhiệm)\b"
)
_OFFICE: Final = re.compile(rf"{_HEADED}(?:(?! và {_HEADED})[^,.;:()–])*", re.IGNORECASE)
_ADDRESSED: Final = re.compile(r"\b(?:đồng chí|ông|bà|anh|chị)\s*$", re.IGNORECASE)
_FORMER: Final = re.compile(r"^nguyên\s+", re.IGNORECASE)
_LONGER: Final = re.compile(r"\s+[A-ZĐÀ-Ỹ][^\W\d_]*")
_TONES: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_SHORT: Final = (
    ("ủy ban nhân dân", "ubnd"),
    ("uỷ ban nhân dân", "ubnd"),
    ("hội đồng nhân dân", "hđnd"),
    ("uỷ", "ủy"),
    (" cao bằng", ""),
    ("ubmttq", "ub mttq"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Leader:
    """One post of one person. Shape: from the day `starts`, up to and without the day `ends` (None: to this day)."""

    name: str
    post: str
    starts: date
    ends: date | None
    source: str

    def holds(self, day: date) -> bool:
        """Whether the post is held on a day."""
        return self.starts <= day and (self.ends is None or day < self.ends)

    def held(self, day: date) -> bool:
        """Whether the post was held, and is no more."""
        return self.ends is not None and self.ends <= day


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """Where a text names a leader, as it stands there. Shape: `post` is what is said beside the name, perhaps empty."""

    start: int
    end: int
    name: str
    post: str


def leaders_from(data: Mapping[str, Any]) -> tuple[Leader, ...]:
    """The register that a parsed file states; none where it states none.

    Errors: InvalidLeaders, naming the row and what is wrong with it.
    Source: rule 54; checklist 2.4 (names and posts as the register has them).
    """
    if unknown := data.keys() - {"leaders"}:
        raise InvalidLeaders(quoted(min(unknown)), "mục này không có; tệp chỉ gồm các dòng [[leaders]].")
    rows = data.get("leaders", [])
    if not isinstance(rows, list):
        raise InvalidLeaders("leaders", "phải là các dòng [[leaders]].")
    found = tuple(_leader(row, f"leaders[{i}]") for i, row in enumerate(rows, start=1))
    for i, leader in enumerate(found, start=1):
        if any(_collide(leader, other) for other in found[: i - 1]):
            raise InvalidLeaders(
                f"leaders[{i}]", f"“{quoted(leader.name)}” có hai dòng cùng chức danh, trùng thời gian."
            )
    return found


def mentions(text: str, name: str) -> Iterator[Mention]:
    """Every place that names somebody so, however the marks are set; not as a part of a longer name.

    Shape:  `text` is NFC; the place of a tone mark and capitals make no difference to who is meant.
    """
    bare = _bare(text)
    for found in re.finditer(rf"\b{re.escape(_bare(name))}\b", bare):
        start, end = found.span()
        if text[start].isupper() and not _LONGER.match(text, end):
            yield Mention(start=start, end=end, name=text[start:end], post=_post_beside(text, start, end))


def same_name(given: str, known: str) -> bool:
    """Whether two ways of writing are one name: capitals and the place of a tone mark aside."""
    return _spelling(given) == _spelling(known)


def same_post(given: str, held: str) -> bool:
    """Whether a post that a text gives is one that somebody holds, written short or long."""
    ours, theirs = _short(given), _short(held)
    return bool(ours) and (ours.startswith(theirs) or theirs.startswith(ours))


def as_former(post: str) -> str:
    """The post of “Nguyên …”; empty for one that is not called former."""
    return _FORMER.sub("", post) if _FORMER.match(post) else ""


def _leader(row: object, field: str) -> Leader:
    if not isinstance(row, Mapping):
        raise InvalidLeaders(field, "phải là một dòng [[leaders]].")
    if unknown := row.keys() - _FIELDS:
        raise InvalidLeaders(
            f"{field}.{quoted(min(unknown))}", f"mục này không có; các mục: {', '.join(sorted(_FIELDS))}."
        )
    starts, ends = _day(row, "from", field), _day(row, "to", field) if "to" in row else None
    if ends is not None and ends <= starts:
        raise InvalidLeaders(f"{field}.to", "phải sau ngày bắt đầu (from).")
    name = _text(row, "name", field)
    if len(name.split()) < _LEAST_WORDS:
        raise InvalidLeaders(f"{field}.name", "phải ghi cả họ và tên.")
    return Leader(
        name=name, post=_text(row, "post", field), starts=starts, ends=ends, source=_text(row, "source", field)
    )


def _text(row: Mapping[str, Any], key: str, field: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not plain(value):
        raise InvalidLeaders(f"{field}.{key}", "thiếu hoặc để trống.")
    return plain(value)


def _day(row: Mapping[str, Any], key: str, field: str) -> date:
    value = row.get(key)
    if type(value) is not date:
        raise InvalidLeaders(f"{field}.{key}", "phải là một ngày, viết năm-tháng-ngày và không có dấu nháy.")
    return value


def _collide(one: Leader, other: Leader) -> bool:
    ours, theirs = one.ends or date.max, other.ends or date.max
    return (one.name, one.post) == (other.name, other.post) and one.starts < theirs and other.starts < ours


def _post_beside(text: str, start: int, end: int) -> str:
    before, after = text[max(0, start - POST_NEAR_CHARS) : start], text[end : end + POST_NEAR_CHARS]
    offices = [office[0] for office in _OFFICE.finditer(before) if office.end() == len(before)]
    if offices:
        return _ADDRESSED.sub("", offices[-1].rstrip()).strip()
    follows = _OFFICE.match(after[2:]) if after.startswith((", ", " (")) else None
    return follows[0].strip() if follows else ""


def _bare(text: str) -> str:
    """The letters without marks or capitals, one for each of the text."""
    return "".join(map(_bare_letter, text))


def _bare_letter(letter: str) -> str:
    return unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))[0]


def _spelling(name: str) -> tuple[str, ...]:
    words = unicodedata.normalize("NFD", plain(name).casefold()).split()
    return tuple("".join(sorted(word, key=lambda letter: letter in _TONES)) for word in words)


def _short(title: str) -> str:
    text = " ".join(title.casefold().split())
    for long, short in _SHORT:
        text = text.replace(long, short)
    return text.strip()
