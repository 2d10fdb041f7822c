"""The newsroom that the tests of the notice share."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.notice.house import House, opened_house


@pytest_asyncio.fixture(scope="package", loop_scope="session")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[House]:
    async with opened_house(tmp_path_factory.mktemp("notice")) as opened:
        yield opened


@pytest_asyncio.fixture(autouse=True, loop_scope="session")
async def morning(house: House) -> None:
    """Each test has a working day of its own."""
    await house.day(8)
