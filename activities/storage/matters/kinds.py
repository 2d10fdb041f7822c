"""What every kind of matter offers the machine that records acts: judging one, and doing what is due at a moment."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from activities.contracts import MatterNow, SignedAct
from activities.storage.boards import BoardVersion
from activities.storage.database import Connection
from newsroom.authority import Ground
from newsroom.consequences import Notice
from newsroom.ledger.deeds import Effect
from newsroom.matters.deeds import Deed
from newsroom.roster import Roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What an act is judged in: the transaction, the notice in force, the roster, the hour, and the act as signed."""

    connection: Connection
    version: BoardVersion
    roster: Roster
    at: datetime
    signed: SignedAct


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An accepted deed that has been written: its ground, who hears of it, what the ledger says that it made.

    Shape: `article_id` puts the entry into that article's timeline.
    """

    ground: Ground
    notices: tuple[Notice, ...] = ()
    article_id: str = ""
    effect: Effect | None = None


class Matters(Protocol):
    """One kind of matter."""

    async def lock(self, connection: Connection, matter_id: str, deed: Deed) -> None:
        """Lock the rows that a proven deed is judged by, but for those of the roster; the hour is taken afterwards."""
        ...

    async def judge(self, room: Room, matter_id: str, deed: Deed) -> Done:
        """Judge a deed and write what follows from it. Errors: Refused, and nothing is written."""
        ...

    async def attend(self, matter_id: str) -> None:
        """Do what is due now; safe to repeat."""
        ...

    async def now(self, connection: Connection, matter_id: str, at: datetime) -> MatterNow:
        """How the matter stands."""
        ...


NOT_OPENED = MatterNow(opened=False, over=True)
"""What is said of a matter that nobody has opened: its first deed was refused."""
