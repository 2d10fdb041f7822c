"""What the machine that records acts asks of a kind of subject, an article or a matter, and a matter of its kind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol, TypeVar

from activities.contracts import ArticleNow, MatterNow, SignedAct
from activities.storage.database import Connection
from activities.storage.rows import BoardVersion
from newsroom.authority import Ground
from newsroom.claims import MemberAct
from newsroom.entitlement.addressees import Notification
from newsroom.errors import Refused
from newsroom.ledger.acts import ActAccepted, ActRefused
from newsroom.ledger.confirmations import PointActAccepted, PointActRefused
from newsroom.ledger.entries import Entry, Unreadable
from newsroom.ledger.key_lines import KeyActAccepted, KeyActRefused
from newsroom.ledger.matter_acts import Effect, MatterActAccepted, MatterActRefused
from newsroom.ledger.sightings import Breach
from newsroom.matters.acts import MatterClaim
from newsroom.members.personal_keys import NO_KEYS, PersonalKeys
from newsroom.roster import Presence, Roster

LONGEST_NAME: Final = 200
"""Characters that the ledger keeps of a name that proves nothing."""

ActT = TypeVar("ActT", bound=MemberAct)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What an act is judged in: the transaction, the notice in force, the roster, the hour, and the act as signed.

    Shape: `row` is the article's as it was locked; `entry` is what the act has left in the ledger already, `refused`
    the code of one that was only counted. `only_asked` when the answer is wanted and nothing else: the transaction then
    can neither lock nor write; `once_taken` for an act that was accepted before and that a restored storage has lost,
    with what was said beside it. `personal` are the members' own keys.
    """

    connection: Connection
    version: BoardVersion
    roster: Roster
    at: datetime
    signed: SignedAct
    personal: PersonalKeys = NO_KEYS
    row: Mapping[str, Any] | None = None
    entry: Entry | Unreadable | None = None
    refused: str | None = None
    only_asked: bool = False
    once_taken: bool = False

    @property
    def there(self) -> Presence:
        """The board with its roster at the hour of the hearing."""
        return Presence(board=self.version.board, roster=self.roster, at=self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """An accepted act that has been written: the ledger's line about it, and who hears of it.

    Shape: `breaches` are the lines about promises that it has ended too late; `now` is how its article stands by that.
    """

    entry: ActAccepted | MatterActAccepted | PointActAccepted | KeyActAccepted
    notifications: tuple[Notification, ...] = ()
    breaches: tuple[Breach, ...] = ()
    now: ArticleNow | None = None


class Kind(Protocol[ActT]):
    """One kind of subject. Shape: `one` is what a member calls it, `kept` what a refusal says of it, in Vietnamese."""

    one: str
    kept: str

    def read(self, text: str) -> ActT:
        """The act that a signed text states. Errors: Refused."""
        ...

    def called(self, subject: str) -> str:
        """A subject as an alarm names it."""
        ...

    async def lock(self, connection: Connection, subject: str, act: ActT | None) -> Mapping[str, Any] | None:
        """Lock what an act is judged by, the roster first; of an article its row. `act` is None unless it is proven.

        Errors: Refused when there is nothing that a ledger entry could be about.
        """
        ...

    async def judge(self, hearing: Hearing, subject: str, act: ActT) -> Judged:
        """Judge an act and write what follows from it. Errors: Refused."""
        ...

    async def now(self, hearing: Hearing, subject: str) -> ArticleNow | MatterNow:
        """How the subject stands."""
        ...

    async def is_open(self, hearing: Hearing, subject: str) -> bool:
        """Whether the subject is there and not finished, so that a workflow must be carrying it."""
        ...

    def refused(
        self, hearing: Hearing, subject: str, act: ActT | None, refused: Refused, *, forged: bool
    ) -> ActRefused | MatterActRefused | PointActRefused | KeyActRefused:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """An accepted act that has been written: its ground, who hears of it, what the ledger says that it made.

    Shape: `article_id` puts the entry into that article's timeline; `breaches` are the lines about promises that the
    act has ended too late.
    """

    ground: Ground
    notifications: tuple[Notification, ...] = ()
    article_id: str = ""
    effect: Effect | None = None
    breaches: tuple[Breach, ...] = ()


class Matters(Protocol):
    """One kind of matter."""

    async def lock(self, connection: Connection, matter_id: str, claim: MatterClaim) -> None:
        """Lock the rows that a proven act is judged by, but for those of the roster; the hour is taken afterwards."""
        ...

    async def judge(self, hearing: Hearing, matter_id: str, claim: MatterClaim) -> Done:
        """Judge an act and write what follows from it. Errors: Refused, and nothing is written."""
        ...

    async def attend(self, matter_id: str) -> None:
        """Do what is due now; safe to repeat."""
        ...

    async def now(self, connection: Connection, matter_id: str, at: datetime) -> MatterNow:
        """How the matter stands."""
        ...


NOT_OPENED = MatterNow(opened=False, over=True)
"""What is said of a matter that nobody has opened: its first act was refused."""
