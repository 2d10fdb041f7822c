"""From where members look: who they are by the notice in force, with the roster of the moment."""

from dataclasses import replace

from activities.storage.boards import BoardStore
from activities.storage.database import now
from activities.storage.roster import RosterStore
from desk.members import member_in
from desk.viewpoint import Viewpoint


class Views:
    """Viewpoints of members."""

    def __init__(self, boards: BoardStore, roster: RosterStore) -> None:
        self._boards = boards
        self._roster = roster

    async def of(self, member_id: str) -> Viewpoint:
        """From where a member looks now. Errors: Refused (unknown_member); NoBoard."""
        board, at = (await self._boards.in_force()).board, now()
        return Viewpoint(viewer=member_in(board, member_id), board=board, roster=await self._roster.at(at), at=at)

    async def after(self, view: Viewpoint) -> Viewpoint:
        """From where a member looks after an act of theirs."""
        at = now()
        return replace(view, roster=await self._roster.at(at), at=at)
