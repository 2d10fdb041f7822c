"""How long somebody stays signed in; who may sign in is not known here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from newsroom.article import MemberId

IDLE: Final = timedelta(hours=12)
"""Of a session that nothing was asked in; a working day, so that an approver signs in once a day."""
LONGEST: Final = timedelta(days=7)
"""Of any session, however busy."""
HALF: Final = timedelta(minutes=10)
"""Of one that has given a right password only: for the second factor to be at hand."""
SEEN_EVERY: Final = timedelta(minutes=1)
"""How often it is noted that a session is used."""


class Way(StrEnum):
    """How somebody came in."""

    LINK = "link"
    CODE = "code"
    RECOVERY = "recovery"
    UNKNOWN = ""


WAY_LABELS: Final[dict[Way, str]] = {
    Way.LINK: "liên kết được cấp",
    Way.CODE: "mật khẩu và mã xác nhận",
    Way.RECOVERY: "mật khẩu và mã dự phòng",
    Way.UNKNOWN: "không rõ",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Somebody who is signed in.

    Shape: `number` names it and opens nothing; `device` is what their browser calls itself; one that is `half` waits
    for the second factor and opens nothing else.
    """

    number: str
    member: MemberId
    begun_at: datetime
    seen_at: datetime
    device: str
    way: Way = Way.UNKNOWN
    half: bool = False
    ended_at: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Whether it is still one at an instant."""
        end = self.begun_at + HALF if self.half else min(self.seen_at + IDLE, self.begun_at + LONGEST)
        return self.ended_at is None and at < end
