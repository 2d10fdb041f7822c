"""How the promises of the notice are kept: open, in danger, overdue, kept and broken so far."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from activities.storage.database import Connection
from activities.storage.metrics.articles import age
from newsroom.article import ChannelName
from newsroom.sla import Promise

VISIBLE_WITHIN: Final = (60, 300, 600, 900, 1800, 2700, 3600, 5400, 7200, 14400, 86400)
"""Limits by which publications are counted. Units: seconds from the approval, or from the embargo's end."""

# What is open by its rows; what has ended is added up as it ends (migration 0042, with the same limits).
_GROUPS = """
SELECT promise, channel, breached_at IS NOT NULL AS told, count(*) AS n, min(due_at) AS due_at,
    NULL::float8 AS seconds, NULL::int AS bucket, CASE WHEN due_at < $1 THEN 'overdue'
        WHEN due_at - $1 <= (due_at - started_at) / 4 THEN 'due_soon'
        ELSE 'open' END AS state
FROM obligations WHERE met_at IS NULL AND dropped_at IS NULL GROUP BY promise, channel, told, state
UNION ALL
SELECT promise, channel, told, sum(n)::bigint, NULL, sum(seconds), bucket, state
FROM promises_ended GROUP BY promise, channel, told, bucket, state
"""
_OPEN: Final = frozenset({"open", "due_soon", "overdue"})
# Out of time, whether or not it was met or dropped later, and whether or not anybody wrote it down.
_BROKEN: Final = frozenset({"late", "overdue"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMetric:
    """One promise over all articles. Shape: `open` includes the overdue; the last three only ever grow."""

    open: int = 0
    due_soon: int = 0
    overdue: int = 0
    oldest_overdue_seconds: float = 0
    kept: int = 0
    broken: int = 0
    recorded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """How long something took, so often. Shape: `counts` has one more number than there are limits: the slower rest."""

    counts: tuple[int, ...]
    sum_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseMetrics:
    """All promises, and from approval to view by channel; each is present, zero included."""

    promises: Mapping[Promise, PromiseMetric]
    visible: Mapping[ChannelName, Spread]


async def promise_metrics(connection: Connection, at: datetime) -> PromiseMetrics:
    """The promises now.

    Source: domain facts 2.2 and rule 81; a breach counts from the rows, so a stopped worker hides none.
    """
    rows = await connection.fetch(_GROUPS, at)
    return PromiseMetrics(
        promises={each: _metric([row for row in rows if row["promise"] == each], at) for each in Promise},
        visible={
            channel: _spread([row for row in rows if row["channel"] == channel and row["bucket"] is not None])
            for channel in ChannelName
        },
    )


def _metric(rows: Sequence[Mapping[str, Any]], at: datetime) -> PromiseMetric:
    overdue = [row for row in rows if row["state"] == "overdue"]
    return PromiseMetric(
        open=_count(rows, _OPEN),
        due_soon=_count(rows, {"due_soon"}),
        overdue=_count(rows, {"overdue"}),
        oldest_overdue_seconds=age(min((row["due_at"] for row in overdue), default=None), at),
        kept=_count(rows, {"kept"}),
        broken=_count(rows, _BROKEN),
        recorded=sum(row["n"] for row in rows if row["told"]),
    )


def _count(rows: Sequence[Mapping[str, Any]], states: AbstractSet[str]) -> int:
    return sum(row["n"] for row in rows if row["state"] in states)


def _spread(rows: Sequence[Mapping[str, Any]]) -> Spread:
    counts = [0] * (len(VISIBLE_WITHIN) + 1)
    for row in rows:
        counts[row["bucket"]] += row["n"]
    return Spread(counts=tuple(counts), sum_seconds=sum(row["seconds"] for row in rows))
