"""Where the recorded histories are kept."""

from pathlib import Path
from typing import Final

HISTORIES: Final = Path(__file__).parents[1] / "workflows" / "histories"
