"""The clocks of one article: one movable timer that wakes up for each moment of the agenda."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Final

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from activities.contracts import EDITORIAL_QUEUE, SILENT_AT_MOST, ActivityName, Agenda, Alerted, AlertInput
    from newsroom.article import ArticleId
    from newsroom.describe import alert_summary
    from newsroom.sla import Alert, Moment

_ALERT_TIMEOUT: Final = timedelta(seconds=30)
_CAUGHT_UP: Final = "missed-moments-kept"
_STOPPED: Final = "moments-of-stopped-promises-go"
_ALERT_RETRY: Final = RetryPolicy(initial_interval=timedelta(milliseconds=500), maximum_interval=timedelta(seconds=20))


class Clocks:
    """Wakes up for the moments of an agenda that may be replaced at any time; a time-out only ever tells."""

    def __init__(
        self, article_id: ArticleId, agenda: Agenda, on_breach: Callable[[], None], on_change: Callable[[], None]
    ) -> None:
        self._article_id = article_id
        self._on_breach = on_breach
        self._on_change = on_change
        self._version = 0
        self.is_telling = False
        self.agenda = agenda

    def follow(self, agenda: Agenda) -> None:
        """Go by another agenda from now on; moments that have come and are not raised yet are kept."""
        missed = tuple(m for m in self.agenda.moments if m.at <= workflow.now() and m not in agenda.moments)
        if missed and workflow.patched(_CAUGHT_UP):
            agenda = replace(agenda, moments=(*missed, *agenda.moments))
        self._move(agenda)

    def end(self, agenda: Agenda) -> None:
        """Go by the last agenda; the timer that still runs ends with the workflow, without an event of its own."""
        self.agenda = agenda

    @property
    def next_moment(self) -> Moment | None:
        """The moment that comes next."""
        return self.agenda.moments[0] if self.agenda.moments else None

    async def run(self) -> None:
        """Raise each alert in its time, for as long as the article lives."""
        while True:
            moment = await self._next()
            alerted = await workflow.execute_activity(
                ActivityName.RAISE_ALERT,
                AlertInput(article_id=self._article_id, moment=moment),
                result_type=Alerted,
                task_queue=EDITORIAL_QUEUE,
                start_to_close_timeout=_ALERT_TIMEOUT,
                heartbeat_timeout=SILENT_AT_MOST,
                retry_policy=_ALERT_RETRY,
                summary=alert_summary(moment),
            )
            if alerted.told and moment.alert is Alert.BREACH:
                self._on_breach()
            self.is_telling = False
            if alerted.over and workflow.patched(_STOPPED):
                self._move(replace(self.agenda, moments=tuple(m for m in self.agenda.moments if not _goes(m, moment))))
            self._on_change()

    def _move(self, agenda: Agenda) -> None:
        self.agenda = agenda
        self._version += 1

    async def _next(self) -> Moment:
        while True:
            version = self._version
            moment = self.next_moment
            if moment is None:
                await workflow.wait_condition(lambda seen=version: self._version != seen)  # type: ignore[misc]
                continue
            ahead = moment.at - workflow.now()
            try:
                if ahead > timedelta():
                    await workflow.wait_condition(
                        lambda seen=version: self._version != seen,  # type: ignore[misc]
                        timeout=ahead,
                        timeout_summary=alert_summary(moment),
                    )
                    continue
            except TimeoutError:
                pass
            self.agenda = replace(self.agenda, moments=self.agenda.moments[1:])
            self.is_telling = True
            return moment


def _goes(moment: Moment, over: Moment) -> bool:
    """Whether a moment goes with another, of a promise that no longer runs, or of reminders that nobody needs."""
    reminders = over.alert is Alert.REMIND_APPROVER
    return moment.promise is over.promise and (moment.alert is Alert.REMIND_APPROVER) is reminders
