"""What is to leave the house: taken by one courier at a time, and what came of it written down.

The rows are written by a trigger in the transaction of the message; whoever takes one has it for a while only.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from activities.storage.boards import BoardStore, NoBoard
from activities.storage.database import Connection, Database, now
from newsroom.article import MemberId
from newsroom.board import Sla
from newsroom.delivery.letters import Message
from newsroom.delivery.tries import Ending
from newsroom.delivery.ways import Destination, Pace, Way
from newsroom.entitlement.addressees import NotificationKind
from newsroom.sla import Promise

TAKEN_FOR: Final = timedelta(minutes=2)
"""Longer than any way takes; who dies with a message in hand leaves it to the next after this."""

_MESSAGE: Final = (
    "n.kind, n.text, n.created_at, n.read_at, n.article_id, a.title, a.content_hash, clock.due_at, clock.promise "
    "FROM {rows} LEFT JOIN notifications n ON n.id = {rows}.notification LEFT JOIN articles a ON a.id = n.article_id "
    "LEFT JOIN LATERAL (SELECT promise, due_at FROM obligations WHERE article_id = n.article_id "
    "AND met_at IS NULL AND dropped_at IS NULL ORDER BY due_at LIMIT 1) AS clock ON true"
)
_TAKE: Final = (
    "WITH taken AS (UPDATE deliveries SET next_at = clock_timestamp() + $3, attempts = attempts + 1 "  # noqa: S608 - every word is ours
    "WHERE id IN (SELECT id FROM deliveries WHERE way = $1 AND next_at <= clock_timestamp() ORDER BY next_at LIMIT $2 "
    "FOR UPDATE SKIP LOCKED) RETURNING *) "
    "SELECT taken.id, taken.key, taken.attempts, taken.wanted_at, taken.notification, taken.destination, "
    "d.member, d.way, d.address, d.keys, d.pace, d.ended_at AS gone_at, "
    f"{_MESSAGE.format(rows='taken')} JOIN destinations d ON d.id = taken.destination ORDER BY taken.id"
)
_GATHERED: Final = (
    f"SELECT {_MESSAGE.format(rows='deliveries')} WHERE gathered_in = $1 AND outcome = '' AND n.read_at IS NULL "
    "ORDER BY n.id"
)
_JOIN: Final = (
    "WITH whole AS (INSERT INTO deliveries AS known (member, way, destination, wanted_at, next_at) "
    "VALUES ($3, $4, $5, $6, $6) ON CONFLICT (destination, wanted_at) WHERE notification IS NULL "
    "DO UPDATE SET said = known.said WHERE known.attempts = 0 AND known.outcome = '' RETURNING id) "
    "UPDATE deliveries SET gathered_in = whole.id, next_at = NULL, wanted_at = $6 FROM whole "
    "WHERE deliveries.id = $1 AND deliveries.attempts = $2 AND outcome = '' RETURNING true"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A delivery in the hands of one courier.

    Shape: one message, or several that were gathered; `read` when its member has read all of it by now; `gone` when
    nothing is sent to that address any more; `attempts` counts this one, and tells it from any later one.
    """

    id: int
    key: str
    attempts: int
    wanted_at: datetime
    to: Destination
    destination: int
    messages: tuple[Message, ...]
    gathered: bool
    read: bool
    gone: bool


