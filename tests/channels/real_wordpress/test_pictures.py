"""Photos on a real WordPress: sizes, kinds, and where they are public."""

from tests.channels.test_wordpress_media import *  # noqa: F403
