"""What every channel promises, asked of a real WordPress by the very same tests."""

from tests.channels.test_contract import *  # noqa: F403
