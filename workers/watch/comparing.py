"""Comparing the two records, member by member: what they have disagreed on for longer than either may lag."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from activities.storage.metrics.watched import Watched
from newsroom.matters.acts import kind_of
from newsroom.matters.kinds import MatterKind
from newsroom.sla import Promise
from workers.watch.sights import Discrepancy, Visible
from workflows.matter import FIRST_DEED_WITHIN
from workflows.registry import ARTICLE

LISTED_EVERY: Final = timedelta(minutes=1)
"""One lost workflow and one too many make no difference to a number, and a list of thousands is not asked for often."""

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
        self._listed_at: datetime | None = None

    def after(self, watched: Watched, visible: Visible) -> Mapping[str, Found]:
        """What the records have disagreed on for too long, by kind, the longest first."""
        at = visible.at
        articles = self._articles(watched, visible)
        late = self._lasting("overdue", overdue(watched) ^ visible.overdue, at, self._grace)
        lost = self._lasting("lost", watched.matters - visible.open_matters, at, self._grace)
        idle = self._lasting("idle", visible.open_matters - watched.matters, at, self._grace + FIRST_DEED_WITHIN)
        return {"overdue": late, "open": articles, **_by_kind((*lost, *idle))}

    def is_due(self, watched: Watched, visible: Visible) -> bool:
        """Whether the open articles must be listed by name now: their number surprises, or the last list is old."""
        surprising = visible.open[ARTICLE.name] != len(watched.carried) or bool(self._since["open"]) or watched.gone
        listed = self._listed_at
        return bool(surprising) or listed is None or visible.at - listed >= LISTED_EVERY

    def _articles(self, watched: Watched, visible: Visible) -> Found:
        """The articles that differ for too long; one that an act has found without its workflow, at once."""
        if visible.open_articles is None:
            return ()
        self._listed_at = visible.at
        found_gone = {one.article_id: one.since for one in watched.gone}
        missing = watched.carried - visible.open_articles
        at_once = tuple(Discrepancy(about=each, since=found_gone[each]) for each in sorted(missing & found_gone.keys()))
        lasting = self._lasting("open", watched.carried ^ visible.open_articles, visible.at, self._grace)
        return (*at_once, *(one for one in lasting if one.about not in found_gone or one.about not in missing))

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


def _by_kind(matters: Found) -> dict[str, Found]:
    oldest_first = sorted(matters, key=lambda found: (found.since, found.about))
    return {kind: tuple(found for found in oldest_first if kind_of(found.about) is kind) for kind in MatterKind}
