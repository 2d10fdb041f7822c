"""What the desk is made of, for whoever shows it: API, pages, command line.

What acts is named and not loaded here: a command that only looks starts without it.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desk.reading.parts import ReadingParts

if TYPE_CHECKING:
    from activities.storage.accounts.sessions import SessionStore
    from desk.acts.amendments import AmendmentDesk
    from desk.acts.articles import Desk
    from desk.acts.board import BoardDesk
    from desk.acts.completing import Completing
    from desk.acts.incidents import IncidentDesk
    from desk.acts.matters import MatterDesk
    from desk.acts.meetings import MeetingDesk
    from desk.acts.personal_keys import PersonalKeyDesk
    from desk.acts.points import PointDesk
    from desk.acts.records import RecordDesk
    from desk.acts.remarks import RemarkDesk
    from desk.acts.roster import RosterDesk
    from desk.acts.ways import WayDesk
    from desk.live import Hub
    from desk.personal_tokens import PersonalTokens


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskParts:
    """All that an interface of the desk is built of: what members ask, what they do, and who they are."""

    reading: ReadingParts
    desk: "Desk"
    matters: "MatterDesk"
    rosters: "RosterDesk"
    meetings: "MeetingDesk"
    amendments: "AmendmentDesk"
    incidents: "IncidentDesk"
    board: "BoardDesk"
    points: "PointDesk"
    records: "RecordDesk"
    remarks: "RemarkDesk"
    tokens: "PersonalTokens"
    personal_keys: "PersonalKeyDesk"
    completing: "Completing"
    ways: "WayDesk"
    sessions: "SessionStore"
    live: "Hub"
