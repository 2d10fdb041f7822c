"""The watch as a process: built from the settings, until it is told to stop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

import httpx
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from activities.clock import now
from activities.storage.audit.anchors import AnchorStore
from activities.storage.database import Database
from activities.storage.matters.alarms import AlarmStore
from activities.storage.metrics.counted import MetricStore
from activities.storage.metrics.tallies import TallyStore
from activities.storage.metrics.watched import WatchStore
from activities.storage.publishing.tokens import SealedTokenStore
from activities.storage.timeouts import WATCH
from newsroom.article import ChannelName
from newsroom.errors import InvalidInput
from workers.doors import KnownDoor, opened_door
from workers.settings import Settings, listed
from workers.stopping import told_to_stop
from workers.telemetry.exposition import CONTENT_TYPE, exposition
from workers.telemetry.logs import configure_logs
from workers.telemetry.process import ProcessMetrics
from workers.telemetry.server import Part, QuietServer
from workers.telemetry.stored import StoredMetrics
from workers.temporal.client import connected_client
from workers.watch.anchoring import Anchorer, FileOutlet, MailOutlet, Outlet
from workers.watch.exposing import readings
from workers.watch.folding import keep_folding
from workers.watch.incidents import IncidentTarget
from workers.watch.posting import Postbox
from workers.watch.probing import LookingTokens, Probed, Prober
from workers.watch.rounds import Eyes, Watch
from workers.watch.targets import AlertmanagerTarget, HeartbeatTarget, MailTarget, Target, WebhookTarget
from workers.watch.visibility import Visibility
from workers.wiring.channels import built_channels, opened_http
from workers.wiring.stores import built_anchors, built_boards

_PATIENCE: Final = 5.0
_GRACE: Final = timedelta(minutes=1)
_KEPT: Final = timedelta(minutes=15)


async def run_watch(settings: Settings) -> None:
    """Watch until SIGTERM or SIGINT."""
    configure_logs(settings.log_format, settings.log_level)
    with opened_door(settings.metrics_host, settings.watch_port, "TOASOAN_WATCH_PORT") as door:
        await _watching(settings, door)


async def _watching(settings: Settings, door: socket.socket) -> None:
    async with opened_watch(settings) as (watch, parts):
        server = _server(watch, parts, settings)
        tasks = [asyncio.create_task(work) for work in (server.serve([door]), watch.keep_watching())]
        stop = asyncio.create_task(told_to_stop())
        await asyncio.wait({stop, *tasks}, return_when=asyncio.FIRST_COMPLETED)
        server.should_exit = True
        tasks[1].cancel()
        # A round that failed for a reason of ours must end the process with a failure, not leave it half alive.
        for ended in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(ended, Exception):
                raise ended


@asynccontextmanager
async def opened_watch(
    settings: Settings, *, grace: timedelta = _GRACE, clock: Callable[[], datetime] = now
) -> AsyncIterator[tuple[Watch, list[Part]]]:
    """A watch with its postboxes and probes at work, and the parts of its exposition; rounds are the caller's.

    Opens without Postgres and without Temporal: that they are away is the first thing it sees.
    """
    every = timedelta(seconds=settings.watch_every_seconds)
    client = await connected_client(settings, lazy=True)
    async with AsyncExitStack() as opened:
        http = await opened.enter_async_context(opened_http())
        database = await Database(settings.database_url.get_secret_value(), time_outs=WATCH).open()
        opened.push_async_callback(database.close)
        boards = built_boards(settings, database)
        tokens = LookingTokens(database, settings.token_key.get_secret_value())
        opened.push_async_callback(tokens.finish)
        prober = Prober(_probed(settings, http, tokens), clock)
        read = WatchStore(database, boards)
        anchors = built_anchors(settings, database)
        every_anchor = timedelta(minutes=settings.anchor_every_minutes)
        anchorer = Anchorer(anchors, _outlets(settings, anchors), clock, every=every_anchor)
        visibility = Visibility(client, clock)
        eyes = Eyes.of(lambda: read.watched(clock()), visibility, prober, patience=_PATIENCE, anchorer=anchorer)
        boxes = [
            Postbox(target, clock, rest=every.total_seconds())
            for target in (*targets_of(settings, http), IncidentTarget(AlarmStore(database)))
        ]
        watch = Watch(eyes, boxes, clock, every=every, kept=_KEPT, grace=grace)
        kept_up = (prober.keep_probing(), keep_folding(TallyStore(database)))
        for work in (*kept_up, *(box.keep_posting() for box in boxes)):
            opened.push_async_callback(_ended, asyncio.create_task(work))
        opened.push_async_callback(eyes.close)
        stored = StoredMetrics(MetricStore(database, boards))
        yield watch, [_own(watch), ProcessMetrics("watch", build=settings.build_id).exposition, stored.exposition]


def _own(watch: Watch) -> Part:
    async def part() -> bytes:
        return exposition(readings(watch))

    return part


def _probed(settings: Settings, http: httpx.AsyncClient, tokens: SealedTokenStore) -> dict[ChannelName, Probed]:
    """The channels that this watch asks; only those need credentials here."""
    names = listed(settings.watch_channels)
    if unknown := set(names) - set(ChannelName):
        raise InvalidInput("TOASOAN_WATCH_CHANNELS", f"không có kênh {', '.join(sorted(unknown))}.")
    if not names:
        return {}
    channels = built_channels(settings, http, tokens)
    return {name: channels[name] for name in channels if name in names}


def _outlets(settings: Settings, anchors: AnchorStore) -> list[Outlet]:
    """Where this watch keeps the ledger's head."""
    outlets: list[Outlet] = [FileOutlet(anchors)] if settings.anchor_file else []
    if (smtp := settings.smtp_url.get_secret_value()) and settings.anchor_mail_to:
        to = listed(settings.anchor_mail_to)
        outlets.append(MailOutlet(smtp, sender=settings.watch_mail_from or to[0], to=to))
    return outlets


