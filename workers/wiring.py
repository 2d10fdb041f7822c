"""The composition root: the only place that builds real parts out of settings."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx
from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig
from temporalio.service import RPCError, RPCStatusCode
from temporalio.worker import PollerBehaviorAutoscaling, Worker

from activities.alerting import AlertActivities
from activities.amending import AmendingActivities
from activities.channels.facebook import FacebookPage
from activities.channels.facebook_graph import FacebookSettings
from activities.channels.liferay import LiferayPortal
from activities.channels.liferay_calls import LiferaySettings
from activities.channels.wordpress import WordPressPortal, WordPressSettings
from activities.channels.zalo_calls import ZaloSettings
from activities.channels.zalo_oa import ZaloOaChannel
from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from activities.deciding import DecisionActivities
from activities.house import HouseActivities, Tell
from activities.ports import Channel
from activities.publishing import PublishingActivities
from activities.signatures import SignatureCheck
from activities.storage.absences import AbsenceMatters, DelegationMatters
from activities.storage.alerts import AlertStore
from activities.storage.amending import AmendingStore
from activities.storage.amendments import AmendmentMatters
from activities.storage.articles import ArticleStore
from activities.storage.board_changes import BoardMatters
from activities.storage.boards import BoardStore
from activities.storage.database import Database
from activities.storage.decisions import DecisionStore
from activities.storage.deeds import DeedStore
from activities.storage.house_reading import HouseReadingStore
from activities.storage.ledger import Ledger
from activities.storage.matters import Matters
from activities.storage.meetings import MeetingMatters
from activities.storage.moving import MoveStore
from activities.storage.past import PastStore
from activities.storage.publications import PublicationStore
from activities.storage.reading import ReadingStore
from activities.storage.roster import RosterStore
from activities.storage.tokens import SealedTokenStore
from desk.actions import Desk
from desk.house import HouseDesk
from desk.signing import DeskKey
from newsroom.article import ArticleId, ChannelName
from newsroom.deeds import MatterKind
from workers.codec import data_converter
from workers.settings import PortalKind, Settings
from workflows.absence import AbsenceWorkflow
from workflows.amendment import AmendmentWorkflow
from workflows.article import ArticleWorkflow
from workflows.board_version import BoardVersionWorkflow
from workflows.delegation import DelegationWorkflow
from workflows.meeting import MeetingWorkflow
from workflows.messages import STANDING_CHANGED, article_workflow_id

WORKFLOWS: Final = (
    ArticleWorkflow,
    AbsenceWorkflow,
    DelegationWorkflow,
    MeetingWorkflow,
    AmendmentWorkflow,
    BoardVersionWorkflow,
)
"""All that an editorial worker carries."""

_GRACE = timedelta(seconds=20)
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


@asynccontextmanager
async def opened_stores(settings: Settings) -> AsyncIterator[Stores]:
    """All stores over one pool, closed in the end."""
    database = await Database(settings.database_url.get_secret_value()).open()
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
            tokens=SealedTokenStore(database, settings.token_key.get_secret_value()),
            publications=PublicationStore(database, boards),
            alerts=AlertStore(database, boards),
            roster=RosterStore(database),
            moves=moves,
            house_reading=HouseReadingStore(database),
            past=PastStore(database, boards),
            deeds=DeedStore(database, boards, signatures, _matters(database, boards, moves)),
            amending=AmendingStore(database, boards),
            board_changes=BoardMatters(database, boards, moves),
        )
    finally:
        await database.close()


def _matters(database: Database, boards: BoardStore, moves: MoveStore) -> dict[MatterKind, Matters]:
    return {
        MatterKind.ABSENCE: AbsenceMatters(boards, moves),
        MatterKind.DELEGATION: DelegationMatters(boards, moves),
        MatterKind.MEETING: MeetingMatters(database, boards),
        MatterKind.AMENDMENT: AmendmentMatters(database, boards),
        MatterKind.BOARD: BoardMatters(database, boards, moves),
    }


async def connected_client(settings: Settings, *, runtime: Runtime | None = None, lazy: bool = False) -> Client:
    """A client of the Temporal server; `lazy` defers the connection, so that a dead server is met at the first call."""
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=data_converter(settings.payload_key.get_secret_value()),
        runtime=runtime,
        lazy=lazy,
    )


def built_desk(settings: Settings, client: Client, stores: Stores) -> Desk:
    """The desk; needs the private key, which only the desk's own processes have."""
    key = DeskKey(settings.desk_private_key.get_secret_value())
    return Desk(client, stores.articles, stores.decisions, stores.boards, stores.roster, key)


def built_house_desk(settings: Settings, client: Client, stores: Stores) -> HouseDesk:
    """The desk for matters of the house; needs the private key too."""
    return HouseDesk(client, stores.deeds, DeskKey(settings.desk_private_key.get_secret_value()))


def teller(client: Client) -> Tell:
    """What lets an article's workflow know that it was moved; one that is not there needs to know nothing."""

    async def tell(article_id: ArticleId) -> None:
        try:
            await client.get_workflow_handle(article_workflow_id(article_id)).signal(STANDING_CHANGED)
        except RPCError as gone:
            if gone.status is not RPCStatusCode.NOT_FOUND:
                raise

    return tell


def metered_runtime(port: int) -> Runtime | None:
    """A runtime whose own metrics are served on loopback at that port; None without a port."""
    if not port:
        return None
    config = PrometheusConfig(
        bind_address=f"127.0.0.1:{port}", counters_total_suffix=True, unit_suffix=True, durations_as_seconds=True
    )
    return Runtime(telemetry=TelemetryConfig(metrics=config))


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


def built_workers(
    settings: Settings, client: Client, stores: Stores, channels: dict[ChannelName, Channel], queues: Sequence[str]
) -> list[Worker]:
    """One worker per task queue asked for; all queues when none is."""
    publishing = PublishingActivities(stores.publications, channels)
    amending = AmendingActivities(stores.amending, stores.publications, channels)
    per_queue: dict[str, list[Callable[..., Any]]] = {
        queue: [publishing.publish_to_channel, amending.amend_on_channel] for queue in CHANNEL_QUEUES.values()
    }
    house = HouseActivities(
        stores.deeds, stores.moves, stores.articles, teller(client), per_second=settings.articles_told_per_second
    )
    per_queue[EDITORIAL_QUEUE] = [
        DecisionActivities(stores.decisions).record_decision,
        AlertActivities(stores.alerts).raise_alert,
        house.record_deed,
        house.attend_matter,
        house.tell_articles,
        house.look_up_article,
    ]
    return [_worker(settings, client, queue, per_queue[queue]) for queue in queues or per_queue]


def _worker(settings: Settings, client: Client, queue: str, activities: list[Callable[..., Any]]) -> Worker:
    editorial = queue == EDITORIAL_QUEUE
    return Worker(
        client,
        task_queue=queue,
        workflows=list(WORKFLOWS) if editorial else [],
        activities=activities,
        max_cached_workflows=settings.max_cached_workflows,
        workflow_task_poller_behavior=PollerBehaviorAutoscaling(),
        activity_task_poller_behavior=PollerBehaviorAutoscaling(),
        max_concurrent_activities=40 if editorial else 10,
        graceful_shutdown_timeout=_GRACE,
    )


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
