"""What is wrong, followed from round to round: since when, and whether it is over."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import structlog

from workers.watch.alarms import Finding

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A finding with its life. Shape: `ended_at` is None while it goes on; `finding` is the latest of its kind."""

    finding: Finding
    begun_at: datetime
    seen_at: datetime
    ended_at: datetime | None = None


class Register:
    """Keeps the cases.

    A case is over only when it has not been seen for `settles`, so that what comes and goes stays one case; it is kept
    for `kept` after that, so that every target hears of the end.
    """

    def __init__(self, *, settles: timedelta, kept: timedelta) -> None:
        self._settles = settles
        self._kept = kept
        self._cases: dict[str, Case] = {}

    def after(self, findings: Iterable[Finding], at: datetime) -> tuple[Case, ...]:
        """All cases after another round, those that are over included, the first found first."""
        for finding in findings:
            before = self._cases.get(finding.key)
            if before is None or before.ended_at is not None:
                before = Case(finding=finding, begun_at=at, seen_at=at)
                _log.warning("finding_begins", alert=finding.alarm, key=finding.key, articles=len(finding.about))
            self._cases[finding.key] = replace(before, finding=finding, seen_at=at)
        for key, case in list(self._cases.items()):
            if case.ended_at is None and at - case.seen_at >= self._settles:
                self._cases[key] = replace(case, ended_at=at)
                _log.info("finding_ends", alert=case.finding.alarm, key=key)
            elif case.ended_at is not None and at - case.ended_at >= self._kept:
                del self._cases[key]
        return tuple(self._cases.values())
