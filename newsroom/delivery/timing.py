"""When a message goes out: at once, in the morning, or gathered with others."""

from datetime import datetime, time, timedelta
from typing import Final

from newsroom.board import Sla
from newsroom.delivery.ways import Pace
from newsroom.entitlement.addressees import NotificationKind
from newsroom.sla import after_quiet_hours
from newsroom.working_time import local

GATHERED_AT: Final = (time(7), time(16, 30))
"""At the beginning and near the end of an office day; own hours, the notice has none."""

_NEVER_WAIT: Final = frozenset({NotificationKind.WARNING, NotificationKind.ALARM})


def goes_at(kind: NotificationKind, sla: Sla, now: datetime, due_at: datetime | None) -> datetime:
    """The instant at which a message may leave: now, or the end of the quiet hours.

    Shape: `due_at` is when the next clock of its article runs out; what falls due before the morning does not wait for
    it, and a warning or an alarm never does.
    Source: decision 0067; decision 0017 (the notice states no quiet hours; what concerns publishing never waits).
    """
    later = after_quiet_hours(sla, now)
    if kind in _NEVER_WAIT or (kind is NotificationKind.TASK and due_at is not None and due_at <= later):
        return now
    return later


def gathers(kind: NotificationKind, pace: Pace) -> bool:
    """Whether a message is one of those that this member wants together: what is to be known, never what is to be done.

    Source: decision 0067.
    """
    return pace is Pace.GATHERED and kind is NotificationKind.NEWS


def gathered_at(sla: Sla, now: datetime) -> datetime:
    """The next instant, after this one, at which what is gathered goes out; never in the quiet hours.

    Source: decision 0067.
    """
    today = local(now)
    days = (today, today + timedelta(days=1))
    instants = [datetime.combine(day.date(), hour, today.tzinfo) for day in days for hour in GATHERED_AT]
    return after_quiet_hours(sla, min(instant for instant in instants if instant > now)).astimezone(now.tzinfo)
