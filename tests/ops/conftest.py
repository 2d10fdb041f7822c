"""Fixtures: the real programs. They are fetched when they are not here; without them these tests fail."""

import pytest

from workers.ops.tools import Tools, found_tools


@pytest.fixture(scope="session")
def tools() -> Tools:
    """Prometheus, Alertmanager and their tools."""
    return found_tools()
