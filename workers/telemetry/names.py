"""The one table of our metrics: what each is called, what it says, its labels, and who exports it.

Nothing is exported under a name that is not here. Labels hold words of closed sets: no ids, no people, no free text.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from activities.contracts import CHANNEL_QUEUES, EDITORIAL_QUEUE
from activities.storage.metrics.ledger import UNREADABLE
from activities.storage.metrics.promises import VISIBLE_WITHIN
from newsroom.article import ChannelName
from newsroom.board import Office
from newsroom.delivery.ways import Way
from newsroom.matters.kinds import MatterAct, MatterKind
from newsroom.publishing import Outcome
from newsroom.signed.pointing import PointAct
from newsroom.sla import Promise
from newsroom.stages import Act, Stage
from newsroom.standing import WAITS
from workflows.registry import NAMED


class Kind(StrEnum):
    """How a metric behaves over time."""

    GAUGE = "gauge"
    COUNTER = "counter"
    HISTOGRAM = "histogram"


class Exporter(StrEnum):
    """Who exports a metric.

    Shape: STORED, from the rows, by an editorial worker and by the watch alike (so queries take `max by`); PROCESS, of
    one process; WATCH, by the watch alone.
    """

    STORED = "stored"
    PROCESS = "process"
    WATCH = "watch"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label. Shape: `values` are all it can have; empty when the version or the process names itself by it."""

    name: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One metric. Shape: `buckets` only of histograms; units are in the name."""

    name: str
    kind: Kind
    exporter: Exporter
    help: str
    labels: tuple[Label, ...] = ()
    buckets: tuple[float, ...] = ()

    @property
    def label_names(self) -> tuple[str, ...]:
        """The names of its labels, in order."""
        return tuple(label.name for label in self.labels)


STAGE: Final = Label(name="stage", values=tuple(Stage))
WAITING_FOR: Final = Label(name="waiting_for", values=WAITS)
PROMISE: Final = Label(name="promise", values=tuple(Promise))
CHANNEL: Final = Label(name="channel", values=tuple(ChannelName))
OFFICE: Final = Label(name="office", values=tuple(Office))
ACT: Final = Label(name="act", values=(*Act, *MatterAct, *PointAct, UNREADABLE))
WAY: Final = Label(name="way", values=tuple(Way))
DECIDED: Final = Label(name="outcome", values=("accepted", "refused"))
PUBLISHED: Final = Label(
    name="outcome",
    values=(Outcome.PUBLISHED, Outcome.REMOVED, Outcome.REJECTED, Outcome.AMBIGUOUS, Outcome.NEEDS_PERSON),
)
CALL: Final = Label(name="call", values=("prepare", "reveal", "read", "find", "amend", "remove", "health"))
ANSWERED: Final = Label(
    name="outcome", values=("ok", "rejected", "busy", "ambiguous", "needs_person", "unreachable", "failed")
)
STATUS: Final = Label(name="status", values=("2xx", "3xx", "4xx", "5xx"))
SOURCE: Final = Label(name="source", values=("storage", "temporal"))
WORKFLOW: Final = Label(name="type", values=tuple(NAMED))
DIFFERENCE: Final = Label(name="kind", values=("overdue", "open", *MatterKind))
QUEUE: Final = Label(name="queue", values=(EDITORIAL_QUEUE, *CHANNEL_QUEUES.values()))
TARGET: Final = Label(name="target", values=("alertmanager", "webhook", "mail"))
POSTED: Final = Label(name="outcome", values=("posted", "failed"))


def _stored(name: str, said: str, *labels: Label, kind: Kind = Kind.GAUGE) -> Metric:
    return Metric(name=f"newsroom_{name}", kind=kind, exporter=Exporter.STORED, help=said, labels=labels)


def _watch(name: str, said: str, *labels: Label, kind: Kind = Kind.GAUGE) -> Metric:
    return Metric(name=f"newsroom_{name}", kind=kind, exporter=Exporter.WATCH, help=said, labels=labels)


STORAGE_REACHABLE: Final = _stored("storage_reachable", "1 when the storage answered in time, else 0.")
ARTICLES: Final = _stored("articles", "Articles by stage.", STAGE)
ARTICLES_WAITING: Final = _stored(
    "articles_waiting",
    "Open articles by what their next step waits for; a stopped channel is still `channels` here.",
    WAITING_FOR,
)
OLDEST_WAITING: Final = _stored(
    "articles_oldest_waiting_seconds", "How long the longest of them has waited there.", WAITING_FOR
)
OLDEST_STAGE: Final = _stored("articles_oldest_stage_seconds", "How long the oldest has been at an open stage.", STAGE)
UNSTARTED: Final = _stored("articles_unstarted", "Articles submitted whose workflow has not started.")
OLDEST_UNSTARTED: Final = _stored("articles_oldest_unstarted_seconds", "How long ago the oldest of them was submitted.")
PROMISES_OPEN: Final = _stored("promises_open", "Promises not yet kept, broken or not.", PROMISE)
PROMISES_DUE_SOON: Final = _stored("promises_due_soon", "Open, three quarters of the time gone, not yet due.", PROMISE)
PROMISES_OVERDUE: Final = _stored("promises_overdue", "Open and past due.", PROMISE)
OLDEST_OVERDUE: Final = _stored(
    "promises_oldest_overdue_seconds", "How long the longest overdue promise is past due.", PROMISE
)
PROMISES_KEPT: Final = _stored("promises_kept_total", "Promises kept in time.", PROMISE, kind=Kind.COUNTER)
PROMISES_BROKEN: Final = _stored(
    "promises_broken_total", "Promises whose time ran out unkept, recorded or not.", PROMISE, kind=Kind.COUNTER
)
BREACHES_RECORDED: Final = _stored(
    "breaches_recorded_total", "Broken promises that were written down and told.", PROMISE, kind=Kind.COUNTER
)
APPROVAL_TO_VISIBLE: Final = Metric(
    name="newsroom_approval_to_visible_seconds",
    kind=Kind.HISTOGRAM,
    exporter=Exporter.STORED,
    help="From the approval (or the embargo's end) to the public's view.",
    labels=(CHANNEL,),
    buckets=VISIBLE_WITHIN,
)
CHANNELS_STOPPED: Final = _stored(
    "channels_stopped", "Texts that a channel will not show until a person acts.", CHANNEL
)
CHANNELS_AMBIGUOUS: Final = _stored("channels_ambiguous", "Texts of which nobody knows yet whether they show.", CHANNEL)
PUBLICATIONS: Final = _stored(
    "publications_total", "Results of publishing that were written down.", CHANNEL, PUBLISHED, kind=Kind.COUNTER
)
APPROVERS_SILENT: Final = _stored(
    "approvers_silent", "Articles whose approver has let the last reminder pass, by the office asked.", OFFICE
)
ASSIGNMENTS_UNANSWERED: Final = _stored("assignments_unanswered", "Articles that the Head is asked to assign.")
OLDEST_ASSIGNMENT: Final = _stored("assignments_oldest_seconds", "How long the longest of them has waited.")
DECISIONS: Final = _stored(
    "decisions_total", "Signed acts of members that the ledger holds.", ACT, DECIDED, kind=Kind.COUNTER
)
FORGED_ACTS: Final = _stored("forged_acts_total", "Acts without a good signature of the desk.", kind=Kind.COUNTER)
NOTIFICATIONS_UNREAD: Final = _stored("notifications_unread", "Messages to members not yet read, 5,000 at most.")
OLDEST_UNREAD: Final = _stored("notifications_oldest_unread_seconds", "How old the oldest unread message is.")
MESSAGES_LATE: Final = _stored("messages_late", "Messages that should have left ten minutes ago or more.", WAY)
MESSAGES_GIVEN_UP: Final = _stored("messages_given_up", "Messages given up within the last day.", WAY)
MEMBERS_UNREACHED: Final = _stored(
    "members_unreached", "Members for whom something waits unread and who are reached by no way."
)
LEDGER_ENTRIES: Final = _stored("ledger_entries_total", "Entries of the ledger.", kind=Kind.COUNTER)
LEDGER_WAIT: Final = _stored("ledger_wait_seconds", "How long somebody has waited to write to the ledger; else 0.")
UNFORESEEN: Final = _stored(
    "unforeseen_errors_total", "Errors of our own code that several tries did not mend.", kind=Kind.COUNTER
)
LEDGER_INTACT: Final = _stored("ledger_intact", "1 when the last check found the ledger whole; absent when unchecked.")
LEDGER_CHECKED: Final = _stored("ledger_checked_timestamp_seconds", "When the ledger was last checked.")
TOKEN_DAYS: Final = _stored(
    "token_days_left", "Days until a person must grant the channel access anew; absent when unknown.", CHANNEL
)
BACKUP: Final = _stored("backup_timestamp_seconds", "When the last good backup was made; absent when there is none.")
DRILL: Final = _stored("drill_timestamp_seconds", "When a backup was last brought back and found good; absent before.")
DRILL_PASSED: Final = _stored("drill_passed", "1 when the last drill brought the backup back; absent when never tried.")

CHANNEL_CALL: Final = Metric(
    name="newsroom_channel_call_seconds",
    kind=Kind.HISTOGRAM,
    exporter=Exporter.PROCESS,
    help="What was asked of a channel, how it ended and how long it took.",
    labels=(CHANNEL, CALL, ANSWERED),
    buckets=(0.25, 1, 2.5, 5, 10, 30, 60),
)
DESK_REQUESTS: Final = Metric(
    name="newsroom_desk_requests_total",
    kind=Kind.COUNTER,
    exporter=Exporter.PROCESS,
    help="Requests that the desk answered, by the class of the answer.",
    labels=(STATUS,),
)
CLOCK_AHEAD: Final = Metric(
    name="newsroom_clock_ahead_seconds",
    kind=Kind.GAUGE,
    exporter=Exporter.PROCESS,
    help="How far the clock of this process's machine is ahead of the storage's, by which all instants are taken.",
)
BUILD_INFO: Final = Metric(
    name="newsroom_build_info",
    kind=Kind.GAUGE,
    exporter=Exporter.PROCESS,
    help="Always 1; which version and build this process runs, and which process it is.",
    labels=(Label(name="version"), Label(name="build"), Label(name="process")),
)

HEARTBEAT: Final = _watch("watch_heartbeat_timestamp_seconds", "When the watch last finished a round.")
LAST_LOOK: Final = _watch("watch_last_look_timestamp_seconds", "When a source last answered the watch.", SOURCE)
TEMPORAL_REACHABLE: Final = _watch("temporal_reachable", "1 when the Temporal server answered the watch, else 0.")
VISIBILITY_OPEN: Final = _watch("visibility_open", "Open workflows that Temporal counts, by type.", WORKFLOW)
VISIBILITY_OVERDUE: Final = _watch("visibility_overdue", "Open articles past a time that Temporal knows of.")
VISIBILITY_STUCK: Final = _watch("visibility_stuck", "Open workflows whose tasks keep failing.")
VISIBILITY_NEAR_LIMIT: Final = _watch(
    "visibility_near_limit", "Open workflows that have taken nearly all the server lets them."
)
DISCREPANCIES: Final = _watch(
    "watch_discrepancies", "Articles and matters on which storage and Temporal disagree.", DIFFERENCE
)
POLLERS: Final = _watch("pollers", "Workers that poll a task queue, as Temporal sees them.", QUEUE)
CHANNEL_REACHABLE: Final = _watch(
    "channel_reachable", "1 when the watch's last probe of the channel went well.", CHANNEL
)
WATCH_POSTS: Final = _watch(
    "watch_posts_total", "Alerts that the watch posted itself.", TARGET, POSTED, kind=Kind.COUNTER
)
NOTIFICATION_FAILURES: Final = _watch(
    "notification_failures_total", "Messages that could not be handed over.", kind=Kind.COUNTER
)

TABLE: Final[dict[str, Metric]] = {
    metric.name: metric for metric in list(globals().values()) if isinstance(metric, Metric)
}
"""Every metric by name, in the order of this file."""
