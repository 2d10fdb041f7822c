"""The desk's pages over the session's newsroom, and members who are signed in."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.pages.visiting import Pages, opened_pages
from tests.support.live import LiveNewsroom


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def pages(live: LiveNewsroom) -> AsyncIterator[Pages]:
    async with opened_pages(live) as opened:
        yield opened
