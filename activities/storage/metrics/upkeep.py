"""Numbers that stand for themselves: intake, messages, the ledger's length, and what was last looked after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from activities.storage.checks import Check
from activities.storage.database import Connection
from activities.storage.deliveries.failing import NONE_UNDELIVERED, Undelivered, undelivered
from activities.storage.ledger import wait_for_head
from activities.storage.metrics.articles import Waiting, age

MOST_UNREAD: Final = 5_000
"""So many unread messages are counted: who never opens the inbox makes no scrape dearer."""

_SINGLES: Final = """
SELECT intake.n AS unstarted, intake.since AS unstarted_since, unread.n AS unread, unread.since AS unread_since,
    (SELECT seq FROM ledger_head) AS entries, (SELECT coalesce(sum(times), 0) FROM unforeseen) AS unforeseen
FROM (SELECT count(*) AS n, min(submitted_at) AS since FROM articles WHERE workflow_started_at IS NULL) AS intake,
    (SELECT count(*) AS n, min(created_at) AS since
        FROM (SELECT created_at FROM notifications WHERE read_at IS NULL ORDER BY created_at LIMIT $1) AS old) AS unread
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpkeepMetrics:
    """What the newsroom keeps up, at one moment. Shape: `checks` holds only what was ever checked."""

    unstarted: Waiting
    unread: Waiting
    ledger_entries: int
    ledger_wait_seconds: float
    unforeseen: int
    checks: Mapping[str, Check]
    undelivered: Undelivered = NONE_UNDELIVERED


async def upkeep_metrics(connection: Connection, at: datetime) -> UpkeepMetrics:
    """What the newsroom keeps up, now."""
    row = await connection.fetchrow(_SINGLES, MOST_UNREAD)
    checks = await connection.fetch("SELECT name, ok, at, note FROM checks")
    return UpkeepMetrics(
        unstarted=Waiting(count=row["unstarted"], oldest_seconds=age(row["unstarted_since"], at)),
        unread=Waiting(count=row["unread"], oldest_seconds=age(row["unread_since"], at)),
        ledger_entries=row["entries"] or 0,
        ledger_wait_seconds=await wait_for_head(connection),
        unforeseen=row["unforeseen"],
        checks={check["name"]: Check(**dict(check)) for check in checks},
        undelivered=await undelivered(connection, at),
    )
