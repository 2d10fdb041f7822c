"""Where the desk's API stands."""

from typing import Final

API: Final = "/api/v1"
