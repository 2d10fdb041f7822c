"""What members ask of meetings: matters of the board, and of nobody outside it."""

from typing import Final

from activities.storage.matters.reading import MatterReadingStore, MeetingSheet
from desk.viewpoint import Viewpoint
from newsroom.matters.kinds import MeetingStage
from newsroom.members.pages import Listed, Page, Place, listed

_FIRST: Final = Page()
_WHAT: Final = "việc họp của Ban Biên tập"


class MeetingReading:
    """Questions on meetings. Errors: Refused (not_entitled, unknown_matter)."""

    def __init__(self, matters: MatterReadingStore) -> None:
        self._matters = matters

    async def listed(self, view: Viewpoint, *, only_open: bool, page: Page = _FIRST) -> Listed[MeetingSheet]:
        """Meetings with their agenda, without papers: the open ones first, then the latest."""
        view.check_inside(_WHAT)
        return listed(await self._matters.meetings(only_open=only_open, page=page), page.limit, _place)

    async def file(self, view: Viewpoint, meeting_id: str, digest: str) -> bytes:
        """The bytes of a paper that was sent as a file."""
        view.check_inside(_WHAT)
        return await self._matters.paper_file(meeting_id, digest)

    async def meeting(self, view: Viewpoint, meeting_id: str) -> MeetingSheet:
        """One meeting with agenda, papers and minutes."""
        view.check_inside(_WHAT)
        return await self._matters.meeting(meeting_id)


def _place(sheet: MeetingSheet) -> Place:
    """Where a meeting stands in the list: among the open ones, or after them."""
    meeting = sheet.meeting
    is_open = meeting.stage in {MeetingStage.CALLED, MeetingStage.MINUTED}
    return Place(at=meeting.starts_at, id=f"{'+' if is_open else '-'}{meeting.id}")
