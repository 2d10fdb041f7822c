"""Fixtures for all: one newsroom per test session, and no skipped test where skips are forbidden."""

import fcntl
import gc
import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog
from hypothesis import settings

from activities.storage import refusals
from tests.support import proofs
from tests.support.live import LiveNewsroom, opened_live
from tests.support.marks import marked
from tests.support.storages import Building, Storage, built, opened_storage
from tests.support.turns import own_ports, turn
from workers.ops.tools import Tools, found_tools

# Thousands of activities are run here, and each writes a line.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))

# Runs side by side inherit them from a process that has read lines; the command line would then ask nobody else.
for size in ("COLUMNS", "LINES"):
    os.environ.pop(size, None)

# httpx asks for it at every lock, and what is not installed is looked for in every folder each time.
sys.modules.setdefault("sniffio", None)  # type: ignore[arg-type]

gc.disable()  # until the tests are collected: see `pytest_collection_finish`
settings.load_profile("check")
own_ports()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--proof", choices=sorted(proofs.PARTS), help="play this long proof whole, and nothing else")


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("--proof"):
        settings.load_profile("proof")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    marked(items)
    if part := config.getoption("--proof"):
        others = [item for item in items if not proofs.belongs(item, part)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if proofs.belongs(item, part)]


def pytest_collection_finish() -> None:
    """Ten thousand tests and all that they import stay until the end: nobody looks through them for garbage."""
    gc.collect()
    gc.freeze()
    gc.enable()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    with turn(_shared_folder(item.config), alone=item.get_closest_marker("alone") is not None):
        return (yield)


def _shared_folder(config: pytest.Config) -> Path:
    """Where runs side by side meet."""
    folder = config.rootpath / "var" / "tests"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With TOASOAN_FORBID_SKIPS set (as in CI), a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TOASOAN_FORBID_SKIPS") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = 1


@pytest.fixture(scope="session", autouse=True)
def _many_own_lines() -> Iterator[None]:
    """A session plays the refusals of many days within one hour; the tests of the limit set the real one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(refusals, "OWN_LINES_AN_HOUR", 100_000)
        yield


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def live(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[LiveNewsroom]:
    """The running newsroom that the session shares."""
    async with opened_live(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def building(live: LiveNewsroom) -> Building:
    """Where the session's storages are copied from one that is migrated once."""
    return await built(live.stack, live.settings)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def storage(building: Building) -> AsyncIterator[Storage]:
    """A storage that the tests of one file share, each with articles of its own."""
    async with opened_storage(building) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def own_storage(building: Building) -> AsyncIterator[Storage]:
    """A storage for one test alone, for what touches more than its own article."""
    async with opened_storage(building) as opened:
        yield opened


@pytest.fixture(scope="session")
def whole(request: pytest.FixtureRequest) -> bool:
    """Whether a long proof is played whole."""
    return bool(request.config.getoption("--proof"))


@pytest.fixture(scope="session")
def drawn(whole: bool) -> proofs.Drawn[object]:
    """All cases of a long proof, or so many of them."""
    return lambda cases, count: list(cases) if whole else proofs.draw(cases, count)


@pytest.fixture(scope="session")
def tools(tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config) -> Tools:
    """Prometheus, Alertmanager and their tools. They are fetched when they are not here; without them tests fail."""
    with (_shared_folder(pytestconfig) / "tools").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        return found_tools()
