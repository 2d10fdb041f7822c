"""What all pretend services share: settings, clock, memory, faults, the request journal and the page printer."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from simulator.config import SimulatorConfig
from simulator.faults import FaultTable
from simulator.public_pages import Headline, PublicPages
from simulator.state import State

Clock = Callable[[], datetime]
_JOURNAL_LENGTH = 2000
_SUMMARY_LENGTH = 200


def utc_now() -> datetime:
    """The machine's time, the only clock of the simulator."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisiblePost:
    """Something the public can read right now."""

    channel: str
    id: str
    url: str
    title: str
    text: str
    image_count: int
    external_reference: str | None
    visible_since: str

    def headline(self) -> Headline:
        """The post as a line of a list."""
        return Headline(title=self.title, url=self.url, summary=self.text[:_SUMMARY_LENGTH], at=self.visible_since)

    def as_json(self) -> dict[str, Any]:
        """The post as the control door answers it."""
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One simulator's shared parts."""

    config: SimulatorConfig
    now: Clock
    state: State
    faults: FaultTable
    pages: PublicPages
    journal: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=_JOURNAL_LENGTH))
