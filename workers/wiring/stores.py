"""The composition root, first part: the storage out of settings.

What only looks is built in `reading`, what acts in `desk`, what speaks to channels in `channels`: a command loads only
the part that it needs.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import assert_never

from activities.storage.accounts.sessions import SessionStore
from activities.storage.articles.alerts import AlertStore
from activities.storage.articles.approvals import ApprovalStore
from activities.storage.articles.numbers import NumberStore
from activities.storage.articles.points import PointStore
from activities.storage.articles.reading import ReadingStore
from activities.storage.articles.still_late import StillLateStore
from activities.storage.articles.store import ArticleStore
from activities.storage.audit.anchors import AnchorStore
from activities.storage.audit.chain import Ledger
from activities.storage.audit.tables import AuditStore
from activities.storage.boards import BoardStore
from activities.storage.checks import CheckStore
from activities.storage.database import Database
from activities.storage.deliveries.destinations import DestinationStore
from activities.storage.keys import KeyStore
from activities.storage.matters.absences import AbsenceMatters, DelegationMatters
from activities.storage.matters.alarms import AlarmStore
from activities.storage.matters.amendment_intents import AmendingStore
from activities.storage.matters.amendments import AmendmentMatters
from activities.storage.matters.board_changes import BoardMatters
from activities.storage.matters.incidents import IncidentMatters
from activities.storage.matters.kinds import Matters
from activities.storage.matters.meetings import MeetingMatters
from activities.storage.matters.reading import MatterReadingStore
from activities.storage.matters.reseating import MoveStore
from activities.storage.metrics.digest import DigestStore
from activities.storage.notifications import NotificationStore
from activities.storage.past import PastStore
from activities.storage.powers import PowerStore
from activities.storage.publishing.publications import PublicationStore
from activities.storage.publishing.sent import SentStore
from activities.storage.publishing.tokens import SealedTokenStore
from activities.storage.recording.acts import ActStore
from activities.storage.recording.articles import ArticleActs
from activities.storage.recording.confirming import RecordStore
from activities.storage.recording.matters import MatterActs
from activities.storage.recording.personal_keys import KeyActs
from activities.storage.recording.points import PointActs
from activities.storage.recording.prepared import PreparedStore
from activities.storage.recording.remarking import RemarkStore
from activities.storage.recovery import RecoveryStore
from activities.storage.refusals import RefusalStore
from activities.storage.roster import RosterStore
from activities.storage.sign_in_tokens import SignInTokenStore
from activities.storage.timeouts import DESK, TimeOuts
from activities.storage.unforeseen import UnforeseenStore
from activities.storage.upkeep.open_work import OpenWorkStore
from activities.storage.upkeep.retention import RetentionStore
from activities.storage.upkeep_stores import UpkeepStores
from newsroom.matters.kinds import MatterKind
from workers.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The storage, opened."""

    database: Database
    powers: PowerStore
    boards: BoardStore
    articles: ArticleStore
    acts: ActStore
    straight_acts: ActStore
    prepared: PreparedStore
    points: PointStore
    records: RecordStore
    remarks: RemarkStore
    ledger: Ledger
    keys: KeyStore
    reading: ReadingStore
    tokens: SealedTokenStore
    publications: PublicationStore
    approvals: ApprovalStore
    alerts: AlertStore
    roster: RosterStore
    moves: MoveStore
    matter_reading: MatterReadingStore
    past: PastStore
    amending: AmendingStore
    board_changes: BoardMatters
    alarms: AlarmStore
    checks: CheckStore
    upkeep: UpkeepStores
    open_work: OpenWorkStore
    recovery: RecoveryStore
    sent: SentStore
    numbers: NumberStore
    unforeseen: UnforeseenStore
    sign_in_tokens: SignInTokenStore
    destinations: DestinationStore
    sessions: SessionStore


@asynccontextmanager
async def opened_stores(settings: Settings, time_outs: TimeOuts = DESK) -> AsyncIterator[Stores]:
    """All stores over one pool, closed in the end: inside the HTTP client, which a renewal of a token may still need.

    Errors: StorageTooOld.
    """
    database = await Database(settings.database_url.get_secret_value(), time_outs=time_outs).open()
    tokens = SealedTokenStore(database, settings.token_key.get_secret_value())
    try:
        yield _built(settings, database, tokens)
    finally:
        await tokens.finish()
        await database.close()


