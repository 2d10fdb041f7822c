"""The worker as a process."""

import asyncio
import contextlib
import os
from collections.abc import Sequence
from datetime import timedelta

import structlog

from activities.contracts import EDITORIAL_QUEUE
from activities.storage.boards import NoBoard
from activities.storage.database import StorageUnreachable
from activities.storage.matters.reseating import MoveStore
from activities.storage.metrics.counted import MetricStore
from activities.storage.timeouts import WORKER
from workers.embedded.ports import free_port
from workers.running.at_work import Underway, at_work
from workers.serving import built_workers
from workers.settings import Settings
from workers.stopping import told_to_stop
from workers.telemetry.channel_calls import metered
from workers.telemetry.logs import configure_logs, warn_of_clock
from workers.telemetry.process import ProcessMetrics
from workers.telemetry.runtime import metered_runtime
from workers.telemetry.server import metrics_door, sdk_metrics, served_metrics
from workers.telemetry.stored import StoredMetrics
from workers.temporal.client import connected_client
from workers.wiring.channels import built_channels, opened_http
from workers.wiring.stores import opened_stores

_MOVE_AGAIN_AFTER = timedelta(seconds=5)
_log = structlog.get_logger()


async def run_worker(settings: Settings, queues: Sequence[str] = ()) -> None:
    """Serve the task queues (all when none is named) until SIGTERM or SIGINT, then finish what runs."""
    configure_logs(settings.log_format, settings.log_level)
    process, sdk_port = ProcessMetrics("worker", build=settings.build_id), free_port()
    underway = Underway()
    async with contextlib.AsyncExitStack() as running:
        # Before anything is polled: a worker that nobody can look into must not run.
        door = running.enter_context(metrics_door(settings))
        client = await connected_client(settings, runtime=metered_runtime(sdk_port))
        http = await running.enter_async_context(opened_http())
        stores = await running.enter_async_context(opened_stores(settings, WORKER))
        warn_of_clock()
        channels = metered(built_channels(settings, http, stores.tokens), process.channel_calls)
        workers = built_workers(settings, client, stores, channels, queues, around=[underway])
        await running.enter_async_context(at_work(workers, underway))
        parts = [process.exposition, sdk_metrics(sdk_port)]
        editorial = not queues or EDITORIAL_QUEUE in queues
        if editorial:
            parts.append(StoredMetrics(MetricStore(stores.database, stores.boards)).exposition)
        async with served_metrics(settings, door, parts), asyncio.TaskGroup() as group:
            moving = group.create_task(move_at_start(stores.moves)) if editorial else None
            await told_to_stop()
            if moving is not None:
                moving.cancel()
    if underway.left:
        # All of ours is closed by now; the SDK's own threads would stay for as long as their calls last.
        os._exit(0)


async def move_at_start(moves: MoveStore, again_after: timedelta = _MOVE_AGAIN_AFTER) -> None:
    """Bring to their desks the articles that moved while no worker ran; others are served meanwhile.

    Shape: tried until the storage lets us, which may be held by somebody who has vanished. Cancelled, it ends at once:
    the driver hears of it only from the storage, and that may answer nobody.
    """
    while True:
        trying = asyncio.ensure_future(moves.move("start"))
        try:
            await asyncio.shield(trying)
        except asyncio.CancelledError:
            trying.cancel()
            raise
        except (StorageUnreachable, NoBoard) as waiting:
            _log.warning("moving_waits_for_storage", reason=str(waiting))
            await asyncio.sleep(again_after.total_seconds())
        else:
            return