def targets_of(settings: Settings, http: httpx.AsyncClient) -> list[Target]:
    """Where the watch posts under these settings."""
    repeat = timedelta(minutes=settings.watch_repeat_minutes)
    targets: list[Target] = []
    if settings.watch_alertmanager_url:
        targets.append(AlertmanagerTarget(http, settings.watch_alertmanager_url))
    if webhook := settings.watch_webhook_url.get_secret_value():
        targets.append(WebhookTarget(http, webhook, repeat))
    if (smtp := settings.smtp_url.get_secret_value()) and settings.watch_mail_to:
        to = [address.strip() for address in settings.watch_mail_to.split(",")]
        targets.append(MailTarget(smtp, sender=settings.watch_mail_from or to[0], to=to, repeat=repeat))
    if heartbeat := settings.watch_heartbeat_url.get_secret_value():
        targets.append(HeartbeatTarget(http, heartbeat))
    return targets


def _server(watch: Watch, parts: list[Part], settings: Settings) -> QuietServer:
    async def metrics(_request: Request) -> Response:
        # One part that fails must not hide that the watch lives.
        told = await asyncio.gather(*(part() for part in parts), return_exceptions=True)
        return Response(b"".join(part for part in told if isinstance(part, bytes)), media_type=CONTENT_TYPE)

    async def health(_request: Request) -> Response:
        return PlainTextResponse("ok") if watch.is_well() else PlainTextResponse("vòng canh bị treo", status_code=503)

    app = Starlette(routes=[Route("/metrics", metrics), Route("/health", health)])
    config = uvicorn.Config(
        KnownDoor(app, bound_to=settings.metrics_host),
        log_config=None,
        access_log=False,
        server_header=False,
    )
    return QuietServer(config)


async def _ended(task: asyncio.Task[None]) -> None:
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task
