"""The alarms that the watch can raise: their names, how urgent each is, and whom it is for.

The rules of Prometheus raise alerts of the same names and labels, so that one page of instructions serves both.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How soon somebody must act: at once, today, or when there is time."""

    PAGE = "page"
    WARNING = "warning"
    INFO = "info"


class Audience(StrEnum):
    """The office that an alarm is for."""

    ENGINEER = "engineer"
    FINAL_EDITOR = "final_editor"
    STANDING_DEPUTY = "standing_deputy"
    HEAD = "head"


class Alarm(StrEnum):
    """What the watch can find; the value is the alert's name, and the name of its runbook."""

    PUBLISH_AT_RISK = "NewsroomPublishDeadlineAtRisk"
    PUBLISH_MISSED = "NewsroomPublishDeadlineMissed"
    SAME_DAY_AT_RISK = "NewsroomSameDayAtRisk"
    SAME_DAY_MISSED = "NewsroomSameDayMissed"
    APPROVER_SILENT = "NewsroomApproverSilent"
    ASSIGNMENT_UNANSWERED = "NewsroomAssignmentUnanswered"
    CHANNEL_STOPPED = "NewsroomChannelStopped"
    CHANNEL_UNREACHABLE = "NewsroomChannelUnreachable"
    ACCESS_EXPIRING = "NewsroomTokenExpiring"
    FORGED_ACT = "NewsroomForgedAct"
    LEDGER_BROKEN = "NewsroomLedgerBroken"
    LEDGER_UNCHECKED = "NewsroomLedgerUnchecked"
    BACKUP_OLD = "NewsroomBackupOld"
    DRILL_OLD = "NewsroomDrillOld"
    NO_POLLERS = "NewsroomNoPollers"
    TASK_FAILURES = "NewsroomWorkflowTaskFailures"
    INTAKE_BACKLOG = "NewsroomIntakeBacklog"
    STORAGE_DOWN = "NewsroomStorageDown"
    TEMPORAL_DOWN = "NewsroomTemporalDown"
    RECORDS_DISAGREE = "NewsroomRecordsDisagree"
    CLOCK_WRONG = "NewsroomClockWrong"
    NOTIFICATIONS_FAILING = "NewsroomNotificationsFailing"
    NEAR_LIMIT = "NewsroomWorkflowNearLimit"
    LEDGER_HELD = "NewsroomLedgerHeld"
    UNFORESEEN = "NewsroomUnforeseenError"
    MESSAGES_LATE = "NewsroomMessagesLate"
    MESSAGES_GIVEN_UP = "NewsroomMessagesGivenUp"
    NOBODY_TO_TELL = "NewsroomNobodyToTell"


ADDRESSED: Final[dict[Alarm, tuple[Severity, Audience]]] = {
    Alarm.PUBLISH_AT_RISK: (Severity.PAGE, Audience.ENGINEER),
    Alarm.PUBLISH_MISSED: (Severity.PAGE, Audience.ENGINEER),
    Alarm.SAME_DAY_AT_RISK: (Severity.WARNING, Audience.FINAL_EDITOR),
    Alarm.SAME_DAY_MISSED: (Severity.PAGE, Audience.STANDING_DEPUTY),
    Alarm.APPROVER_SILENT: (Severity.WARNING, Audience.HEAD),
    Alarm.ASSIGNMENT_UNANSWERED: (Severity.WARNING, Audience.HEAD),
    Alarm.CHANNEL_STOPPED: (Severity.PAGE, Audience.ENGINEER),
    Alarm.CHANNEL_UNREACHABLE: (Severity.WARNING, Audience.ENGINEER),
    Alarm.ACCESS_EXPIRING: (Severity.WARNING, Audience.ENGINEER),
    Alarm.FORGED_ACT: (Severity.PAGE, Audience.HEAD),
    Alarm.LEDGER_BROKEN: (Severity.PAGE, Audience.HEAD),
    Alarm.LEDGER_UNCHECKED: (Severity.WARNING, Audience.ENGINEER),
    Alarm.BACKUP_OLD: (Severity.WARNING, Audience.ENGINEER),
    Alarm.DRILL_OLD: (Severity.WARNING, Audience.ENGINEER),
    Alarm.NO_POLLERS: (Severity.PAGE, Audience.ENGINEER),
    Alarm.TASK_FAILURES: (Severity.PAGE, Audience.ENGINEER),
    Alarm.INTAKE_BACKLOG: (Severity.WARNING, Audience.ENGINEER),
    Alarm.STORAGE_DOWN: (Severity.PAGE, Audience.ENGINEER),
    Alarm.TEMPORAL_DOWN: (Severity.PAGE, Audience.ENGINEER),
    Alarm.RECORDS_DISAGREE: (Severity.WARNING, Audience.ENGINEER),
    Alarm.CLOCK_WRONG: (Severity.WARNING, Audience.ENGINEER),
    Alarm.NOTIFICATIONS_FAILING: (Severity.WARNING, Audience.ENGINEER),
    Alarm.NEAR_LIMIT: (Severity.PAGE, Audience.ENGINEER),
    Alarm.LEDGER_HELD: (Severity.PAGE, Audience.ENGINEER),
    Alarm.UNFORESEEN: (Severity.PAGE, Audience.ENGINEER),
    Alarm.MESSAGES_LATE: (Severity.WARNING, Audience.ENGINEER),
    Alarm.MESSAGES_GIVEN_UP: (Severity.WARNING, Audience.ENGINEER),
    Alarm.NOBODY_TO_TELL: (Severity.WARNING, Audience.ENGINEER),
}
"""Severity and audience of each alarm, unless the finding is urgent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is not as promised.

    Shape: `label` tells findings of one alarm apart (a channel, a queue, an office); `about` are the articles, the
    worst first, all of them; `summary` is Vietnamese, one line, and names at most ten; `urgent` pages whatever the
    alarm's own severity.
    """

    alarm: Alarm
    summary: str
    since: datetime
    label: tuple[str, str] | None = None
    about: tuple[str, ...] = ()
    urgent: bool = False

    @property
    def key(self) -> str:
        """What makes it the same finding from round to round."""
        return f"{self.alarm}/{self.label[1]}" if self.label else self.alarm

    @property
    def labels(self) -> dict[str, str]:
        """The labels as Alertmanager routes by them."""
        severity, audience = ADDRESSED[self.alarm]
        if self.urgent:
            severity = Severity.PAGE
        return {
            "alertname": self.alarm,
            "severity": severity,
            "audience": audience,
            **dict((self.label,) if self.label else ()),
        }

    @property
    def runbook(self) -> str:
        """The page that says what to do, within the project."""
        return f"deploy/runbooks/{self.alarm}.md"
