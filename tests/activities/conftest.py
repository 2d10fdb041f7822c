"""The hours of the activities: the clock of their storage, set by the test."""

import pytest

from activities.storage import database
from tests.support.clocks import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The storage's clock, in the test's hands."""
    clock = Clock()
    monkeypatch.setattr(database, "_clock", clock.now)
    return clock
