"""What carries a message out of the house, whatever the way."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from newsroom.delivery.letters import Letter
from newsroom.delivery.tries import Hitch
from newsroom.delivery.ways import Destination


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A letter and where it goes.

    Shape: `key` is 32 letters and digits, the same at every try, by which whoever receives it twice can tell.
    """

    key: str
    to: Destination = field(repr=False)
    letter: Letter = field(repr=False)
    written_at: datetime


class NotTaken(Exception):
    """A letter that was not taken, as far as we know.

    Shape: `said` is Vietnamese and short, and holds no address and no secret; the service wants nothing `before` then.
    """

    def __init__(self, hitch: Hitch, said: str, before: datetime | None = None) -> None:
        super().__init__(said)
        self.hitch = hitch
        self.said = said
        self.before = before


class Messenger(Protocol):
    """One way out."""

    async def send(self, parcel: Parcel) -> None:
        """Hand a letter over.

        Errors: NotTaken.
        Again: the receiver may get it twice, under the same key.
        """
        ...
