"""The hours of the activities: the clock of their storage, set by the test."""

import pytest

from activities.storage import database
from tests.support.clocks import Clock, StandingClock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The storage's clock, in the test's hands."""
    clock = Clock()
    monkeypatch.setattr(database, "_clock", clock.now)
    return clock


@pytest.fixture
def standing_clock(monkeypatch: pytest.MonkeyPatch) -> StandingClock:
    """The same, moved by nothing else."""
    clock = StandingClock()
    monkeypatch.setattr(database, "_clock", clock.now)
    return clock
