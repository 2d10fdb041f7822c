"""What our long-lived processes do: the worker, the desk and the simulator, each until it is told to stop."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import structlog
import uvicorn
from starlette.types import ASGIApp

from activities import clock
from activities.contracts import EDITORIAL_QUEUE
from activities.storage.boards import NoBoard
from activities.storage.database import StorageUnreachable
from activities.storage.matters.reseating import MoveStore
from activities.storage.metrics.counted import MetricStore
from activities.storage.timeouts import DESK, WORKER
from desk.acts.keys import check_own_key
from desk.api.app import create_api
from desk.api.serving.pace import Pace
from desk.signing import DeskKey
from simulator.app import create_app
from workers.doors import KnownDoor, opened_door
from workers.embedded import free_port
from workers.patience import PatientProtocol
from workers.serving import built_workers
from workers.settings import Settings, listed
from workers.stack import simulator_config
from workers.stopping import told_to_stop
from workers.telemetry.answered import Requests
from workers.telemetry.channel_calls import metered
from workers.telemetry.logs import configure_logs
from workers.telemetry.process import ProcessMetrics
from workers.telemetry.runtime import metered_runtime
from workers.telemetry.server import Part, metrics_server, sdk_metrics
from workers.telemetry.stored import StoredMetrics
from workers.temporal.client import connected_client
from workers.wiring.channels import built_channels, opened_http
from workers.wiring.desk import built_parts
from workers.wiring.leaders import leaders_in
from workers.wiring.stores import Stores, opened_stores

_START_AGAIN_EVERY = timedelta(seconds=3)
_MOVE_AGAIN_AFTER = timedelta(seconds=5)
_log = structlog.get_logger()


async def run_worker(settings: Settings, queues: Sequence[str] = ()) -> None:
    """Serve the task queues (all when none is named) until SIGTERM or SIGINT, then finish what runs."""
    configure_logs(settings.log_format, settings.log_level)
    process, sdk_port = ProcessMetrics("worker", build=settings.build_id), free_port()
    async with contextlib.AsyncExitStack() as running:
        # Before anything is polled: a worker that nobody can look into must not run.
        door = _metrics_door(settings, running)
        client = await connected_client(settings, runtime=metered_runtime(sdk_port))
        http = await running.enter_async_context(opened_http())
        stores = await running.enter_async_context(opened_stores(settings, WORKER))
        _warn_of_clock()
        channels = metered(built_channels(settings, http, stores.tokens), process.channel_calls)
        for worker in built_workers(settings, client, stores, channels, queues):
            await running.enter_async_context(worker)
        parts = [process.exposition, sdk_metrics(sdk_port)]
        editorial = not queues or EDITORIAL_QUEUE in queues
        if editorial:
            parts.append(StoredMetrics(MetricStore(stores.database, stores.boards)).exposition)
        async with _served_metrics(settings, door, parts), asyncio.TaskGroup() as group:
            moving = group.create_task(move_at_start(stores.moves)) if editorial else None
            await told_to_stop()
            if moving is not None:
                moving.cancel()


def _warn_of_clock() -> None:
    """Say at the start that this machine's clock is not the storage's, whose hour is the one that counts."""
    if abs(ahead := clock.ahead()) > clock.APART:
        _log.warning("clock_apart", seconds=round(ahead.total_seconds()))


async def move_at_start(moves: MoveStore, again_after: timedelta = _MOVE_AGAIN_AFTER) -> None:
    """Bring to their desks the articles that moved while no worker ran; others are served meanwhile.

    Shape: tried until the storage lets us, which may be held by somebody who has vanished.
    """
    while True:
        try:
            await moves.move("start")
        except (StorageUnreachable, NoBoard) as waiting:
            _log.warning("moving_waits_for_storage", reason=str(waiting))
            await asyncio.sleep(again_after.total_seconds())
        else:
            return


async def run_desk(settings: Settings) -> None:
    """Serve the desk's API and keep starting what still waits for its workflow."""
    configure_logs(settings.log_format, settings.log_level)
    leaders_in(settings.leaders_file)
    process, sdk_port = ProcessMetrics("desk", build=settings.build_id), free_port()
    async with contextlib.AsyncExitStack() as running:
        door = _metrics_door(settings, running)
        front = running.enter_context(opened_door(settings.desk_host, settings.desk_port, "TOASOAN_DESK_PORT"))
        client = await connected_client(settings, runtime=metered_runtime(sdk_port), lazy=True)
        stores = await running.enter_async_context(opened_stores(settings, DESK))
        _warn_of_clock()
        await _check_key(settings, stores)
        parts = built_parts(settings, client, stores)
        starter = asyncio.create_task(parts.desk.starter.keep_starting(_START_AGAIN_EVERY))
        pace = Pace(member=settings.desk_member_per_minute, address=settings.desk_address_per_minute)
        known = KnownDoor(create_api(parts, pace), bound_to=settings.desk_host, hosts=listed(settings.desk_names))
        api = Requests(known, process.answered)
        async with _served_metrics(settings, door, [process.exposition, sdk_metrics(sdk_port)]):
            await uvicorn.Server(_quiet(api)).serve([front])
        starter.cancel()


async def _check_key(settings: Settings, stores: Stores) -> None:
    """Let no desk start whose acts would all be refused; while the storage is away nobody can tell."""
    with contextlib.suppress(StorageUnreachable):
        said = await check_own_key(stores.keys, DeskKey(settings.desk_private_key.get_secret_value()))
        if said:
            _log.warning("desk_key_replaced", reason=said)


async def run_simulator(settings: Settings) -> None:
    """Serve the channel simulator."""
    configure_logs(settings.log_format, settings.log_level)
    port = int(settings.simulator_url.rsplit(":", 1)[1])
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    app = KnownDoor(create_app(simulator_config(settings)), bound_to=settings.simulator_host)
    with opened_door(settings.simulator_host, port, "TOASOAN_SIMULATOR_URL") as door:
        await uvicorn.Server(_quiet(app)).serve([door])


def _metrics_door(settings: Settings, running: contextlib.AsyncExitStack) -> socket.socket | None:
    """Where this process's numbers are asked for; None without a port."""
    if not settings.metrics_port:
        return None
    return running.enter_context(opened_door(settings.metrics_host, settings.metrics_port, "TOASOAN_METRICS_PORT"))


@contextlib.asynccontextmanager
async def _served_metrics(settings: Settings, door: socket.socket | None, parts: Sequence[Part]) -> AsyncIterator[None]:
    """The parts served at this process's own door; without one nobody asks."""
    if door is None:
        yield
        return
    server = metrics_server(parts, host=settings.metrics_host)
    serving = asyncio.create_task(server.serve([door]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


def _quiet(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        http=PatientProtocol,
    )
