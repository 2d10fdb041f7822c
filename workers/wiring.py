"""The composition root: the only place that builds real parts out of settings."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import httpx
from temporalio.client import Client

from activities.care import CareStores
from activities.channels.facebook import FacebookPage
from activities.channels.facebook_graph import FacebookSettings
from activities.channels.liferay import LiferayPortal
from activities.channels.liferay_calls import LiferaySettings
from activities.channels.wordpress import WordPressPortal, WordPressSettings
from activities.channels.zalo_calls import ZaloSettings
from activities.channels.zalo_oa import ZaloOaChannel
from activities.ports import Channel
from activities.signatures import SignatureCheck
from activities.storage.absences import AbsenceMatters, DelegationMatters
from activities.storage.alerts import AlertStore
from activities.storage.amending import AmendingStore
from activities.storage.amendments import AmendmentMatters
from activities.storage.articles import ArticleStore
from activities.storage.board_changes import BoardMatters
from activities.storage.boards import BoardStore
from activities.storage.checks import CheckStore
from activities.storage.database import Database
from activities.storage.decisions import DecisionStore
from activities.storage.deeds import DeedStore
from activities.storage.digest import DigestStore
from activities.storage.house_reading import HouseReadingStore
from activities.storage.ledger import Ledger
from activities.storage.matters import Matters
from activities.storage.meetings import MeetingMatters
from activities.storage.moving import MoveStore
from activities.storage.notices import NoticeStore
from activities.storage.open_work import OpenWorkStore
from activities.storage.past import PastStore
from activities.storage.publications import PublicationStore
from activities.storage.reading import ReadingStore
from activities.storage.retention import RetentionStore
from activities.storage.roster import RosterStore
from activities.storage.timeouts import DESK, TimeOuts
from activities.storage.tokens import SealedTokenStore
from desk.actions import Desk
from desk.house import HouseDesk
from desk.signing import DeskKey
from newsroom.article import ChannelName
from newsroom.deeds import MatterKind
from workers.settings import PortalKind, Settings

_CONNECTIONS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Stores:
    """The storage, opened."""

    database: Database
    boards: BoardStore
    articles: ArticleStore
    decisions: DecisionStore
    ledger: Ledger
    reading: ReadingStore
    tokens: SealedTokenStore
    publications: PublicationStore
    alerts: AlertStore
    roster: RosterStore
    moves: MoveStore
    deeds: DeedStore
    house_reading: HouseReadingStore
    past: PastStore
    amending: AmendingStore
    board_changes: BoardMatters
    checks: CheckStore
    care: CareStores
    open_work: OpenWorkStore


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
        yield Stores(
            database=database,
            boards=boards,
            articles=ArticleStore(database, boards),
            decisions=DecisionStore(database, boards, signatures),
            ledger=Ledger(database),
            reading=ReadingStore(database),
            tokens=tokens,
            publications=PublicationStore(database, boards),
            alerts=AlertStore(database, boards),
            roster=RosterStore(database),
            moves=moves,
            house_reading=HouseReadingStore(database),
            past=PastStore(database, boards),
            deeds=DeedStore(database, boards, signatures, _matters(database, boards, moves)),
            amending=AmendingStore(database, boards),
            board_changes=BoardMatters(database, boards, moves),
            checks=CheckStore(database),
            care=_care(database, boards),
            open_work=OpenWorkStore(database),
        )
    finally:
        await tokens.finish()
        await database.close()


def _care(database: Database, boards: BoardStore) -> CareStores:
    return CareStores(
        boards=boards,
        roster=RosterStore(database),
        ledger=Ledger(database),
        checks=CheckStore(database),
        digest=DigestStore(database),
        notices=NoticeStore(database),
        retention=RetentionStore(database),
    )


def _matters(database: Database, boards: BoardStore, moves: MoveStore) -> dict[MatterKind, Matters]:
    return {
        MatterKind.ABSENCE: AbsenceMatters(boards, moves),
        MatterKind.DELEGATION: DelegationMatters(boards, moves),
        MatterKind.MEETING: MeetingMatters(database, boards),
        MatterKind.AMENDMENT: AmendmentMatters(database, boards),
        MatterKind.BOARD: BoardMatters(database, boards, moves),
    }


def built_desk(settings: Settings, client: Client, stores: Stores) -> Desk:
    """The desk; needs the private key, which only the desk's own processes have."""
    key = DeskKey(settings.desk_private_key.get_secret_value())
    return Desk(client, stores.articles, stores.decisions, stores.boards, stores.roster, key)


def built_house_desk(settings: Settings, client: Client, stores: Stores) -> HouseDesk:
    """The desk for matters of the house; needs the private key too."""
    return HouseDesk(client, stores.deeds, DeskKey(settings.desk_private_key.get_secret_value()))


def built_channels(settings: Settings, http: httpx.AsyncClient, tokens: SealedTokenStore) -> dict[ChannelName, Channel]:
    """The three channels, talking through one HTTP client."""
    facebook = FacebookSettings(
        page_id=settings.facebook_page_id,
        base_url=settings.facebook_url,
        app_secret=settings.facebook_app_secret.get_secret_value(),
    )
    zalo = ZaloSettings(
        app_id=settings.zalo_app_id,
        app_secret=settings.zalo_app_secret.get_secret_value(),
        default_cover_url=settings.zalo_default_cover_url,
        base_url=settings.zalo_url,
        oauth_url=settings.zalo_oauth_url,
    )
    return {
        ChannelName.PORTAL: _built_portal(settings, http),
        ChannelName.FANPAGE: FacebookPage(http, facebook, tokens, clock=_clock),
        ChannelName.ZALO_OA: ZaloOaChannel(http, zalo, tokens, clock=_clock),
    }


@asynccontextmanager
async def opened_http() -> AsyncIterator[httpx.AsyncClient]:
    """The one HTTP client of a process that speaks to channels."""
    limits = httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS)
    async with httpx.AsyncClient(limits=limits) as client:
        yield client


def _built_portal(settings: Settings, http: httpx.AsyncClient) -> Channel:
    match settings.portal_kind:
        case PortalKind.WORDPRESS:
            wordpress = WordPressSettings(
                base_url=settings.wordpress_url,
                user=settings.wordpress_user,
                application_password=settings.wordpress_password.get_secret_value(),
            )
            return WordPressPortal(http, wordpress, clock=_clock)
        case PortalKind.LIFERAY:
            liferay = LiferaySettings(
                base_url=settings.liferay_url,
                public_base_url=settings.liferay_public_url,
                site_id=settings.liferay_site_id,
                structure_id=settings.liferay_structure_id,
                client_id=settings.liferay_client_id,
                client_secret=settings.liferay_client_secret.get_secret_value(),
            )
            return LiferayPortal(http, liferay, clock=_clock)


def _clock() -> datetime:
    return datetime.now(UTC)
