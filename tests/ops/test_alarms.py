"""Late is heard of even when everything is dead: real Prometheus, real Alertmanager, shipped rules and routes.

Only the time to publish is shortened; every interval is the shipped one. The newsrooms therefore wait side by side.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from tests.ops.alarm_room import AlarmStorage, opened_storage
from workers.ops.sink import Received
from workers.ops.tools import Tools

WITHIN = timedelta(seconds=90)
_MISSED = "NewsroomPublishDeadlineMissed"
# A machine busy with other things may start a newsroom slowly; what is measured begins at the deadline.
pytestmark = pytest.mark.timeout(400)

Report = Callable[[str, timedelta], None]
Heard = tuple[datetime, Received]
"""When an article was due, and what arrived of it."""
Waiting = dict[str, asyncio.Task[Heard]]


@pytest.fixture
def report(request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]) -> Report:
    """Prints what was measured, also of a test that passes."""

    def line(said: str, took: timedelta) -> None:
        with capfd.disabled():
            request.config.get_terminal_writer().line(f"  {said}: {took.total_seconds():.1f} s")

    return line


async def _without_temporal(folder: Path, tools: Tools) -> Heard:
    async with opened_storage(folder, tools) as storage:
        due_at = await storage.approve()
        await storage.ops.stack.stop_process("worker", kill=True)
        await storage.ops.stack.temporal.kill()
        return due_at, await storage.first(_MISSED, seconds=_until(due_at))


async def _without_prometheus(folder: Path) -> Heard:
    async with opened_storage(folder, None) as storage:
        due_at = await storage.approve()
        await storage.ops.stack.stop_process("worker", kill=True)
        return due_at, await storage.first(_MISSED, seconds=_until(due_at))


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def waiting(tmp_path_factory: pytest.TempPathFactory, tools: Tools) -> AsyncIterator[Waiting]:
    """Newsrooms in which something has died, and what will be heard of it."""
    folder = tmp_path_factory.mktemp("waiting")
    begun = {
        "without Temporal": asyncio.create_task(_without_temporal(folder / "temporal", tools)),
        "without Prometheus": asyncio.create_task(_without_prometheus(folder / "prometheus")),
    }
    yield begun
    for task in begun.values():
        task.cancel()
    await asyncio.gather(*begun.values(), return_exceptions=True)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def monitored(
    tmp_path_factory: pytest.TempPathFactory, tools: Tools, waiting: object
) -> AsyncIterator[AlarmStorage]:
    """A newsroom under Prometheus, for the tests that kill what another test no longer needs."""
    async with opened_storage(tmp_path_factory.mktemp("monitored"), tools) as storage:
        yield storage


async def test_a_missed_deadline_is_heard_of_when_every_worker_is_dead(monitored: AlarmStorage, report: Report) -> None:
    """Who keeps deadlines inside the workers would hear nothing."""
    due_at = await monitored.approve()
    await monitored.ops.stack.stop_process("worker", kill=True)
    told = await monitored.first(_MISSED, seconds=_until(due_at))
    report("workers dead, deadline to webhook", told.at - due_at)
    assert timedelta() <= told.at - due_at <= WITHIN
    assert told.receiver in {"engineer", "final-editor", "standing-deputy"}


async def test_the_death_of_the_watch_is_heard_of(monitored: AlarmStorage, report: Report) -> None:
    """A watch that dies unseen is worse than none."""
    assert not [each for each in monitored.heard if each.alert == "NewsroomWatchDead"]
    killed_at = datetime.now(UTC)
    await monitored.ops.stack.stop_process("watch", kill=True)
    told = await monitored.first("NewsroomWatchDead", seconds=WITHIN.total_seconds())
    report("watch dead, death to webhook", told.at - killed_at)


async def test_a_missed_deadline_is_heard_of_when_temporal_is_dead_too(waiting: Waiting, report: Report) -> None:
    """The deadline is a row in the storage: nobody needs the server that keeps the workflows."""
    due_at, told = await waiting["without Temporal"]
    report("workers and Temporal dead, deadline to webhook", told.at - due_at)
    assert timedelta() <= told.at - due_at <= WITHIN


async def test_a_missed_deadline_is_heard_of_without_prometheus(waiting: Waiting, report: Report) -> None:
    """The watch posts by itself: monitoring that is away must not make the newsroom mute."""
    due_at, told = await waiting["without Prometheus"]
    report("no Prometheus, deadline to webhook", told.at - due_at)
    assert timedelta() <= told.at - due_at <= WITHIN
    assert told.receiver == "watch"


def _until(due_at: datetime) -> float:
    return (due_at + WITHIN - datetime.now(UTC)).total_seconds()
