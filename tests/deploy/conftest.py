"""Fixtures: the real programs that judge what is shipped. They are fetched when missing; without them tests fail."""

import pytest

from workers.ops.tools import Tools, found_tools


@pytest.fixture(scope="session")
def tools() -> Tools:
    """Prometheus, Alertmanager and their tools."""
    return found_tools()
