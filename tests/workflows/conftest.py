"""What only some tests of workflows need."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.live import LiveNewsroom
from tests.support.matters import cancel_open


@pytest_asyncio.fixture(loop_scope="session")
async def no_other_meeting(live: LiveNewsroom) -> AsyncIterator[None]:
    """Meetings share the agenda: what another test has left open would take this one's articles."""
    await cancel_open(live)
    yield
    await cancel_open(live)
