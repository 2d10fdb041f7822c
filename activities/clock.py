"""The one clock of every process: the database's, as soon as it has been heard; this machine's until then.

What is handed a clock gets this one where it is put together. Between two hearings the time is counted by ticks that
nobody sets, so a machine whose clock is wrong, or is put right in the middle, changes no instant of ours.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

APART: Final = timedelta(seconds=5)
"""A machine whose clock is wrong by more must be put right."""

HEARD_EVERY: Final = timedelta(seconds=30)
_GOOD: Final = timedelta(milliseconds=50)
"""An answer this quick tells the hour well enough; a slower one is taken only when there is nothing better."""

_TOO_OLD: Final = timedelta(minutes=5)
# Goes on while the machine sleeps; not every system has it.
_TICKING: Final = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heard:
    said: datetime
    ticks: float


_heard: _Heard | None = None


def now() -> datetime:
    """The present, in UTC."""
    if _heard is None:
        return _wall()
    return _heard.said + timedelta(seconds=ticks() - _heard.ticks)


def ticks() -> float:
    """Seconds since some moment, by what nobody sets."""
    return time.clock_gettime(_TICKING)


def is_stale() -> bool:
    """Whether it is time to hear the database's clock again."""
    return _heard is None or ticks() - _heard.ticks > HEARD_EVERY.total_seconds()


def hear(said: datetime, asked: float, answered: float) -> None:
    """Go by what a clock said between two ticks of ours: in the middle, for all we know."""
    global _heard  # noqa: PLW0603 - a process has one clock
    quick = answered - asked <= _GOOD.total_seconds()
    if _heard is None or quick or answered - _heard.ticks > _TOO_OLD.total_seconds():
        _heard = _Heard(said=said, ticks=(asked + answered) / 2)


def ahead() -> timedelta:
    """How far this machine's own clock is ahead of the one clock, negative when behind; zero until that is heard."""
    return _wall() - now() if _heard is not None else timedelta()


def _machine() -> datetime:
    return datetime.now(UTC)


_wall: Callable[[], datetime] = _machine
