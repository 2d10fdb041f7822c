"""What a command works with: the storage, when it only looks; the desk as well, when it acts.

The types of the desk are named and not loaded here, nor is the reader of manuscripts (Word files, pictures): the
command that comes to it does that.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from activities.storage.database import now
from desk.members import member_of
from desk.statements import Manuscript
from desk.viewpoint import Viewpoint
from workers.settings import Settings
from workers.wiring.stores import Stores

if TYPE_CHECKING:
    from desk.acts.amendments import AmendmentDesk
    from desk.acts.articles import Desk
    from desk.acts.matters import HouseDesk
    from desk.acts.meetings import MeetingDesk
    from desk.acts.roster import RosterDesk


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a command works with that only looks."""

    settings: Settings
    stores: Stores

    async def view(self, member_id: str) -> Viewpoint:
        """From where a member looks now. Errors: Refused (unknown_member)."""
        member, at = await member_of(self.stores.boards, member_id), now()
        board, roster = (await self.stores.boards.in_force()).board, await self.stores.roster.at(at)
        return Viewpoint(viewer=member, board=board, roster=roster, at=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office(Reading):
    """What a command works with that acts."""

    desk: "Desk"
    house: "HouseDesk"
    rosters: "RosterDesk"
    meetings: "MeetingDesk"
    amendments: "AmendmentDesk"

    async def manuscript(self, file: Path, stated: Mapping[str, Any] | None = None) -> Manuscript:
        """The manuscript in a file, with what the command line states of it. Errors: InvalidInput."""
        from desk.manuscript.intake import read_manuscript

        board = (await self.stores.boards.in_force()).board
        return read_manuscript(file, overrides=stated or {}, known_topics=list(board.topic_labels))
