"""The composition root, first part: the storage out of settings.

What only looks is built in `reading`, what acts in `desk`, what speaks to channels in `channels`: a command loads only
the part that it needs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import assert_never

from activities.signatures import SignatureCheck
from activities.storage.articles.alerts import AlertStore
from activities.storage.articles.reading import ReadingStore
from activities.storage.articles.store import ArticleStore
from activities.storage.boards import BoardStore
from activities.storage.checks import CheckStore
from activities.storage.database import Database
from activities.storage.ledger import Ledger
from activities.storage.matters.absences import AbsenceMatters, DelegationMatters
from activities.storage.matters.amendment_intents import AmendingStore
from activities.storage.matters.amendments import AmendmentMatters
from activities.storage.matters.board_changes import BoardMatters
from activities.storage.matters.kinds import Matters
from activities.storage.matters.meetings import MeetingMatters
from activities.storage.matters.reading import MatterReadingStore
from activities.storage.matters.reseating import MoveStore
from activities.storage.metrics.digest import DigestStore
from activities.storage.notifications import NotificationStore
from activities.storage.past import PastStore
from activities.storage.publishing.publications import PublicationStore
from activities.storage.publishing.tokens import SealedTokenStore
from activities.storage.recording.acts import ActStore
from activities.storage.recording.articles import ArticleActs
from activities.storage.recording.matters import MatterActs
from activities.storage.roster import RosterStore
from activities.storage.sign_in_tokens import SignInTokenStore
from activities.storage.timeouts import DESK, TimeOuts
from activities.storage.upkeep.open_work import OpenWorkStore
from activities.storage.upkeep.retention import RetentionStore
from activities.storage.upkeep_stores import UpkeepStores
from newsroom.matters.kinds import MatterKind
from workers.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The storage, opened."""

    database: Database
    boards: BoardStore
    articles: ArticleStore
    acts: ActStore
    ledger: Ledger
    reading: ReadingStore
    tokens: SealedTokenStore
    publications: PublicationStore
    alerts: AlertStore
    roster: RosterStore
    moves: MoveStore
    matter_reading: MatterReadingStore
    past: PastStore
    amending: AmendingStore
    board_changes: BoardMatters
    checks: CheckStore
    upkeep: UpkeepStores
    open_work: OpenWorkStore
    sign_in_tokens: SignInTokenStore


@asynccontextmanager
async def opened_stores(settings: Settings, time_outs: TimeOuts = DESK) -> AsyncIterator[Stores]:
    """All stores over one pool, closed in the end: inside the HTTP client, which a renewal of a token may still need.

    Errors: StorageTooOld.
    """
    database = await Database(settings.database_url.get_secret_value(), time_outs=time_outs).open()
    tokens = SealedTokenStore(database, settings.token_key.get_secret_value())
    try:
        boards = BoardStore(database)
        signatures = SignatureCheck(settings.desk_public_key)
        moves = MoveStore(database, boards)
        kinds = {kind: _matters(kind, database, boards, moves) for kind in MatterKind}
        yield Stores(
            database=database,
            boards=boards,
            articles=ArticleStore(database, boards),
            acts=ActStore(database, boards, signatures, ArticleActs(), MatterActs(kinds)),
            ledger=Ledger(database),
            reading=ReadingStore(database),
            tokens=tokens,
            publications=PublicationStore(database, boards),
            alerts=AlertStore(database, boards),
            roster=RosterStore(database),
            moves=moves,
            matter_reading=MatterReadingStore(database),
            past=PastStore(database, boards),
            amending=AmendingStore(database, boards),
            board_changes=BoardMatters(database, boards, moves),
            checks=CheckStore(database),
            upkeep=_upkeep(database, boards),
            open_work=OpenWorkStore(database),
            sign_in_tokens=SignInTokenStore(database),
        )
    finally:
        await tokens.finish()
        await database.close()


def _upkeep(database: Database, boards: BoardStore) -> UpkeepStores:
    return UpkeepStores(
        boards=boards,
        roster=RosterStore(database),
        ledger=Ledger(database),
        checks=CheckStore(database),
        digest=DigestStore(database),
        notifications=NotificationStore(database),
        retention=RetentionStore(database),
    )


def _matters(kind: MatterKind, database: Database, boards: BoardStore, moves: MoveStore) -> Matters:
    match kind:
        case MatterKind.ABSENCE:
            return AbsenceMatters(boards, moves)
        case MatterKind.DELEGATION:
            return DelegationMatters(boards, moves)
        case MatterKind.MEETING:
            return MeetingMatters(database, boards)
        case MatterKind.AMENDMENT:
            return AmendmentMatters(database, boards)
        case MatterKind.BOARD:
            return BoardMatters(database, boards, moves)
        case _:
            assert_never(kind)
