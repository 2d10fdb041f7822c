"""What the storage says of acts that have been recorded, by their ids alone."""

from typing import Final

from activities.contracts import Recorded
from activities.storage import refusals
from activities.storage.database import Database
from activities.storage.ledger import entry_of_act
from newsroom.ledger.entries import answer_in, entry_from
from newsroom.ledger.matter_acts import MatterActAccepted

REFUSED_BEFORE: Final = "Thao tác này đã bị từ chối trước đó; mọi việc giữ nguyên. Hãy mở lại rồi thao tác lại."
"""The answer about an act whose refusal was only counted, so that its reason is not known any more."""

_ACT_ID_LETTERS: Final = 32


class ToldActs:
    """Acts as the ledger and the counted refusals tell of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def answer_to(self, act_id: str) -> Recorded | None:
        """What the ledger says about an act, without how its subject stands; None when the act never got there."""
        async with self._database.reading() as connection:
            entry = await entry_of_act(connection, act_id)
            counted = await refusals.counted_as(connection, act_id) if entry is None else None
        if entry is None:
            return None if counted is None else Recorded(accepted=False, code=counted, message=REFUSED_BEFORE)
        code, message = answer_in(entry)
        return Recorded(accepted=not code, code=code, message=message)

    async def named(self, beginning: str) -> tuple[tuple[str, str], ...]:
        """Id and code of refusal (empty when accepted) of each act whose id begins so; ids are of one length."""
        ends = [beginning.ljust(_ACT_ID_LETTERS, letter) for letter in "0f"]
        async with self._database.reading() as connection:
            lines = await connection.fetch("SELECT act_id, body FROM ledger WHERE act_id BETWEEN $1 AND $2", *ends)
            counted = await connection.fetch(
                "SELECT act_id, code FROM counted_acts WHERE act_id BETWEEN $1 AND $2", *ends
            )
        return (*((row["act_id"], answer_in(entry_from(row["body"]))[0]) for row in lines), *map(tuple, counted))

    async def subject_of(self, act_id: str) -> str:
        """The matter that an accepted act was on; empty when there is none of that id."""
        async with self._database.reading() as connection:
            entry = await entry_of_act(connection, act_id)
        return entry.matter if isinstance(entry, MatterActAccepted) else ""
