"""What our long-lived processes do: the worker, the desk and the simulator, each until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import Sequence
from datetime import timedelta

import uvicorn
from starlette.applications import Starlette

from activities.storage.figures import FigureStore
from desk.api import DeskParts, create_api
from desk.sign_in import SignIn
from simulator.app import create_app
from workers.embedded import free_port
from workers.metrics import metrics_server
from workers.serving import built_workers
from workers.settings import Settings
from workers.stack import simulator_config
from workers.temporal_client import connected_client, metered_runtime
from workers.wiring import (
    built_channels,
    built_desk,
    built_house_desk,
    opened_http,
    opened_stores,
)

_START_AGAIN_EVERY = timedelta(seconds=3)


async def run_worker(settings: Settings, queues: Sequence[str] = ()) -> None:
    """Serve the task queues (all when none is named) until SIGTERM or SIGINT, then finish what runs."""
    sdk_port = free_port()
    client = await connected_client(settings, runtime=metered_runtime(sdk_port))
    async with opened_stores(settings) as stores, opened_http() as http, contextlib.AsyncExitStack() as running:
        channels = built_channels(settings, http, stores.tokens)
        # Articles from before seats were kept, or moved while no worker ran, come to their desks now.
        await stores.moves.move("start")
        for worker in built_workers(settings, client, stores, channels, queues):
            await running.enter_async_context(worker)
        metrics = metrics_server(FigureStore(stores.database), port=settings.metrics_port, sdk_port=sdk_port)
        serving = asyncio.create_task(metrics.serve())
        await told_to_stop()
        metrics.should_exit = True
        await serving


async def run_desk(settings: Settings) -> None:
    """Serve the desk's API and keep starting what still waits for its workflow."""
    client = await connected_client(settings, lazy=True)
    async with opened_stores(settings) as stores:
        desk = built_desk(settings, client, stores)
        parts = DeskParts(
            desk=desk,
            articles=stores.articles,
            boards=stores.boards,
            reading=stores.reading,
            ledger=stores.ledger,
            roster=stores.roster,
            house=built_house_desk(settings, client, stores),
            house_reading=stores.house_reading,
            past=stores.past,
            tokens=SignIn(settings.desk_private_key.get_secret_value()),
        )
        starter = asyncio.create_task(desk.starter.keep_starting(_START_AGAIN_EVERY))
        await uvicorn.Server(_quiet(create_api(parts), settings.desk_port)).serve()
        starter.cancel()


async def run_simulator(settings: Settings) -> None:
    """Serve the channel simulator."""
    port = int(settings.simulator_url.rsplit(":", 1)[1])
    await uvicorn.Server(_quiet(create_app(simulator_config(settings)), port)).serve()


def _quiet(app: Starlette, port: int) -> uvicorn.Config:
    return uvicorn.Config(
        app, host="127.0.0.1", port=port, log_level="warning", access_log=False, server_header=False, http="h11"
    )


async def told_to_stop() -> None:
    """Wait for SIGTERM or SIGINT."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    await stop.wait()
