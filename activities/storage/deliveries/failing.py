"""Messages that have not left the house as they should: late, given up, or to somebody who is reached nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from activities.storage.database import Connection
from newsroom.delivery.tries import LATE_AFTER
from newsroom.delivery.ways import Way

TOLD_FOR: Final = timedelta(days=1)
"""How long what has failed is spoken of: by then the inbox, or a telephone, has told it."""

_LATE: Final = (
    "SELECT way, count(*) AS count, min(wanted_at) AS since FROM deliveries "
    "WHERE next_at IS NOT NULL AND wanted_at <= $1 GROUP BY way ORDER BY way"
)
_GIVEN_UP: Final = (
    "SELECT way, count(*) AS count, min(ended_at) AS since FROM deliveries "
    "WHERE outcome = 'given_up' AND ended_at > $1 GROUP BY way ORDER BY way"
)
_UNREACHED: Final = (
    "SELECT DISTINCT ON (d.member) d.member, d.ended_at AS since FROM deliveries d "
    "JOIN notifications n ON n.id = d.notification WHERE d.outcome = 'nowhere' AND d.ended_at > $1 "
    "AND n.read_at IS NULL AND n.kind <> 'news' "
    "AND NOT EXISTS (SELECT FROM destinations WHERE member = d.member AND ended_at IS NULL) "
    "ORDER BY d.member, d.ended_at"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behind:
    """So many messages, the oldest since then; at least one."""

    count: int
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """What has not left. Shape: by way; of members who are reached nowhere, since when something waits for them."""

    late: Mapping[Way, Behind] = field(default_factory=dict)
    given_up: Mapping[Way, Behind] = field(default_factory=dict)
    unreached: Mapping[str, datetime] = field(default_factory=dict)


NONE_UNDELIVERED: Final = Undelivered()
"""Everything has left."""


async def undelivered(connection: Connection, at: datetime) -> Undelivered:
    """What has not left by now."""
    late = await connection.fetch(_LATE, at - LATE_AFTER)
    given_up = await connection.fetch(_GIVEN_UP, at - TOLD_FOR)
    unreached = await connection.fetch(_UNREACHED, at - TOLD_FOR)
    return Undelivered(
        late={Way(row["way"]): Behind(count=row["count"], since=row["since"]) for row in late},
        given_up={Way(row["way"]): Behind(count=row["count"], since=row["since"]) for row in given_up},
        unreached={row["member"]: row["since"] for row in unreached},
    )
