"""Fixtures for all: one newsroom per test session, and no skipped test where skips are forbidden."""

import os
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.house import House, opened_house


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    """The running newsroom that the session shares."""
    async with opened_house(tmp_path_factory.mktemp("house")) as opened:
        yield opened


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """With TOASOAN_FORBID_SKIPS set (as in CI), a skipped test fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if os.environ.get("TOASOAN_FORBID_SKIPS") and reporter and reporter.stats.get("skipped") and exitstatus == 0:
        session.exitstatus = 1
