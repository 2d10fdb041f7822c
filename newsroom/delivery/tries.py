"""How long a message is tried, and after which pauses."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

FIRST_PAUSE: Final = timedelta(seconds=5)
LONGEST_PAUSE: Final = timedelta(minutes=1)
"""An hour's outage costs a minute more, and a server that comes back is not beset."""

LATE_AFTER: Final = timedelta(minutes=10)
"""From here on people are called: the shortest promise of the notice that a message serves is an hour."""

TRIED_FOR: Final = timedelta(hours=24)
_LONGEST_ASKED: Final = timedelta(hours=1)


class Hitch(StrEnum):
    """Why a message was not taken.

    Shape: AWAY, nobody takes any by this way now; LATER, this one not now; REFUSED, this one never; GONE, nothing will
    reach this address again.
    """

    AWAY = "away"
    LATER = "later"
    REFUSED = "refused"
    GONE = "gone"


class Ending(StrEnum):
    """What became of a message on one way.

    Shape: READ, in the inbox before it went out; GONE, its address has ended; NOWHERE, its member is reached by no way.
    """

    SENT = "sent"
    READ = "read"
    GIVEN_UP = "given_up"
    GONE = "gone"
    NOWHERE = "nowhere"


def pause(failures: int) -> timedelta:
    """How long to wait after so many failures in a row.

    Source: decision 0067.
    """
    longer: int = 2 ** min(max(failures - 1, 0), 10)
    return min(FIRST_PAUSE * longer, LONGEST_PAUSE)


def next_try(
    hitch: Hitch, attempts: int, wanted_at: datetime, now: datetime, asked: datetime | None = None
) -> datetime | None:
    """When a message is tried again; None when it is given up.

    Shape: `asked` is before when the service wants to see nothing more.
    Source: decision 0067.
    """
    if hitch in {Hitch.REFUSED, Hitch.GONE} or now - wanted_at >= TRIED_FOR:
        return None
    again = now + pause(attempts)
    return min(max(again, asked), now + _LONGEST_ASKED) if asked else again


def is_late(wanted_at: datetime, now: datetime) -> bool:
    """Whether a message that has not arrived calls for somebody.

    Source: decision 0067.
    """
    return now - wanted_at >= LATE_AFTER
