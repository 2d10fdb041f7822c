"""What only some tests of workflows need."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.support.house import House
from tests.support.matters import cancel_open


@pytest_asyncio.fixture(loop_scope="session")
async def no_other_meeting(house: House) -> AsyncIterator[None]:
    """Meetings share the agenda: what another test has left open would take this one's articles."""
    await cancel_open(house)
    yield
    await cancel_open(house)
