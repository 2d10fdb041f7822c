"""Where members are reached outside the house."""

from activities.storage.boards import BoardStore
from activities.storage.database import Database, now
from newsroom.delivery.ways import Pace, Way


class DestinationStore:
    """The addresses of members; one that ends stays as a row."""

    def __init__(self, database: Database, boards: BoardStore) -> None:
        self._database = database
        self._boards = boards

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
