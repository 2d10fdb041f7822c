"""Every feature of a text comes back as approved from a real WordPress too."""

from tests.channels.test_text_features import *  # noqa: F403
