"""Urgent cases written down for the newsroom, where each opens an incident."""

from collections.abc import Sequence
from datetime import datetime

from activities.storage.database import StorageUnreachable
from activities.storage.matters.alarms import AlarmStore
from workers.watch.alarms import Severity
from workers.watch.register import Case


class IncidentTarget:
    """The storage itself: each urgent case once, while it lasts.

    A storage that is away is no failing target: another alarm tells of it, and the case is handed in again.
    """

    name = "incidents"

    def __init__(self, alarms: AlarmStore) -> None:
        self._alarms = alarms
        self._noted: set[tuple[str, datetime]] = set()

    async def post(self, cases: Sequence[Case], at: datetime) -> bool:  # noqa: ARG002 - as every target
        """Write down what is urgent and not written down yet."""
        urgent = {(case.finding.key, case.begun_at): case for case in cases if _is_urgent(case)}
        self._noted &= urgent.keys()
        new = [(key, case) for key, case in urgent.items() if key not in self._noted]
        try:
            for key, case in new:
                await self._alarms.note(case.finding.key, case.finding.summary, case.begun_at)
                self._noted.add(key)
        except StorageUnreachable:
            return False
        return bool(new)


def _is_urgent(case: Case) -> bool:
    return case.ended_at is None and case.finding.labels["severity"] == Severity.PAGE
