"""Fixtures for all: one newsroom per test session, and no skipped test where skips are forbidden."""

import logging
import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import structlog

from tests.support.house import House, opened_house
from tests.support.rooms import Building, Room, built, opened_room

# Thousands of activities are run here, and each writes a line.
structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The running newsroom that the session shares."""
    async with opened_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def building(house: House) -> Building:
    """Where the session's storages are copied from one that is migrated once."""
    return await built(house.stack, house.settings)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def room(building: Building) -> AsyncIterator[Room]:
    """A storage that the tests of one file share, each with articles of its own."""
    async with opened_room(building) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def own_room(building: Building) -> AsyncIterator[Room]:
    """A storage for one test alone, for what touches more than its own article."""
    async with opened_room(building) as opened:
        yield opened


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With TOASOAN_FORBID_SKIPS set (as in CI), a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TOASOAN_FORBID_SKIPS") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = 1
