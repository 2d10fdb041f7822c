"""A part of a long list, the newest first: where it begins, between which days, and how many."""

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Generic, Self, TypeVar

from newsroom.errors import InvalidInput
from newsroom.shape import YEARS, moment_in
from newsroom.working_time import ZONE

_FIRST: Final = datetime(YEARS.start, 1, 1, tzinfo=UTC)
_LAST: Final = datetime(YEARS.stop, 1, 1, tzinfo=UTC)
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place in a list: right after what came at an instant under an id."""

    at: datetime
    id: str

    def cursor(self) -> str:
        """The place as it is handed out, to be handed back unread."""
        return base64.urlsafe_b64encode(f"{self.at.isoformat()} {self.id}".encode()).decode().rstrip("=")

    @classmethod
    def read(cls, cursor: str) -> Self:
        """The place that was handed out. Errors: InvalidInput (cursor)."""
        padded = cursor + "=" * (-len(cursor) % 4)
        try:
            at, _, key = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii").partition(" ")
            return cls(at=moment_in(at), id=key.replace("\0", ""))
        except ValueError as wrong:
            said = "không phải chỗ tiếp theo của danh sách này. Hãy lấy `next` ở câu trả lời trước, hoặc đọc từ đầu."
            raise InvalidInput("cursor", said) from wrong


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Which part of a list is asked for.

    Shape: `since` is in it and `until` is not; `late` asks for what has missed an hour that still counts.
    """

    limit: int = 50
    after: Place = Place(at=_LAST, id="")
    since: datetime = _FIRST
    until: datetime = _LAST
    late: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed(Generic[_Row]):
    """A part of a list. Shape: `next` is the cursor of the part after it, empty when there is none."""

    rows: tuple[_Row, ...]
    next: str


def listed(found: Sequence[_Row], most: int, place: Callable[[_Row], Place]) -> Listed[_Row]:
    """So many of what was found; as many as that, and there may be more."""
    rows = tuple(found[:most])
    return Listed(rows=rows, next=place(rows[-1]).cursor() if len(rows) == most else "")


def page(
    *, limit: int = 50, cursor: str = "", first: date | None = None, last: date | None = None, late: bool = False
) -> Page:
    """The part after a cursor, from the first day to the last, both in it; days are those of the newsroom.

    Errors: InvalidInput (cursor, from, to).
    """
    after = Place.read(cursor) if cursor else Place(at=_LAST, id="")
    since = _midnight("from", first) if first else _FIRST
    until = _midnight("to", last) + timedelta(days=1) if last else _LAST
    return Page(limit=limit, after=after, since=since, until=until, late=late)


def _midnight(field: str, day: date) -> datetime:
    if day.year not in YEARS[1:-1]:
        raise InvalidInput(field, "ngày nằm ngoài các năm dùng được. Hãy chọn một ngày khác.")
    return datetime.combine(day, time(), ZONE)
