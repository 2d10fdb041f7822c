"""How soon a process of ours serves, and how soon it is gone when it is told to stop."""

import base64
import json
import resource
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

import psutil
import pytest
from pydantic import SecretStr
from temporalio.worker import PollerBehaviorAutoscaling

from activities.contracts import EDITORIAL_QUEUE
from tests.support.live import LiveNewsroom
from tests.support.tcp_gate import Line, opened_gate
from workers.embedded.child import ChildProcess, spawn
from workers.embedded.ports import free_port
from workers.entrusting import Process
from workers.serving import built_workers
from workers.settings import environment_of
from workers.temporal.client import connected_client

CPU_SECONDS: Final = 4.5
"""Three times what is promised on a quiet machine: this catches a lost promise, not a busy neighbour."""

TIMES_THE_SDK: Final = 5.5
"""What a worker may take beside the mere import of the SDK, which is two and a half to four: it was seven and more."""

GONE_WITHIN: Final = 5
"""Seconds, by the promise, for one that has nothing to finish."""

_ON_A_BUSY_MACHINE: Final = 3
_PORTS: Final = {
    Process.WORKER: "metrics_port",
    Process.DESK: "desk_port",
    Process.WATCH: "watch_port",
    Process.CODEC_SERVER: "codec_port",
    Process.COURIER: "metrics_port",
}
_LOADS: Final = "import sys, json; import {}; print(json.dumps(sorted(sys.modules)))"
_OF_OTHERS: Final = {"simulator", "bench", "yoyo", "psycopg", "psutil", "jinja2", "workers.stack", "workers.demo"}
_OF_THE_DESK: Final = {"fastapi", "desk.api.app", "desk.parts", "desk.reading.parts", "desk.acts.articles"}
_OF_THE_WORKER: Final = {"temporalio.worker", "workers.serving", "activities.publishing"}


@asynccontextmanager
async def serving(live: LiveNewsroom, process: Process, folder: Path, **changed: object) -> AsyncIterator[ChildProcess]:
    """A process beside those of the newsroom, from when it answers `/health`."""
    port = free_port()
    own: dict[str, object] = {"metrics_port": free_port(), "desk_port": free_port(), _PORTS[process]: port}
    if process is Process.CODEC_SERVER:
        own["payload_key"] = SecretStr(base64.b64encode(bytes(32)).decode())
        own["codec_ui_origin"] = "http://127.0.0.1:8233"
    settings = live.stack.settings_for(process).model_copy(update=own | changed)
    child = await spawn(process, process, folder=folder, environment=environment_of(settings))
    try:
        await child.until_answers(f"http://127.0.0.1:{port}/health")
        yield child
    finally:
        await child.kill()


async def gone_after(child: ChildProcess) -> float:
    """The seconds from when a process is told to stop until it has ended by itself, in good order."""
    told_at = time.monotonic()
    await child.stop(seconds=100)
    assert child.exit_code in {0, -signal.SIGTERM}
    return time.monotonic() - told_at


