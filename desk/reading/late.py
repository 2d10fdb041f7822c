"""What is late, whose it is and since when: promises of the notice that are overdue or about to be."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from activities.storage.articles.pressing import Pressing, PressingStore
from desk.viewpoint import Viewpoint
from newsroom.article import MemberId
from newsroom.board import Office
from newsroom.entitlement.addressees import answers_for
from newsroom.entitlement.titles import seat_of
from newsroom.standing import Wait, wait_of

_MOST: Final = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """A promise that presses. Shape: `whose` has its turn; `asked` is the member who is asked, None when nobody is."""

    pressing: Pressing
    whose: Office | Wait
    asked: MemberId | None

    def is_over(self, at: datetime) -> bool:
        """Whether its time has passed at an instant."""
        return self.pressing.due_at <= at


class LateReading:
    """What is late, and what soon will be."""

    def __init__(self, promises: PressingStore) -> None:
        self._promises = promises

    async def of(self, view: Viewpoint) -> tuple[Late, ...]:
        """Every promise that presses, of the articles that the viewer may see, the longest overdue first."""
        found = await self._promises.pressing(view.at, _MOST)
        return tuple(_late(each, view) for each in found if view.sees(each.card.standing))


def _late(pressing: Pressing, view: Viewpoint) -> Late:
    standing = pressing.card.standing
    whose = answers_for(pressing.promise, wait_of(standing), standing.route.owner)
    if isinstance(whose, Office) and whose is not wait_of(standing):
        return Late(pressing=pressing, whose=whose, asked=view.board.holder(whose).id)
    return Late(pressing=pressing, whose=whose, asked=seat_of(view.board, view.roster, standing, view.at).asked)
