"""The desk as a process."""

import asyncio
import contextlib
from datetime import timedelta

import structlog

from activities.storage.database import StorageUnreachable
from activities.storage.timeouts import DESK
from desk.acts.keys import check_own_key
from desk.api.app import create_api
from desk.api.serving.pace import Pace
from desk.pages.app import create_pages
from desk.pages.door import Desk
from desk.signing import DeskKey
from workers.doors import KnownDoor, opened_door
from workers.embedded.ports import free_port
from workers.patience import patient_server
from workers.settings import Settings, listed
from workers.telemetry.answered import Requests
from workers.telemetry.logs import configure_logs, warn_of_clock
from workers.telemetry.process import ProcessMetrics
from workers.telemetry.runtime import metered_runtime
from workers.telemetry.server import metrics_door, sdk_metrics, served_metrics
from workers.temporal.client import connected_client
from workers.wiring.desk import built_parts
from workers.wiring.leaders import leaders_in
from workers.wiring.stores import Stores, opened_stores

_START_AGAIN_EVERY = timedelta(seconds=3)
_log = structlog.get_logger()


async def run_desk(settings: Settings) -> None:
    """Serve the desk's pages and API, and keep starting what still waits for its workflow."""
    configure_logs(settings.log_format, settings.log_level)
    leaders_in(settings.leaders_file)
    process, sdk_port = ProcessMetrics("desk", build=settings.build_id), free_port()
    async with contextlib.AsyncExitStack() as running:
        door = running.enter_context(metrics_door(settings))
        front = running.enter_context(opened_door(settings.desk_host, settings.desk_port, "TOASOAN_DESK_PORT"))
        client = await connected_client(settings, runtime=metered_runtime(sdk_port), lazy=True)
        stores = await running.enter_async_context(opened_stores(settings, DESK))
        warn_of_clock()
        await _check_key(settings, stores)
        parts = built_parts(settings, client, stores)
        starter = asyncio.create_task(parts.desk.starter.keep_starting(_START_AGAIN_EVERY))
        pace = Pace(member=settings.desk_member_per_minute, address=settings.desk_address_per_minute)
        served = Desk(create_api(parts, pace), create_pages(parts, pace))
        known = KnownDoor(served, bound_to=settings.desk_host, hosts=listed(settings.desk_names))
        api = Requests(known, process.answered)
        async with served_metrics(settings, door, [process.exposition, sdk_metrics(sdk_port)]):
            await patient_server(api, parts.live.close).serve([front])
        starter.cancel()


async def _check_key(settings: Settings, stores: Stores) -> None:
    """Let no desk start whose acts would all be refused; while the storage is away nobody can tell."""
    with contextlib.suppress(StorageUnreachable):
        said = await check_own_key(stores.keys, DeskKey(settings.desk_private_key.get_secret_value()))
        if said:
            _log.warning("desk_key_replaced", reason=said)
