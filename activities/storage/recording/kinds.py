"""What the machine that records acts asks of a kind of subject: an article, or a matter of the house."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol, TypeVar

from activities.contracts import ArticleNow, MatterNow
from activities.storage.database import Connection
from activities.storage.matters.kinds import Room
from newsroom.article import MemberId
from newsroom.consequences import Notice
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted, ActRefused
from newsroom.ledger.deeds import DeedAccepted, DeedRefused

LONGEST_NAME: Final = 200
"""Characters that the ledger keeps of a name that proves nothing."""


class Act(Protocol):
    """What every signed act says."""

    @property
    def act_id(self) -> str:
        """The id that no other act has."""
        ...

    @property
    def member(self) -> MemberId:
        """Who acts."""
        ...


ActT = TypeVar("ActT", bound=Act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An accepted act that has been written: the ledger's line about it, and who hears of it."""

    entry: ActAccepted | DeedAccepted
    notices: tuple[Notice, ...] = ()


class Kind(Protocol[ActT]):
    """One kind of subject. Shape: `one` is what a member calls it, `kept` what a refusal says of it, in Vietnamese."""

    one: str
    kept: str

    def read(self, text: str) -> ActT:
        """The act that a signed text states. Errors: Refused."""
        ...

    def subject(self, act: ActT) -> str:
        """The subject that an act names."""
        ...

    def called(self, subject: str) -> str:
        """A subject as an alarm names it."""
        ...

    async def lock(self, connection: Connection, subject: str, act: ActT | None) -> None:
        """Lock what an act is judged by, the roster first; `act` is None unless it is proven.

        Errors: Refused when there is nothing that a ledger entry could be about.
        """
        ...

    async def judge(self, room: Room, subject: str, act: ActT) -> Judged:
        """Judge an act and write what follows from it. Errors: Refused."""
        ...

    async def now(self, room: Room, subject: str) -> ArticleNow | MatterNow:
        """How the subject stands."""
        ...

    def refused(
        self, room: Room, subject: str, act: ActT | None, refused: Refused, *, forged: bool
    ) -> ActRefused | DeedRefused:
        """The ledger's line about a refusal; an act that is forged is named by nothing but `claimed`."""
        ...


class KindWithMoments(Kind[ActT], Protocol[ActT]):
    """A kind whose subjects must be attended to at moments of their own."""

    async def attend(self, subject: str) -> None:
        """Do what is due now; safe to repeat. Errors: Refused for no kind of matter."""
        ...

    async def at(self, connection: Connection, subject: str, at: datetime) -> MatterNow:
        """How the subject stands at an instant."""
        ...
