"""Comparing the two records, article by article: what they have disagreed on for longer than either may lag."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from activities.storage.watched import Watched
from newsroom.sla import Promise
from workers.watch.sights import Discrepancy, Visible

DIFFERENCES: Final = ("overdue", "open")
"""What is compared: articles late to publish, and articles that are open at all."""


class Comparison:
    """Remembers since when the records have disagreed on each article.

    The server writes its visibility a second late, and a workflow learns of a recorded act a moment after the storage:
    only what outlasts `grace` counts.
    """

    def __init__(self, grace: timedelta) -> None:
        self._grace = grace
        self._since: dict[str, dict[str, datetime]] = {kind: {} for kind in DIFFERENCES}

    def after(self, watched: Watched, visible: Visible) -> Mapping[str, tuple[Discrepancy, ...]]:
        """The articles on which the records have disagreed for too long, by kind, the longest first."""
        found = {"overdue": overdue(watched) ^ visible.overdue, "open": _differing(watched, visible)}
        return {kind: self._lasting(kind, articles, visible.at) for kind, articles in found.items()}

    def _lasting(self, kind: str, articles: Iterable[str], at: datetime) -> tuple[Discrepancy, ...]:
        known = self._since[kind]
        self._since[kind] = {article_id: known.get(article_id, at) for article_id in articles}
        return tuple(
            Discrepancy(article_id=article_id, since=since)
            for article_id, since in sorted(self._since[kind].items(), key=lambda pair: (pair[1], pair[0]))
            if at - since >= self._grace
        )


def overdue(watched: Watched, at: datetime | None = None) -> frozenset[str]:
    """The articles that by the storage should be public on a channel and are not."""
    moment = at or watched.at
    return frozenset(p.article_id for p in watched.promises if p.promise is Promise.PUBLISH and p.due_at < moment)


def _differing(watched: Watched, visible: Visible) -> frozenset[str]:
    return frozenset() if visible.open_articles is None else watched.carried ^ visible.open_articles
