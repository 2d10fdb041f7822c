"""Who owes what: the open articles with the member whom each waits for, for those who chase the work."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from activities.storage.articles.reading import Card, ReadingStore
from desk.viewpoint import Viewpoint
from newsroom.article import MemberId
from newsroom.board import OFFICE_LABELS, Office
from newsroom.entitlement.titles import seat_of
from newsroom.errors import RefusalCode, Refused

_MOST: Final = 500
_CHASE: Final = frozenset({Office.HEAD, Office.STANDING_DEPUTY, Office.DEPUTY, Office.FINAL_EDITOR, Office.SECRETARY})
"""Those who chase the work by the notice: rules 15, 26, 39, 52 and 61."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """An article that waits.

    Shape: `asked` is the member whom it waits for now, None when it waits for nobody in particular; `due_at` is the
    end of its day, None when that promise does not run any more.
    """

    card: Card
    asked: MemberId | None
    due_at: datetime | None


class OwedReading:
    """What waits for whom."""

    def __init__(self, cards: ReadingStore) -> None:
        self._cards = cards

    async def of(self, view: Viewpoint) -> tuple[Owed, ...]:
        """Every open article, the longest at its step first. Errors: Refused (not_entitled)."""
        if view.viewer.office not in _CHASE:
            raise Refused(
                RefusalCode.NOT_ENTITLED,
                f"{OFFICE_LABELS[view.viewer.office]} không xem được danh sách ai còn nợ việc gì; đó là việc của lãnh "
                "đạo Ban, Ủy viên biên tập lần cuối và Thư ký. Việc của mình xem ở hộp việc (`toasoan inbox`).",
            )
        return tuple(_owed(card, view) for card in await self._cards.open_cards(_MOST))


def _owed(card: Card, view: Viewpoint) -> Owed:
    seat = seat_of(view.board, view.roster, card.standing, view.at)
    running = [row.due_at for row in card.obligations if row.met_at is None and row.dropped_at is None]
    return Owed(card=card, asked=seat.asked, due_at=min(running, default=None))
