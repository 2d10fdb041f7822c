"""How long somebody stays signed in; who may sign in is not known here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from newsroom.article import MemberId

IDLE: Final = timedelta(hours=12)
"""Of a session that nothing was asked in; a working day, so that an approver signs in once a day."""
LONGEST: Final = timedelta(days=7)
"""Of any session, however busy."""
SEEN_EVERY: Final = timedelta(minutes=1)
"""How often it is noted that a session is used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is signed in. Shape: `device` is what their browser calls itself."""

    member: MemberId
    begun_at: datetime
    seen_at: datetime
    device: str
    ended_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it opens anything at an instant."""
        return self.ended_at is None and at < min(self.seen_at + IDLE, self.begun_at + LONGEST)
