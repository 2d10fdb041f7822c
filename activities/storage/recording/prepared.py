"""Acts that wait for their member's device, and the keys that can sign them.

| dies | what is there | settled by |
|---|---|---|
| the desk after an act was prepared | its row | the member signs it within its ten minutes, or does it anew |
| the desk after the device has signed | the row, or the line in the ledger | sent again, the act is found by its id |
"""

from dataclasses import dataclass
from datetime import datetime

from activities.storage.boards import BoardStore
from activities.storage.database import Database, now
from newsroom.article import MemberId
from newsroom.claims import CLAIM_LIFETIME
from newsroom.members.personal_keys import PersonalKeys

_KEEP = (
    "INSERT INTO prepared_acts (id, member, said, at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) "
    "DO UPDATE SET said = EXCLUDED.said, at = EXCLUDED.at WHERE prepared_acts.at <= $5 AND prepared_acts.member = $2 "
    "RETURNING member, said, at"
)
_FIND = "SELECT member, said, at FROM prepared_acts WHERE id = $1 AND at > $2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for a device. Shape: `said` is the text of a claim, empty while a key is being registered."""

    id: str
    member: MemberId
    said: str
    until: datetime


class PreparedStore:
    """What waits, and members' own keys."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def personal_keys(self) -> PersonalKeys:
        """Members' own keys as they are now. Errors: NoBoard."""
        async with self._database.reading() as connection:
            _, _, personal = await self._boards.powers_at(connection, now())
        return personal

    async def keep(self, waiting_id: str, member: MemberId, said: str) -> Waiting:
        """What waits from now on. Again: an id that waits already keeps what it has, until its time is over."""
        at = now()
        async with self._database.writing() as connection:
            row = await connection.fetchrow(_KEEP, waiting_id, member, said, at, at - CLAIM_LIFETIME)
            row = row or await connection.fetchrow(_FIND, waiting_id, at - CLAIM_LIFETIME)
        return _waiting(waiting_id, row["member"], row["said"], row["at"])

    async def find(self, waiting_id: str) -> Waiting | None:
        """What waits under an id; None when there is none, or its time is over."""
        async with self._database.reading() as connection:
            row = await connection.fetchrow(_FIND, waiting_id, now() - CLAIM_LIFETIME)
        return None if row is None else _waiting(waiting_id, row["member"], row["said"], row["at"])


def _waiting(waiting_id: str, member: str, said: str, at: datetime) -> Waiting:
    return Waiting(id=waiting_id, member=MemberId(member), said=said, until=at + CLAIM_LIFETIME)
