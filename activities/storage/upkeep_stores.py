"""The stores that upkeep works with, in one value."""

from dataclasses import dataclass

from activities.storage.boards import BoardStore
from activities.storage.checks import CheckStore
from activities.storage.keys import KeyStore
from activities.storage.ledger import Ledger
from activities.storage.metrics.digest import DigestStore
from activities.storage.notifications import NotificationStore
from activities.storage.refusals import RefusalStore
from activities.storage.roster import RosterStore
from activities.storage.upkeep.retention import RetentionStore


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepStores:
    """The storage that upkeep needs."""

    boards: BoardStore
    roster: RosterStore
    ledger: Ledger
    keys: KeyStore
    checks: CheckStore
    digest: DigestStore
    notifications: NotificationStore
    retention: RetentionStore
    refusals: RefusalStore
