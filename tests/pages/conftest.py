"""The desk's pages over the session's newsroom, and members who are signed in."""

import fcntl
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.pages.browser import Browsing, opened_browsing
from tests.pages.visiting import Pages, opened_pages
from tests.support.live import LiveNewsroom


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pages(live: LiveNewsroom) -> AsyncIterator[Pages]:
    async with opened_pages(live) as opened:
        yield opened


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browsing(live: LiveNewsroom, pytestconfig: pytest.Config) -> AsyncIterator[Browsing]:
    """A browser on the desk; of the runs side by side one fetches it."""
    with (pytestconfig.rootpath / "var" / "tests" / "browser").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        async with opened_browsing(live) as opened:
            fcntl.flock(lock, fcntl.LOCK_UN)
            yield opened