def cpu_of(program: str) -> float:
    """The CPU seconds that a program of Python's takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-c", program], check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(after[:2]) - sum(before[:2])


@pytest.mark.parametrize("process", _PORTS)
async def test_a_process_serves_after_little_work(live: LiveNewsroom, tmp_path: Path, process: Process) -> None:
    """A newsroom that is started again is away for as long as its slowest process loads what it does not need."""
    async with serving(live, process, tmp_path) as child:
        spent = psutil.Process(child.pid).cpu_times()
    assert spent.user + spent.system < CPU_SECONDS


async def test_a_worker_serves_soon_after_the_sdk_is_loaded(live: LiveNewsroom, tmp_path: Path) -> None:
    """Beside a measure of the same minute on the same machine, and as much compiled."""
    async with serving(live, Process.WORKER, tmp_path) as child:
        spent = psutil.Process(child.pid).cpu_times()
    assert spent.user + spent.system < TIMES_THE_SDK * cpu_of("import temporalio.worker")


@pytest.mark.parametrize(
    ("file", "foreign"),
    [
        ("workers.running.worker", _OF_THE_DESK | _OF_OTHERS),
        ("workers.running.desk", _OF_THE_WORKER | _OF_OTHERS - {"jinja2"}),
        ("workers.courier.running", _OF_THE_DESK | _OF_THE_WORKER | _OF_OTHERS),
        ("workers.watch.running", _OF_THE_DESK | _OF_THE_WORKER | _OF_OTHERS),
        ("workers.commands.codec", _OF_THE_DESK | _OF_THE_WORKER | _OF_OTHERS | {"asyncpg"}),
        ("workers.running.simulator", _OF_THE_DESK | _OF_THE_WORKER | _OF_OTHERS - {"simulator", "jinja2"}),
    ],
)
def test_a_process_loads_nothing_that_is_anothers(file: str, foreign: set[str]) -> None:
    """What one of them gains is slow to start in all; what it needs for itself alone it pays alone."""
    program = _LOADS.format(f"workers.__main__, workers.commands.processes, {file}")
    loaded = set(json.loads(subprocess.run([sys.executable, "-c", program], check=True, capture_output=True).stdout))
    assert file in loaded
    assert foreign & loaded == set()


@pytest.mark.parametrize("process", _PORTS)
async def test_a_process_that_has_nothing_to_finish_is_gone_at_once(
    live: LiveNewsroom, tmp_path: Path, process: Process
) -> None:
    """Whoever stops a newsroom, or rolls out a build, waits for each of its processes."""
    async with serving(live, process, tmp_path) as child:
        assert await gone_after(child) < _ON_A_BUSY_MACHINE * GONE_WITHIN


@pytest.mark.parametrize("frozen", ["postgres", "temporal"])
@pytest.mark.parametrize("process", [Process.WORKER, Process.DESK, Process.WATCH])
async def test_nor_does_it_wait_for_a_server_that_answers_nobody(
    live: LiveNewsroom, tmp_path: Path, process: Process, frozen: str
) -> None:
    """A worker waited half a minute for its line to Postgres, and up to a minute and a half for its polls."""
    storage = urlsplit(live.stack.settings_for(process).database_url.get_secret_value())
    server = urlsplit(f"//{live.settings.temporal_address}")
    behind = storage if frozen == "postgres" else server
    async with opened_gate(str(behind.hostname), behind.port or 0) as gate:
        changed = (
            {
                "database_url": SecretStr(
                    storage._replace(netloc=f"{storage.netloc.rsplit(':', 1)[0]}:{gate.port}").geturl()
                )
            }
            if frozen == "postgres"
            else {"temporal_address": f"127.0.0.1:{gate.port}"}
        )
        async with serving(live, process, tmp_path, **changed) as child:
            gate.turn(Line.FROZEN)
            assert await gone_after(child) < _ON_A_BUSY_MACHINE * GONE_WITHIN


async def test_a_worker_takes_on_as_much_as_its_settings_say(live: LiveNewsroom) -> None:
    own = {
        "max_cached_workflows": 11,
        "workflow_tasks_at_once": 12,
        "editorial_activities_at_once": 13,
        "channel_activities_at_once": 14,
        "pollers_at_most": 3,
    }
    settings = live.settings.model_copy(update=own | {"temporal_namespace": "of-its-own"})
    built = built_workers(settings, await connected_client(settings), live.stores, {}, [])
    channels = [worker.config() for worker in built if worker.task_queue != EDITORIAL_QUEUE]
    (editorial,) = [worker.config() for worker in built if worker.task_queue == EDITORIAL_QUEUE]
    assert (editorial["max_cached_workflows"], editorial["max_concurrent_workflow_tasks"]) == (11, 12)
    assert editorial["max_concurrent_activities"] == 13
    assert {each["max_concurrent_activities"] for each in channels} == {14}
    pollers = editorial["workflow_task_poller_behavior"]
    assert isinstance(pollers, PollerBehaviorAutoscaling)
    assert (pollers.initial, pollers.maximum) == (3, 3)
