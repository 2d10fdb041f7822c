"""The composition root, second part: the half of the desk that only looks, out of the storage."""

from typing import TYPE_CHECKING

from activities.storage.articles.pressing import PressingStore
from activities.storage.metrics.channels import ChannelStates
from desk.reading.amendments import AmendmentReading
from desk.reading.articles import ArticleReading, KnowsLeaders
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
from desk.reading.parts import ReadingParts
from desk.reading.roster import RosterReading
from desk.reading.views import Views
from desk.reading.ways import WayReading
from newsroom.article import ARTICLES
from newsroom.matters.kinds import MatterKind
from workers.wiring.stores import Stores

if TYPE_CHECKING:
    from collections.abc import Mapping

    from desk.reading.numbers import Look


def built_reading(stores: Stores, leaders: KnowsLeaders = tuple) -> ReadingParts:
    """What members ask; needs no private key and no workflow server."""
    articles, matters, care = stores.articles, stores.matter_reading, stores.upkeep
    of_articles = ArticleReading(articles, stores.reading, stores.roster, stores.past, stores.points, leaders)
    of_roster, meetings = RosterReading(stores.roster, matters), MeetingReading(matters)
    amendments, incidents = AmendmentReading(articles, matters, stores.roster), IncidentReading(matters)
    looks: Mapping[str, Look] = {
        ARTICLES: of_articles.standing,
        MatterKind.ABSENCE: of_roster.absence,
        MatterKind.DELEGATION: of_roster.grant,
        MatterKind.MEETING: meetings.meeting,
        MatterKind.AMENDMENT: amendments.sheet,
        MatterKind.INCIDENT: incidents.incident,
    }
    return ReadingParts(
        views=Views(stores.boards, stores.roster),
        articles=of_articles,
        inbox=InboxReading(stores.reading, matters),
        owed=OwedReading(stores.reading),
        late=LateReading(PressingStore(stores.database)),
        roster=of_roster,
        meetings=meetings,
        amendments=amendments,
        incidents=incidents,
        board=BoardReading(stores.boards, stores.board_changes),
        channels=ChannelReading(ChannelStates(stores.database), stores.checks, articles),
        ledger=LedgerReading(
            stores.ledger, articles, stores.boards, stores.keys, care.audit, care.anchors, stores.records
        ),
        keys=KeyReading(stores.keys),
        numbers=NumberReading(stores.numbers, looks),
        ways=WayReading(stores.destinations),
    )
