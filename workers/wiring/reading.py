"""The composition root, second part: the half of the desk that only looks, out of the storage."""

from desk.reading.amendments import AmendmentReading
from desk.reading.articles import ArticleReading, KnowsLeaders
from desk.reading.board import BoardReading
from desk.reading.inbox import InboxReading
from desk.reading.incidents import IncidentReading
from desk.reading.keys import KeyReading
from desk.reading.ledger import LedgerReading
from desk.reading.meetings import MeetingReading
from desk.reading.owed import OwedReading
from desk.reading.parts import ReadingParts
from desk.reading.roster import RosterReading
from desk.reading.views import Views
from workers.wiring.stores import Stores


def built_reading(stores: Stores, leaders: KnowsLeaders = tuple) -> ReadingParts:
    """What members ask; needs no private key and no workflow server."""
    articles, matters, care = stores.articles, stores.matter_reading, stores.upkeep
    return ReadingParts(
        views=Views(stores.boards, stores.roster),
        articles=ArticleReading(articles, stores.reading, stores.roster, stores.past, leaders),
        inbox=InboxReading(stores.reading, matters),
        owed=OwedReading(stores.reading),
        roster=RosterReading(stores.roster, matters),
        meetings=MeetingReading(matters),
        amendments=AmendmentReading(articles, matters, stores.roster),
        incidents=IncidentReading(matters),
        board=BoardReading(stores.boards, stores.board_changes),
        ledger=LedgerReading(
            stores.ledger, articles, stores.boards, stores.keys, care.audit, care.anchors, stores.records
        ),
        keys=KeyReading(stores.keys),
    )
