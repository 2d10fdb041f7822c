"""Every service of ours starts with exactly the environment the composition gives it, and says that it is well."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import IO, Final

import httpx
import psutil
import pytest
import pytest_asyncio
from typer.testing import CliRunner

from tests.deploy.manifests import DEPLOY
from tests.deploy.test_compose import SERVICES, given, variables
from workers.__main__ import app
from workers.embedded.ports import free_port
from workers.entrusting import Process
from workers.stack import Stack

LONG_LIVED: Final = (
    "editorial-worker",
    "portal-worker",
    "fanpage-worker",
    "zalo-oa-worker",
    "desk",
    "codec-server",
    "watch",
    "courier",
    "simulator",
)
PORTS: Final = ("TOASOAN_METRICS_PORT", "TOASOAN_DESK_PORT", "TOASOAN_WATCH_PORT", "TOASOAN_CODEC_PORT")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stack(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """Postgres and Temporal, and none of our processes."""
    running = Stack(tmp_path_factory.mktemp("composed"), durable=False)
    await running.start_servers()
    yield running
    await running.stop()


def environment(service: str, stack: Stack, folder: Path) -> dict[str, str]:
    """What the container would have: the image's variables and the service's own, the servers where they are here."""
    kept = stack.settings.model_dump(mode="python")
    keys = dict(line.split("=", 1) for line in CliRunner().invoke(app, ["server", "keys"]).stdout.split())
    values = {
        **given("demo.env"),
        **keys,
        "TOASOAN_DESK_PUBLIC_KEY": kept["desk_public_key"],
        "TOASOAN_FIRST_BOARD_DIGEST": kept["first_board_digest"],
        "TOASOAN_DESK_PRIVATE_KEY": kept["desk_private_key"].get_secret_value(),
    }
    found = {"PATH": os.defpath, "PYTHONUTF8": "1", "TOASOAN_DATA_FOLDER": str(folder / "data")}
    for name, template in SERVICES[service]["environment"].items():
        value = str(template)
        for variable in variables(value):
            value = values.get(variable, "") if value.startswith("${") else value.replace(f"${{{variable}:?}}", "x")
        found[name] = value
    found |= {name: str(free_port()) for name in PORTS}
    here = {
        "TOASOAN_DATABASE_URL": stack.settings_for(Process(service)).database_url.get_secret_value(),
        "TOASOAN_ADMIN_DATABASE_URL": stack.settings.admin_database_url.get_secret_value(),
        "TOASOAN_TEMPORAL_ADDRESS": stack.temporal.address,
        "TOASOAN_TEMPORAL_NAMESPACE": "default",
        "TOASOAN_SIMULATOR_URL": f"http://127.0.0.1:{free_port()}",
    }
    return found | {name: value for name, value in here.items() if name in found}


async def started(service: str, given_to_it: dict[str, str], told: IO[bytes] | int) -> asyncio.subprocess.Process:
    """The service's command as a process of this machine, with nothing of our own environment."""
    command = (sys.executable, "-m", "workers", *SERVICES[service]["command"])
    return await asyncio.create_subprocess_exec(
        *command, cwd=DEPLOY.parent, env=given_to_it, stdout=told, stderr=asyncio.subprocess.STDOUT
    )


def address(service: str, given_to_it: dict[str, str]) -> str:
    """Where the health check asks."""
    match service:
        case "simulator":
            return f"{given_to_it['TOASOAN_SIMULATOR_URL']}/_sim/visible"
        case "codec-server":
            return f"http://127.0.0.1:{given_to_it['TOASOAN_CODEC_PORT']}/health"
        case "desk" | "watch":
            return f"http://127.0.0.1:{given_to_it[f'TOASOAN_{service.upper()}_PORT']}/health"
        case _:
            return f"http://127.0.0.1:{given_to_it['TOASOAN_METRICS_PORT']}/health"


async def answers(url: str, child: asyncio.subprocess.Process) -> bool:
    """Whether a process comes to say that it is well before it ends."""
    async with httpx.AsyncClient(timeout=5) as client:
        for _ in range(300):
            if child.returncode is not None:
                return False
            try:
                return (await client.get(url)).status_code == httpx.codes.OK
            except httpx.TransportError:
                await asyncio.sleep(0.2)
    return False


@pytest.mark.parametrize("service", LONG_LIVED)
async def test_a_service_starts_with_what_it_is_given(service: str, stack: Stack, tmp_path: Path) -> None:
    """A secret it does not get and cannot do without would be found on the day of the release."""
    given_to_it = environment(service, stack, tmp_path)
    log = tmp_path / "log"
    with log.open("wb") as file:
        child = await started(service, given_to_it, file)
    try:
        assert await answers(address(service, given_to_it), child), log.read_text("utf-8")
    finally:
        if child.returncode is None:
            child.terminate()
        ended = await asyncio.wait_for(child.wait(), timeout=60)
    # The web server ends in good order and then as the signal would have ended it.
    assert ended in {0, -signal.SIGTERM}, log.read_text("utf-8")
    assert not psutil.pid_exists(child.pid)
    written = {file.relative_to(tmp_path).parts[0] for file in tmp_path.rglob("*")}
    assert written <= {"log", "data"}


@pytest.mark.parametrize("service", ["desk", "watch", *(name for name in LONG_LIVED if "worker" in name)])
def test_whoever_reads_the_notice_is_told_of_the_first(service: str) -> None:
    """Without its digest no notice counts: the watch would judge no deadline of it, and say nothing."""
    assert {"TOASOAN_FIRST_BOARD_DIGEST", "TOASOAN_DESK_PUBLIC_KEY"} <= SERVICES[service]["environment"].keys()


@pytest.mark.parametrize("job", ["search-attributes", "schedules"])
async def test_a_job_ends_well_with_what_it_is_given(job: str, stack: Stack, tmp_path: Path) -> None:
    child = await started(job, environment(job, stack, tmp_path), asyncio.subprocess.PIPE)
    said, _ = await asyncio.wait_for(child.communicate(), timeout=60)
    assert child.returncode == 0, said.decode()
