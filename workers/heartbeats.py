"""Calls to channels and records of acts tell Temporal that they live, so that a dead worker's are soon taken up."""

import asyncio
from datetime import timedelta
from typing import Any

import structlog
from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput, Interceptor

from activities.shield import shielded

_log = structlog.get_logger()


class Heartbeats(Interceptor):
    """Given to a worker: every activity that has a heartbeat time-out is heard of this often.

    Shape: `but` are activities that say themselves how far they are. One that is done sooner is heard of by its result.
    """

    def __init__(self, every: timedelta, *, but: frozenset[str] = frozenset()) -> None:
        self._every = every
        self._but = but

    def intercept_activity(self, following: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        """Put the heartbeat around the activity."""
        return _Heard(following, self._every, self._but)


class _Heard(ActivityInboundInterceptor):
    """Whoever sends heartbeats is told by the answers that it is cancelled, or was given up and is tried elsewhere.

    The work goes on all the same: an interruption between a call and the note of its outcome would throw away what the
    channel has answered, and hanging up recalls nothing that is on the line. One that was given up stops by itself: its
    next write, which comes before its next call, finds the intent taken by the later run (`activities/attempts.py`).
    Every call has a time-out of its own, so the work ends; a worker that is killed while it waits for that is the
    ordinary case of a dead worker.
    """

    def __init__(self, following: ActivityInboundInterceptor, every: timedelta, but: frozenset[str]) -> None:
        super().__init__(following)
        self._every = every
        self._but = but

    async def execute_activity(self, given: ExecuteActivityInput) -> Any:
        info = activity.info()
        if info.heartbeat_timeout is None or info.activity_type in self._but:
            return await super().execute_activity(given)
        beating = asyncio.create_task(_beat(self._every))
        try:
            return await shielded(super().execute_activity(given), _told_to_stop)
        finally:
            beating.cancel()


async def _beat(every: timedelta) -> None:
    while True:
        await asyncio.sleep(every.total_seconds())
        activity.heartbeat()


def _told_to_stop() -> None:
    _log.warning("activity_goes_on_after_cancellation")
