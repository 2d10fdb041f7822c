"""The newsroom that is measured: servers, simulator and workers of its own, and a desk in the driver's process."""

import os
import shutil
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from temporalio.client import Client

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from desk.acts.articles import Desk
from newsroom.board import Board
from workers.embedded.child import ChildProcess, Launch, spawn
from workers.embedded.ports import free_port
from workers.entrusting import worker_of
from workers.settings import environment_of
from workers.stack import Stack
from workers.temporal.client import connected_client
from workers.wiring.desk import built_parts
from workers.wiring.stores import Stores, opened_stores


@dataclass(frozen=True, slots=True, kw_only=True)
class Rig:
    """What a measurement runs on."""

    stack: Stack
    client: Client
    stores: Stores
    desk: Desk
    board: Board
    simulator: httpx.AsyncClient

    def processes(self) -> dict[str, list[int]]:
        """The numbers of the processes that work for an article, by what they are."""
        children = self.stack.children
        return {
            "server": [pid for pid in (self.stack.temporal.pid,) if pid],
            "worker": [child.pid for name, child in children.items() if "worker" in name],
            "postgres": [pid for pid in (self.stack.postgres.pid,) if pid],
            "simulator": [children["simulator"].pid],
        }


@asynccontextmanager
async def opened_rig(
    folder: Path, *, editorial: int = 0, served: bool = True, desk: bool = False
) -> AsyncIterator[Rig]:
    """A newsroom in an emptied folder, stopped in the end.

    Shape: with `editorial` so many workers of that queue and one process for each channel, instead of one worker; not
    `served` by any; with a `desk`, whose starter takes part in what is measured, only where told.
    """
    shutil.rmtree(folder, ignore_errors=True)
    stack = Stack(folder)
    async with AsyncExitStack() as cleanup:
        cleanup.push_async_callback(stack.stop)
        await stack.start_servers()
        stack.children["simulator"] = await _simulator(stack)
        if served and not editorial:
            await stack.start_process("worker")
        if desk:
            await stack.start_process("desk")
        queues = (*[EDITORIAL_QUEUE] * editorial, *(CHANNEL_QUEUES.values() if editorial else ()))
        for number, queue in enumerate(queues, 1):
            stack.children[f"worker-{number}"] = await _worker(stack, f"worker-{number}", queue)
        stores = await cleanup.enter_async_context(opened_stores(stack.settings))
        client = await connected_client(stack.settings)
        yield Rig(
            stack=stack,
            client=client,
            stores=stores,
            desk=built_parts(stack.settings, client, stores).desk,
            board=(await stores.boards.in_force()).board,
            simulator=await cleanup.enter_async_context(httpx.AsyncClient(base_url=stack.settings.simulator_url)),
        )


async def _simulator(stack: Stack) -> ChildProcess:
    url = stack.settings.simulator_url
    launch = Launch(
        name="bench.simulator",
        command=(sys.executable, "-m", "bench.simulator", url, str(stack.folder / "simulator.sqlite3")),
        log=stack.folder / "log" / "simulator.log",
        pid_file=stack.folder / "run" / "simulator.pid",
    )
    child = await ChildProcess.start(launch)
    await child.until_answers(f"{url}/_sim/visible")
    return child


async def _worker(stack: Stack, name: str, queue: str) -> ChildProcess:
    """A worker of one queue that answers at a port of its own."""
    settings = stack.settings_for(worker_of([queue])).model_copy(update={"metrics_port": free_port()})
    environment = foreign(os.environ) | environment_of(settings)
    child = await spawn(name, "worker", "--queue", queue, folder=stack.folder, environment=environment)
    await child.until_answers(f"http://127.0.0.1:{settings.metrics_port}/health")
    return child


def foreign(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment without what it says of a newsroom of ours."""
    return {name: value for name, value in environment.items() if not name.startswith("TOASOAN_")}
