"""Where members are reached outside the house, and what became of the last thing sent there."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.storage import obligations
from activities.storage.boards import BoardStore
from activities.storage.database import Connection, Database, now
from newsroom.article import MemberId
from newsroom.board import Member
from newsroom.delivery.ways import MOST_ADDRESSES, Destination, Pace, Way, changed_notification
from newsroom.errors import InvalidInput

_SHOWN: Final = (
    "SELECT d.*, last.said FROM destinations d LEFT JOIN LATERAL (SELECT said FROM deliveries "
    "WHERE destination = d.id AND attempts > 0 ORDER BY id DESC LIMIT 1) AS last ON true "
    "WHERE d.ended_at IS NULL AND d.member = ANY($1) ORDER BY d.member, d.way, d.id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A destination as it stands. Shape: `said` is why the last message was not taken, empty when it was."""

    number: int
    destination: Destination
    added_at: datetime
    added_by: str
    said: str


class DestinationStore:
    """The addresses of members; one that ends stays as a row."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

    async def of(self, members: Collection[str]) -> tuple[Reached, ...]:
        """Where these members are reached now, by member and way."""
        async with self._database.reading() as connection:
            rows = await connection.fetch(_SHOWN, list(members))
        return tuple(_reached(row) for row in rows)

    async def add(self, by: Member, of: Member, destination: Destination) -> None:
        """Reach a member there from now on; the member is told by the ways there were before.

        Errors: InvalidInput when there are too many of that way.
        Again: an address that is there keeps its pace, and takes the new keys.
        """
        async with self._database.writing() as connection:
            known = await _held(connection, of, destination.way)
            if destination.address in known:
                await connection.execute(
                    "UPDATE destinations SET keys = $2 WHERE id = $1", known[destination.address], destination.keys
                )
                return
            if len(known) >= MOST_ADDRESSES:
                raise InvalidInput("address", f"đã có {MOST_ADDRESSES} nơi nhận cùng cách này; hãy bỏ bớt một nơi.")
            await self._tell(connection, by, of, destination.way, "thêm", f"{len(known)}/{now().isoformat()}")
            await connection.execute(
                "INSERT INTO destinations (member, way, address, keys, pace, added_at, added_by) "
                "VALUES ($1, $2, $3, $4, $5, $6, $7)",
                of.id, destination.way, destination.address, destination.keys, destination.pace, now(), by.id,
            )  # fmt: skip

    async def end(self, by: Member, of: Member, number: int) -> bool:
        """Whether a destination of a member was ended now; the member is told by the others."""
        async with self._database.writing() as connection:
            way = await connection.fetchval(
                "SELECT way FROM destinations WHERE id = $1 AND member = $2 AND ended_at IS NULL FOR UPDATE",
                number,
                of.id,
            )
            if way is None:
                return False
            await self._tell(connection, by, of, Way(way), "bỏ", f"{number}/end")
            await connection.execute(
                "UPDATE destinations SET ended_at = $2, ended_because = $3 WHERE id = $1", number, now(), by.id
            )
        return True

    async def set_pace(self, of: Member, number: int, pace: Pace) -> bool:
        """Whether a destination of a member has that pace from now on."""
        async with self._database.reading() as connection:
            changed = await connection.fetchval(
                "UPDATE destinations SET pace = $3 WHERE id = $1 AND member = $2 AND ended_at IS NULL RETURNING true",
                number,
                of.id,
                pace,
            )
        return bool(changed)

    async def provide(self, domain: str) -> None:
        """An address under a domain for every member who never had any, as a trial needs it.

        Again: nothing more.
        """
        members = (await self._boards.in_force()).board.members
        async with self._database.reading() as connection:
            await connection.execute(
                "INSERT INTO destinations (member, way, address, pace, added_at, added_by) "
                "SELECT member, $2, member || '@' || $3, $4, $5, 'setup' FROM unnest($1::text[]) AS member "
                "WHERE member NOT IN (SELECT member FROM destinations)",
                [member.id for member in members],
                Way.MAIL,
                domain,
                Pace.AT_ONCE,
                now(),
            )

    async def _tell(self, connection: Connection, by: Member, of: Member, way: Way, what: str, occasion: str) -> None:
        told = [changed_notification(by, of, way, what)]
        await obligations.notify(connection, "", f"ways/{of.id}/{way}/{occasion}", told, now())


async def _held(connection: Connection, of: Member, way: Way) -> dict[str, int]:
    """The addresses of a member by one way, which nobody else changes before this transaction ends."""
    await connection.execute("SELECT pg_advisory_xact_lock(hashtext('destinations/' || $1))", of.id)
    rows = await connection.fetch(
        "SELECT id, address FROM destinations WHERE member = $1 AND way = $2 AND ended_at IS NULL", of.id, way
    )
    return {row["address"]: row["id"] for row in rows}


def _reached(row: Mapping[str, Any]) -> Reached:
    return Reached(
        number=row["id"],
        destination=Destination(
            member=MemberId(row["member"]),
            way=Way(row["way"]),
            address=row["address"],
            keys=row["keys"],
            pace=Pace(row["pace"]),
        ),
        added_at=row["added_at"],
        added_by=row["added_by"],
        said=row["said"] or "",
    )