class OutboxStore:
    """The deliveries, as couriers take and end them."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def take(self, way: Way, most: int) -> tuple[Taken, ...]:
        """What is to leave by a way now, the longest waiting first, taken for `TAKEN_FOR` from everybody else."""
        async with self._database.writing() as connection:
            rows = await connection.fetch(_TAKE, way, most, TAKEN_FOR)
            return tuple([await _taken(connection, row) for row in rows])

    async def next_at(self, way: Way) -> datetime | None:
        """When the next of a way is to leave; None when nothing waits."""
        async with self._database.reading() as connection:
            found: datetime | None = await connection.fetchval(
                "SELECT min(next_at) FROM deliveries WHERE way = $1 AND next_at IS NOT NULL", way
            )
        return found

    async def sla(self) -> Sla | None:
        """The hours of the notice in force; None before the first."""
        try:
            return (await self._boards.in_force()).board.sla
        except NoBoard:
            return None

    async def end(self, taken: Taken, ending: Ending, said: str = "") -> None:
        """Write what became of it, and of all that was gathered in it.

        Again: what somebody else has taken or ended since stays as they left it.
        """
        async with self._database.writing() as connection:
            ours = await connection.fetchval(
                "UPDATE deliveries SET outcome = $3, said = $4, ended_at = $5, next_at = NULL "
                "WHERE id = $1 AND attempts = $2 AND outcome = '' RETURNING true",
                taken.id,
                taken.attempts,
                ending,
                said,
                now(),
            )
            if ours and taken.gathered:
                await connection.execute(
                    "UPDATE deliveries SET outcome = $2, said = $3, ended_at = $4 WHERE gathered_in = $1 "
                    "AND outcome = ''",
                    taken.id,
                    ending,
                    said,
                    now(),
                )

    async def again(self, taken: Taken, at: datetime, said: str) -> None:
        """Leave it to be tried again then."""
        async with self._database.reading() as connection:
            await connection.execute(
                "UPDATE deliveries SET next_at = $3, said = $4 WHERE id = $1 AND attempts = $2 AND outcome = ''",
                taken.id,
                taken.attempts,
                at,
                said,
            )

    async def put_off(self, taken: Taken, until: datetime) -> None:
        """Leave it for then, as if it came then."""
        async with self._database.reading() as connection:
            await connection.execute(
                "UPDATE deliveries SET next_at = $3, wanted_at = $3, attempts = 0 WHERE id = $1 AND attempts = $2 "
                "AND outcome = ''",
                taken.id,
                taken.attempts,
                until,
            )

    async def gather(self, taken: Taken, at: datetime) -> bool:
        """Put it with what goes to the same address at that instant; False when that has left already."""
        async with self._database.writing() as connection:
            put = await connection.fetchval(
                _JOIN, taken.id, taken.attempts, taken.to.member, taken.to.way, taken.destination, at
            )
        return bool(put)

    async def leave_address(self, taken: Taken, said: str) -> None:
        """End an address that nothing reaches any more; who is reached by no other is known as reached nowhere."""
        async with self._database.writing() as connection:
            await connection.execute(
                "UPDATE destinations SET ended_at = $2, ended_because = $3 WHERE id = $1 AND ended_at IS NULL",
                taken.destination,
                now(),
                said,
            )
            other = await connection.fetchval(
                "SELECT true FROM destinations WHERE member = $1 AND ended_at IS NULL LIMIT 1", taken.to.member
            )
            await connection.execute(
                "UPDATE deliveries SET outcome = $3, said = $4, ended_at = $5, next_at = NULL "
                "WHERE outcome = '' AND (id = $1 AND attempts = $2 OR gathered_in = $1)",
                taken.id,
                taken.attempts,
                Ending.GONE if other else Ending.NOWHERE,
                said,
                now(),
            )


async def _taken(connection: Connection, row: Mapping[str, Any]) -> Taken:
    gathered = row["notification"] is None
    rows: Sequence[Mapping[str, Any]] = await connection.fetch(_GATHERED, row["id"]) if gathered else [row]
    return Taken(
        id=row["id"],
        key=row["key"].hex,
        attempts=row["attempts"],
        wanted_at=row["wanted_at"],
        to=Destination(
            member=MemberId(row["member"]),
            way=Way(row["way"]),
            address=row["address"],
            keys=row["keys"],
            pace=Pace(row["pace"]),
        ),
        destination=row["destination"],
        messages=tuple(_message(each) for each in rows),
        gathered=gathered,
        read=not rows or all(each["read_at"] is not None for each in rows),
        gone=row["gone_at"] is not None,
    )


def _message(row: Mapping[str, Any]) -> Message:
    return Message(
        kind=NotificationKind(row["kind"]),
        text=row["text"],
        written_at=row["created_at"],
        article_id=row["article_id"],
        title=row["title"] or "",
        content_hash=row["content_hash"] or "",
        due_at=row["due_at"],
        due_of=Promise(row["promise"]) if row["promise"] else None,
    )
