"""The stores that upkeep works with, in one value."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from activities.storage.articles.still_late import StillLateStore
from activities.storage.audit.anchors import AnchorStore
from activities.storage.audit.chain import Ledger
from activities.storage.boards import BoardStore
from activities.storage.checks import CheckStore
from activities.storage.keys import KeyStore
from activities.storage.metrics.digest import DigestStore
from activities.storage.notifications import NotificationStore
from activities.storage.refusals import RefusalStore
from activities.storage.roster import RosterStore
from activities.storage.upkeep.retention import RetentionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepStores:
    """The storage that upkeep needs. Shape: `audit` tells what tables and ledger say otherwise of each other."""

    boards: BoardStore
    roster: RosterStore
    ledger: Ledger
    keys: KeyStore
    audit: Callable[[], Awaitable[tuple[str, ...]]]
    anchors: AnchorStore
    checks: CheckStore
    digest: DigestStore
    notifications: NotificationStore
    retention: RetentionStore
    refusals: RefusalStore
    still_late: StillLateStore
