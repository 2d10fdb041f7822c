"""From where members look: who they are by the notice in force, with the roster of the moment."""

from dataclasses import replace

from activities.storage.boards import BoardStore
from activities.storage.database import now
from activities.storage.roster import RosterStore
from desk.members import member_in
from desk.viewpoint import Viewpoint
from newsroom.members.actors import come_in
from newsroom.signed.canonical import Via


class Views:
    """Viewpoints of members."""

    def __init__(self, boards: BoardStore, roster: RosterStore) -> None:
        self._boards = boards
        self._roster = roster

    async def of(self, member_id: str, via: Via = Via.SHELL) -> Viewpoint:
        """From where a member looks now, come in by that way: who only names a member proves nothing.

        Errors: Refused (unknown_member); NoBoard.
        """
        there = await self._boards.present()
        viewer = come_in(member_in(there.board, member_id), via)
        return Viewpoint(viewer=viewer, board=there.board, roster=there.roster, at=there.at)

    async def after(self, view: Viewpoint) -> Viewpoint:
        """From where a member looks after an act of theirs."""
        at = now()
        return replace(view, roster=await self._roster.at(at), at=at)
