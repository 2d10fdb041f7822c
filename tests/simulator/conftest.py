"""A fresh simulator per test, with a clock the test moves."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import pytest_asyncio

from simulator.app import create_app
from simulator.config import SimulatorConfig
from tests.simulator.outside import Outside


class MovableClock:
    """Time that stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, span: timedelta) -> None:
        """Let `span` go by."""
        self.at += span


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock()


@pytest.fixture
def config() -> SimulatorConfig:
    return SimulatorConfig()


@pytest_asyncio.fixture
async def outside(config: SimulatorConfig, clock: MovableClock) -> AsyncIterator[Outside]:
    app = create_app(config, clock)
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url=config.public_url) as http:
        yield Outside(http, config, app)
    app.state.world.state.close()
