"""What only some tests of workflows need."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.live import LiveNewsroom
from tests.support.matters import cancel_open
from tests.workflows.theatre import Theatre, opened_theatre


@pytest_asyncio.fixture(loop_scope="session")
async def no_other_meeting(live: LiveNewsroom) -> AsyncIterator[None]:
    """Meetings share the agenda: what another test has left open would take this one's articles."""
    await cancel_open(live)
    yield
    await cancel_open(live)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def theatre() -> AsyncIterator[Theatre]:
    """One server for all tests of a file that skip time."""
    async with opened_theatre() as opened:
        yield opened