def _built(settings: Settings, database: Database, tokens: SealedTokenStore) -> Stores:
    powers = built_powers(settings, keys := built_keys(settings, database))
    boards, approvals = BoardStore(database, powers), ApprovalStore(powers)
    moves = MoveStore(database, boards)
    return Stores(
        database=database,
        powers=powers,
        boards=boards,
        articles=ArticleStore(database, boards, keys),
        acts=_acts(database, boards, moves, approvals, keys),
        straight_acts=ActStore(database, boards, keys, PointActs(keys), KeyActs()),
        prepared=PreparedStore(database, boards),
        points=PointStore(database, keys),
        records=RecordStore(database, boards, keys),
        remarks=RemarkStore(database, boards, keys),
        ledger=Ledger(database),
        keys=keys,
        reading=ReadingStore(database),
        tokens=tokens,
        publications=PublicationStore(database, boards, approvals),
        approvals=approvals,
        alerts=AlertStore(database, boards),
        roster=RosterStore(database, powers),
        moves=moves,
        matter_reading=MatterReadingStore(database),
        past=PastStore(database, boards),
        amending=AmendingStore(database, boards, approvals),
        board_changes=BoardMatters(database, boards, moves),
        alarms=AlarmStore(database),
        checks=CheckStore(database),
        upkeep=_upkeep(settings, database, boards, powers, keys),
        open_work=OpenWorkStore(database),
        recovery=RecoveryStore(database, boards, approvals),
        sent=SentStore(database),
        numbers=NumberStore(database),
        unforeseen=UnforeseenStore(database, boards),
        sign_in_tokens=SignInTokenStore(database),
        destinations=DestinationStore(database, boards),
        sessions=SessionStore(database),
    )


def built_keys(settings: Settings, database: Database) -> KeyStore:
    """The desk's keys as the ledger tells of them."""
    return KeyStore(database, settings.desk_public_key, settings.second_public_key)


def built_boards(settings: Settings, database: Database) -> BoardStore:
    """The notices that count, for whoever needs no other store."""
    return BoardStore(database, built_powers(settings, built_keys(settings, database)))


def built_recovery(settings: Settings, database: Database) -> RecoveryStore:
    """What a restore holds back, for whoever needs no other store."""
    powers = built_powers(settings, built_keys(settings, database))
    return RecoveryStore(database, BoardStore(database, powers), ApprovalStore(powers))


def built_powers(settings: Settings, keys: KeyStore) -> PowerStore:
    """Who decides, as the desk's signatures prove it."""
    return PowerStore(keys, settings.first_board_digest)


def built_anchors(settings: Settings, database: Database) -> AnchorStore:
    """What was kept of the ledger outside the storage, where this process can read it."""
    return AnchorStore(database, settings.anchor_file, settings.second_public_key)


def _audit(settings: Settings, database: Database) -> AuditStore:
    powers = built_powers(settings, built_keys(settings, database))
    return AuditStore(database, powers, ApprovalStore(powers))


def _upkeep(
    settings: Settings, database: Database, boards: BoardStore, powers: PowerStore, keys: KeyStore
) -> UpkeepStores:
    return UpkeepStores(
        boards=boards,
        roster=RosterStore(database, powers),
        ledger=Ledger(database),
        keys=keys,
        audit=_audit(settings, database).faults,
        anchors=built_anchors(settings, database),
        checks=CheckStore(database),
        digest=DigestStore(database, keys),
        notifications=NotificationStore(database),
        retention=RetentionStore(database),
        refusals=RefusalStore(database),
        still_late=StillLateStore(database, boards),
    )


def _acts(
    database: Database, boards: BoardStore, moves: MoveStore, approvals: ApprovalStore, keys: KeyStore
) -> ActStore:
    kinds = {kind: _matters(kind, database, boards, moves, approvals, keys) for kind in MatterKind}
    return ActStore(database, boards, keys, ArticleActs(keys), MatterActs(kinds))


def _matters(
    kind: MatterKind,
    database: Database,
    boards: BoardStore,
    moves: MoveStore,
    approvals: ApprovalStore,
    keys: KeyStore,
) -> Matters:
    match kind:
        case MatterKind.ABSENCE:
            return AbsenceMatters(boards, moves)
        case MatterKind.DELEGATION:
            return DelegationMatters(boards, moves)
        case MatterKind.MEETING:
            return MeetingMatters(database, boards)
        case MatterKind.AMENDMENT:
            return AmendmentMatters(database, boards, approvals, keys)
        case MatterKind.BOARD:
            return BoardMatters(database, boards, moves)
        case MatterKind.INCIDENT:
            return IncidentMatters(database, boards)
        case _:
            assert_never(kind)
