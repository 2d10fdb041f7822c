"""Saying where one is reached outside the house, and what comes at once."""

from collections.abc import Collection

from activities.storage.boards import BoardStore
from activities.storage.deliveries.destinations import DestinationStore
from desk.members import member_in
from newsroom.board import Member
from newsroom.delivery.ways import Destination, Pace, Way, check_destination, check_may_change
from newsroom.errors import InvalidInput
from newsroom.members.actors import Actor


class WayDesk:
    """Where members are reached. Shape: `push_public_key` is what a browser needs to subscribe; empty without push."""

    def __init__(
        self, store: DestinationStore, boards: BoardStore, push_hosts: Collection[str], push_public_key: str
    ) -> None:
        self._store = store
        self._boards = boards
        self._push_hosts = push_hosts
        self.push_public_key = push_public_key

    async def add(
        self, member: Actor, way: Way, address: str, *, keys: str = "", pace: Pace = Pace.AT_ONCE, of: str = ""
    ) -> None:
        """Reach the member, or whom the Head names, there from now on.

        Errors: InvalidInput; Refused.
        """
        whose = await self._changed_by(member, of)
        destination = Destination(member=whose.id, way=way, address=address.strip(), keys=keys, pace=pace)
        check_destination(destination, self._push_hosts)
        await self._store.add(member, whose, destination)

    async def end(self, member: Actor, number: int, *, of: str = "") -> None:
        """Reach nobody there any more. Errors: InvalidInput; Refused."""
        whose = await self._changed_by(member, of)
        if not await self._store.end(member, whose, number):
            raise _no_such(number)

    async def set_pace(self, member: Actor, number: int, pace: Pace) -> None:
        """Send there at once, or gathered, what is only to be known. Errors: InvalidInput."""
        if not await self._store.set_pace(member, number, pace):
            raise _no_such(number)

    async def _changed_by(self, by: Actor, of: str) -> Member:
        if not of or of == by.id:
            return by
        found = member_in((await self._boards.in_force()).board, of)
        check_may_change(by, found)
        return found


def _no_such(number: int) -> InvalidInput:
    return InvalidInput("number", f"không có nơi nhận số {number}; xem số bằng `toasoan ways show`.")
