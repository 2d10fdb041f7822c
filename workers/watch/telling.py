"""What one target must hear now: each case once when it begins, now and then while it lasts, once when it ends."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from workers.watch.register import Case

_WORSE_AFTER: Final = timedelta(minutes=1)
_BEGINS_AGAIN_AFTER: Final = timedelta(minutes=10)


class Status(StrEnum):
    """What has happened to a case."""

    BEGINS = "begins"
    CONTINUES = "continues"
    ENDS = "ends"


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """One thing to tell."""

    status: Status
    case: Case


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    at: datetime
    about: frozenset[str]
    over: bool


class Telling:
    """Remembers what a target was told, and only what it took: what failed is news again in the next round.

    Memory ends with the process: after a restart what is still wrong is told once more.
    """

    def __init__(self, repeat: timedelta) -> None:
        self._repeat = repeat
        self._told: dict[str, _Told] = {}

    def news(self, cases: Iterable[Case], at: datetime) -> tuple[News, ...]:
        """What to tell now; empty most of the time."""
        found = ((case, self._status(case, at)) for case in cases)
        return tuple(News(status=status, case=case) for case, status in found if status)

    def told(self, news: Iterable[News], at: datetime) -> None:
        """The target took it."""
        for each in news:
            key, before = each.case.finding.key, self._told.get(each.case.finding.key)
            about = frozenset(each.case.finding.about) | (before.about if before else frozenset())
            self._told[key] = _Told(at=at, about=about, over=each.status is Status.ENDS)

    def forget(self, cases: Iterable[Case]) -> None:
        """Forget what the register no longer keeps."""
        kept = {case.finding.key for case in cases}
        self._told = {key: told for key, told in self._told.items() if key in kept}

    def _status(self, case: Case, at: datetime) -> Status | None:
        told = self._told.get(case.finding.key)
        if case.ended_at is not None:
            return Status.ENDS if told and not told.over else None
        if told is None:
            return Status.BEGINS
        waited, worse = at - told.at, not told.about.issuperset(case.finding.about)
        if told.over:
            again = worse or waited >= min(self._repeat, _BEGINS_AGAIN_AFTER)
            return Status.BEGINS if again else None
        again = waited >= (_WORSE_AFTER if worse else self._repeat)
        return Status.CONTINUES if again else None
