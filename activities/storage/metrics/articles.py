"""How many articles stand where, and how long the longest has waited there."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from activities.storage.database import Connection
from activities.storage.stages import staged
from newsroom.authority import Hold
from newsroom.board import Office
from newsroom.stages import OPEN, Stage
from newsroom.standing import WAITS, Wait, waiting_for

_UNASSIGNED = frozenset({Wait.HEAD_TO_ASSIGN, Wait.NOBODY_PRESENT})

# A seat counts where somebody is asked; elsewhere an article waits since it came to its stage.
_GROUPS = staged("""
WITH open AS (
    SELECT stage, since, assign_raised_at, seat ->> 'hold' AS hold,
        coalesce(seat ->> 'office', route ->> 'owner') AS office,
        CASE WHEN stage IN (Stage.RECEIVED, Stage.EDITING, Stage.AWAITING_APPROVAL)
        OR held_since IS NOT NULL THEN coalesce((seat ->> 'since')::timestamptz, since) ELSE since END AS waits_since,
        held_since IS NOT NULL AS held
    FROM articles WHERE stage = ANY($1)
)
SELECT stage, hold, office, held, count(*) AS n, min(since) AS since, min(waits_since) AS waits_since,
    count(*) FILTER (WHERE stage = Stage.AWAITING_APPROVAL AND waits_since <= $2) AS silent,
    count(assign_raised_at) AS raised, min(assign_raised_at) AS raised_at
FROM open GROUP BY stage, hold, office, held
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """So many wait, the longest for so long. Units: seconds."""

    count: int = 0
    oldest_seconds: float = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleMetrics:
    """Articles at one moment.

    Shape: every stage, wait and office is present, zero included; closed stages have no age.
    """

    by_stage: Mapping[Stage, Waiting]
    by_wait: Mapping[str, Waiting]
    silent: Mapping[Office, int]
    assignments: Waiting


async def article_metrics(connection: Connection, at: datetime, silent_since: datetime) -> ArticleMetrics:
    """The articles now; whoever was asked until `silent_since` has let the last reminder pass."""
    groups = [_group(row) for row in await connection.fetch(_GROUPS, list(OPEN), silent_since)]
    closed = await connection.fetch("SELECT stage, sum(n)::bigint AS n FROM articles_closed GROUP BY stage")
    stages, waits = _Heap(), _Heap()
    silent = dict.fromkeys(Office, 0)
    unassigned = _Heap()
    for group in groups:
        stages.add(group.stage, group.count, group.since)
        waits.add(group.wait, group.count, group.waits_since)
        if group.wait in _UNASSIGNED:
            unassigned.add("", group.count, group.waits_since)
            continue
        if group.silent:
            silent[Office(group.wait)] += group.silent
        if group.raised_at:
            unassigned.add("", group.raised, group.raised_at)
    by_stage = {stage: stages.waiting(stage, at) for stage in Stage}
    by_stage |= {Stage(row["stage"]): Waiting(count=row["n"]) for row in closed}
    return ArticleMetrics(
        by_stage=by_stage,
        by_wait={wait: waits.waiting(wait, at) for wait in WAITS},
        silent=silent,
        assignments=unassigned.waiting("", at),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Group:
    """Articles of one stage and one kind of seat."""

    stage: Stage
    wait: str
    count: int
    since: datetime
    waits_since: datetime
    silent: int
    raised: int
    raised_at: datetime | None


def _group(row: Mapping[str, Any]) -> _Group:
    stage = Stage(row["stage"])
    office = Office(row["office"])
    return _Group(
        stage=stage,
        wait=waiting_for(
            Stage.AWAITING_APPROVAL if row["held"] else stage, Hold(row["hold"] or Hold.OWNER), office, office
        ),
        count=row["n"],
        since=row["since"],
        waits_since=row["waits_since"],
        silent=row["silent"],
        raised=row["raised"],
        raised_at=row["raised_at"],
    )


@dataclass(frozen=True, slots=True)
class _Heap:
    """Counts and oldest instants by name, added up."""

    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    oldest: dict[str, datetime] = field(default_factory=dict)

    def add(self, name: str, count: int, since: datetime) -> None:
        self.counts[name] += count
        self.oldest[name] = min(since, self.oldest.get(name, since))

    def waiting(self, name: str, at: datetime) -> Waiting:
        return Waiting(count=self.counts[name], oldest_seconds=age(self.oldest.get(name), at))


def age(since: datetime | None, at: datetime) -> float:
    """Seconds since an instant; 0 for none, and never below."""
    return 0 if since is None else max(0.0, (at - since).total_seconds())


def present(names: Iterable[str], found: Mapping[str, int]) -> dict[str, int]:
    """The counts found, with a zero for every other name."""
    return {name: found.get(name, 0) for name in names}
