"""A database of its own for each file of tests, copied from one that is migrated once."""

from collections.abc import AsyncIterator

import pytest_asyncio

from tests.house import House
from tests.storage.rooms import Building, Room, built, opened_room


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def building(house: House) -> Building:
    """Where the session's rooms are made."""
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
