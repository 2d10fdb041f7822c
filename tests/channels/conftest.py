"""A fresh simulator for every test of the channels."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import pytest

from tests.support.stand_ins import Outside, outside

_UPLOADS: Final = "ignore:.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
"""The simulator leaves uploaded files for the collector to close."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings(_UPLOADS))


@pytest.fixture(name="sim")
async def _sim() -> AsyncIterator[Outside]:
    found = outside()
    yield found
    await found.client.aclose()
    found.app.state.world.state.close()
