"""Comparing the two records, member by member: what they have disagreed on for longer than either may lag."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from activities.storage.metrics.watched import Watched
from newsroom.matters.acts import kind_of
from newsroom.matters.kinds import MatterKind
from newsroom.sla import Promise
from workers.watch.sights import Discrepancy, Visible
from workflows.matter import FIRST_DEED_WITHIN

Found = tuple[Discrepancy, ...]


class Comparison:
    """Remembers since when the records have disagreed on each article and each matter.

    The server writes its visibility a second late, and a workflow learns of a recorded act a moment after the storage:
    only what outlasts `grace` counts. A matter's workflow is there before its row, and tells the articles that have
    moved after its row is over: one without an open row is given `FIRST_DEED_WITHIN` more.
    """

    def __init__(self, grace: timedelta) -> None:
        self._grace = grace
        self._since: defaultdict[str, dict[str, datetime]] = defaultdict(dict)

    def after(self, watched: Watched, visible: Visible) -> Mapping[str, Found]:
        """What the records have disagreed on for too long, by kind, the longest first."""
        at = visible.at
        late = self._lasting("overdue", overdue(watched) ^ visible.overdue, at, self._grace)
        articles = self._lasting("open", _differing(watched, visible), at, self._grace)
        lost = self._lasting("lost", watched.matters - visible.open_matters, at, self._grace)
        idle = self._lasting("idle", visible.open_matters - watched.matters, at, self._grace + FIRST_DEED_WITHIN)
        return {"overdue": late, "open": articles, **_by_kind((*lost, *idle))}

    def _lasting(self, what: str, members: Iterable[str], at: datetime, grace: timedelta) -> Found:
        known = self._since[what]
        self._since[what] = {member: known.get(member, at) for member in members}
        return tuple(
            Discrepancy(about=member, since=since)
            for member, since in sorted(self._since[what].items(), key=lambda pair: (pair[1], pair[0]))
            if at - since >= grace
        )


def overdue(watched: Watched, at: datetime | None = None) -> frozenset[str]:
    """The articles that by the storage should be public on a channel and are not."""
    moment = at or watched.at
    return frozenset(p.article_id for p in watched.promises if p.promise is Promise.PUBLISH and p.due_at < moment)


def _differing(watched: Watched, visible: Visible) -> frozenset[str]:
    return frozenset() if visible.open_articles is None else watched.carried ^ visible.open_articles


def _by_kind(matters: Found) -> dict[str, Found]:
    oldest_first = sorted(matters, key=lambda found: (found.since, found.about))
    return {kind: tuple(found for found in oldest_first if kind_of(found.about) is kind) for kind in MatterKind}
