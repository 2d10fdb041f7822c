"""Every question that members ask at the desk, by what it is about; loads nothing that acts."""

from dataclasses import dataclass

from desk.reading.amendments import AmendmentReading
from desk.reading.articles import ArticleReading
from desk.reading.board import BoardReading
from desk.reading.channels import ChannelReading
from desk.reading.inbox import InboxReading
from desk.reading.incidents import IncidentReading
from desk.reading.keys import KeyReading
from desk.reading.late import LateReading
from desk.reading.ledger import LedgerReading
from desk.reading.meetings import MeetingReading
from desk.reading.numbers import NumberReading
from desk.reading.owed import OwedReading
from desk.reading.roster import RosterReading
from desk.reading.views import Views
from desk.reading.ways import WayReading


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingParts:
    """The half of the desk that only looks."""

    views: Views
    articles: ArticleReading
    inbox: InboxReading
    owed: OwedReading
    late: LateReading
    roster: RosterReading
    meetings: MeetingReading
    amendments: AmendmentReading
    incidents: IncidentReading
    board: BoardReading
    channels: ChannelReading
    ledger: LedgerReading
    keys: KeyReading
    numbers: NumberReading
    ways: WayReading
