"""What members ask of absences, assignments and delegations: matters of the board, and of nobody outside it."""

from typing import Final

from activities.storage.matters.reading import AbsenceSheet, MatterReadingStore, unknown_matter
from activities.storage.past import LATELY
from activities.storage.roster import RosterStore
from desk.viewpoint import Viewpoint
from newsroom.roster import Grant, Roster

_WHAT: Final = "việc vắng mặt, phân công, ủy quyền của Ban Biên tập"


class RosterReading:
    """Questions on who is away and who stands in. Errors: Refused (not_entitled, unknown_matter)."""

    def __init__(self, roster: RosterStore, matters: MatterReadingStore) -> None:
        self._roster = roster
        self._matters = matters

    async def known(self, view: Viewpoint, *, everything: bool = False) -> Roster:
        """What holds and what is ahead; with `everything` also what ended lately."""
        view.check_inside(_WHAT)
        return await self._roster.all(view.at - LATELY, view.at) if everything else view.roster

    async def absence(self, view: Viewpoint, absence_id: str) -> AbsenceSheet:
        """One absence, ended or not, with its assignments and the articles that it keeps; everybody sees their own."""
        sheet = await self._matters.absence(absence_id, view.at)
        if view.viewer.is_outside and sheet.absence.member != view.viewer.id:
            raise unknown_matter("đợt vắng", absence_id)
        return sheet

    async def grant(self, view: Viewpoint, grant_id: str) -> Grant:
        """One assignment or delegation, ended or not."""
        view.check_inside(_WHAT)
        return await self._matters.grant(grant_id, view.at)
