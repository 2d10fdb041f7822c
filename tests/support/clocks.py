"""The clock of a storage, set by the test."""

from datetime import UTC, datetime, time, timedelta

from newsroom.working_time import ZONE, local


class Clock:
    """What time the storage believes it is; it begins with the real one."""

    def __init__(self) -> None:
        self._ahead = timedelta()

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead

    def put(self, moment: datetime) -> None:
        """It is that moment now, and time goes on."""
        self._ahead = moment - datetime.now(UTC)

    def put_to_hour(self, hour: int, minute: int = 0, *, days: int = 1) -> datetime:
        """It is that hour of that day from today, as the newsroom's clocks show it."""
        day = local(datetime.now(UTC)).date() + timedelta(days=days)
        moment = datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)
        self.put(moment)
        return moment


class StandingClock:
    """What time the storage believes it is; it stands until the test moves it."""

    def __init__(self) -> None:
        self.at = datetime.now(UTC)

    def now(self) -> datetime:
        return self.at
