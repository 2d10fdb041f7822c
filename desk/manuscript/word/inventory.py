"""What has become of every text of a file: taken into a line or laid into one bucket; and what must be looked at.

Knows nothing of how a file is read; `books` asks it afterwards whether everything is there.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from desk.manuscript.word.elements import SHAPES, TEXTS, Element
from desk.refusal import refusal
from newsroom.checklist.points import Point, PointKind

MAX_TEXT_BYTES: Final = 1024 * 1024
MAX_POINTS: Final = 1_000
MOST_WORDS: Final = 300
_LOOKED_AT: Final = 100
_ONE_OF_A_PLACE: Final = {
    PointKind.TRACKED_CHANGE,
    PointKind.HIDDEN_TEXT,
    PointKind.STRUCK_TEXT,
    PointKind.MERGED_CELL,
}
_OF_A_STRETCH: Final = {PointKind.LEGACY_FONT, PointKind.CONTENTS_TABLE}
_SEEN_MARKS: Final = frozenset({"sup", "sub", "s"})


class Bucket(StrEnum):
    """Why a text of the file is no text of the article."""

    DELETED = "deleted"
    HIDDEN = "hidden"
    FIELD_CODE = "field code"
    OLD_COPY = "copy for old Word"
    MERGED_CELL = "merged cell"
    PROMPT = "prompt"
    CHART = "chart or diagram"
    COMMENT = "comment"
    MARGIN = "header or footer"


@dataclass(slots=True)
class Line:
    """What was taken or made for one block, in order, each with those of its marks that change what it says."""

    entries: list[tuple[str, frozenset[str]]] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """Where the reader is, as a person would say it."""

    paragraph: int = 0
    table: int = 0
    row: int = 0
    note: int = 0
    inside: int = 0

    def __str__(self) -> str:
        if self.note:
            return f"ghi chú {self.note}"
        if self.row:
            return f"bảng {self.table}, hàng {self.row}"
        return f"đoạn {self.paragraph}" if self.paragraph else "đầu bài"


@dataclass(slots=True)
class _Found:
    kind: PointKind
    place: str
    ordinal: int
    words: list[str]
    ended: int


class Inventory:
    """The entries of one file."""

    def __init__(self) -> None:
        self.place = Place()
        self.entered: dict[Element, Bucket | None] = {}
        self.lines: list[tuple[object, Line]] = []
        self.passed: dict[Element, str] = {}
        self._open = [Line()]
        self._taken: list[str] = []
        self._found: list[_Found] = []
        self._latest: dict[PointKind, _Found] = {}
        self._bytes = 0

    def take(self, element: Element, shown: str, marks: tuple[str, ...] = (), kinds: Iterable[PointKind] = ()) -> str:
        """Enter a text of the file in the form in which it is shown, and name it as a point of these kinds.

        Shape:  case and signs may differ from what the file holds, not the length.
        Errors: InvalidInput for one that is shown twice, or in another form.
        """
        held = element.text or ""
        if element in self.entered or (len(shown) != len(held) and shown.casefold() != held.casefold()):
            raise refusal("manuscript", f"{self.place}: hệ thống đọc sai một đoạn chữ", "hãy báo kỹ sư kèm tệp này")
        self.entered[element] = None
        begun = len(self._taken)
        self._taken.append(shown)
        for kind in kinds:
            self._name(kind, shown, str(self.place), begun)
        return self.make(shown, marks)

    def make(self, shown: str, marks: tuple[str, ...] = ()) -> str:
        """Enter a text that the file does not hold but Word shows: a label, a sign, the number of a note."""
        self.weigh(shown)
        self._open[-1].entries.append((shown, _SEEN_MARKS.intersection(marks)))
        return shown

    def make_label(self, shown: str) -> str:
        """Enter the label that stands before the line."""
        self.weigh(shown)
        self._open[-1].entries.insert(0, (shown, frozenset()))
        return shown

    def settle(self, element: Element) -> None:
        """Enter an element without text as dealt with."""
        self.entered[element] = None

    def drop(self, element: Element, bucket: Bucket) -> str:
        """Lay whatever is below an element into a bucket, save what is entered already; the words so laid."""
        dropped: list[str] = []
        for inner in element.iter():
            if (inner.tag in TEXTS or inner.tag in SHAPES) and inner not in self.entered:
                self.entered[inner] = bucket
                if inner.tag in TEXTS and inner.text:
                    self.weigh(inner.text)
                    dropped.append(inner.text)
        return "".join(dropped)

    def weigh(self, text: str) -> None:
        """Count a text that will be written down. Errors: InvalidInput when all of them are more than an article."""
        self._bytes += len(text.encode(errors="replace"))
        if self._bytes > MAX_TEXT_BYTES:
            raise refusal("body", f"phần chữ nặng hơn {MAX_TEXT_BYTES >> 20} MB", "hãy rút gọn rồi gửi lại")

    def begin_line(self, carried: Line | None = None) -> None:
        """What is taken from here on belongs to one block, after what a block before it has left to it."""
        self._open.append(carried or Line())

    def carry_line(self) -> Line:
        """End the line without a block: its text goes on in the next one."""
        return self._open.pop()

    def end_line(self, block: object) -> None:
        """End the line: its text must stand in this block."""
        self.lines.append((block, self._open.pop()))

    def move_lines(self, blocks: Iterable[object], into: object) -> None:
        """The text of some blocks stands in another one now."""
        gone = {id(block) for block in blocks}
        self.lines = [(into if id(block) in gone else block, line) for block, line in self.lines]

    def outside(self) -> Line:
        """What was taken outside of every block."""
        return self._open[0]

    def here(self) -> int:
        """A moment in the reading, for `words_since`."""
        return len(self._taken)

    def words_since(self, moment: int) -> str:
        """The first words taken since a moment."""
        return "".join(self._taken[moment : moment + _LOOKED_AT])

    def point(self, kind: PointKind, words: str = "", place: str = "") -> None:
        """Name a piece that a person must look at.

        Shape: pieces of one kind in one place are one point where they are parts of one change; an old font and a
        contents table are one point for all the paragraphs that follow one another.
        """
        self._name(kind, words, place or str(self.place), len(self._taken))

    def _name(self, kind: PointKind, words: str, place: str, begun: int) -> None:
        last = self._latest.get(kind)
        if last is not None and self._goes_on(last, place):
            self._go_on(last, words, begun)
            return
        self._latest[kind] = _Found(kind, place, self.place.paragraph, [words], len(self._taken))
        self._found.append(self._latest[kind])
        if len(self._found) > MAX_POINTS:
            wrong = f"tệp Word có hơn {MAX_POINTS} chỗ phải xem lại (sửa đổi, góp ý, chữ ẩn, công thức…)"
            raise refusal("manuscript", wrong, "hãy chấp nhận các sửa đổi, xóa góp ý và chữ ẩn rồi gửi lại")

    def _goes_on(self, last: _Found, place: str) -> bool:
        if last.kind in _OF_A_STRETCH:
            return last.place == place or (not self.place.row and self.place.paragraph - last.ordinal <= 1)
        return last.kind in _ONE_OF_A_PLACE and last.place == place

    def _go_on(self, last: _Found, words: str, begun: int) -> None:
        apart = begun > last.ended or self.place.paragraph > last.ordinal
        last.ended, last.ordinal = len(self._taken), self.place.paragraph
        if len(last.words) < _LOOKED_AT and words:
            last.words += [" … ", words] if apart and last.words != [""] else [words]

    def points(self) -> tuple[Point, ...]:
        """Every point in reading order."""
        return tuple(Point(kind=one.kind, place=one.place, words=_cut("".join(one.words))) for one in self._found)


def _cut(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= MOST_WORDS else f"{line[: MOST_WORDS - 1].rstrip()}…"
