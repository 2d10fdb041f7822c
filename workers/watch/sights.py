"""What the watch has seen: values only, from which `judging` finds what is wrong and `exposing` makes numbers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from activities.storage.metrics.watched import Watched
from newsroom.article import ChannelName


@dataclass(frozen=True, slots=True, kw_only=True)
class Visible:
    """What Temporal's visibility says at one moment.

    Shape: `open` and `pollers` name every workflow type and task queue, zero included; `open_articles` is None unless
    they were listed this time: when their number is not that of the storage, or the last list is old; `open_matters`
    are the names in the storage.
    """

    at: datetime
    open: Mapping[str, int]
    pollers: Mapping[str, int]
    overdue: frozenset[str] = frozenset()
    stuck: tuple[str, ...] = ()
    near_limit: tuple[str, ...] = ()
    open_articles: frozenset[str] | None = None
    open_matters: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """How one source answers. Shape: `lost_since` is None while it does; `last` is its last answer, if ever."""

    last: datetime | None = None
    lost_since: datetime | None = None

    def after(self, at: datetime, *, answered: bool) -> "Reach":
        """The same after another look."""
        if answered:
            return Reach(last=at)
        return Reach(last=self.last, lost_since=self.lost_since or at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """How a channel answered the watch. Shape: `failures` in a row; `explanation` is Vietnamese, of the last one."""

    at: datetime
    failures: int = 0
    failing_since: datetime | None = None
    explanation: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """What the two records disagree on, an article's id or a matter's name, and since when the watch has seen it."""

    about: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchoring:
    """How the ledger stands to what was kept of it outside the storage.

    Shape: `fault` is what it says otherwise, in Vietnamese, since `since`; `unkept_since` is when keeping it began to
    fail, None while it works or nothing is to be kept.
    """

    fault: str = ""
    since: datetime | None = None
    unkept_since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sights:
    """Everything seen up to a moment.

    Shape: `began` is when the watch did; `watched` and `visible` are the last answers of storage and Temporal, however
    old: their age is in `storage` and `temporal`; `differences` (kind to members) hold only what has outlasted the
    grace; `pollers_gone` and `targets_failing` tell since when; `clock_ahead` is of the watch's own machine against
    the storage's.
    """

    at: datetime
    began: datetime
    storage: Reach
    temporal: Reach
    watched: Watched | None = None
    visible: Visible | None = None
    differences: Mapping[str, tuple[Discrepancy, ...]] = field(default_factory=dict)
    channels: Mapping[ChannelName, Probe] = field(default_factory=dict)
    targets_failing: Mapping[str, datetime] = field(default_factory=dict)
    clock_ahead: timedelta = timedelta()
    anchoring: Anchoring = Anchoring()
    pollers_gone: Mapping[str, datetime] = field(default_factory=dict)
