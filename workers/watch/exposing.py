"""The watch's own numbers: that it lives, what it sees, and what it posts."""

from collections.abc import Iterator

from workers.telemetry import names
from workers.telemetry.exposition import Buckets, Labels, Reading, by_label, single
from workers.watch.rounds import Watch


def readings(watch: Watch) -> Iterator[Reading]:
    """The readings of this moment; what was not seen in the last round is absent, not old."""
    sights = watch.sights
    if watch.ended_at is None:
        return
    yield single(names.HEARTBEAT, watch.ended_at.timestamp())
    looks = {"storage": sights.storage.last, "temporal": sights.temporal.last}
    yield by_label(names.LAST_LOOK, {source: at.timestamp() for source, at in looks.items() if at})
    yield single(names.TEMPORAL_REACHABLE, sights.temporal.lost_since is None)
    yield from _temporal(watch)
    yield by_label(names.CHANNEL_REACHABLE, {name: not probe.failures for name, probe in sights.channels.items()})
    yield from _posts(watch)


def _temporal(watch: Watch) -> Iterator[Reading]:
    sights = watch.sights
    if sights.visible is None or sights.temporal.lost_since is not None:
        return
    yield by_label(names.VISIBILITY_OPEN, sights.visible.open)
    yield single(names.VISIBILITY_OVERDUE, len(sights.visible.overdue))
    yield single(names.VISIBILITY_STUCK, len(sights.visible.stuck))
    yield single(names.VISIBILITY_NEAR_LIMIT, len(sights.visible.near_limit))
    yield by_label(names.POLLERS, sights.visible.pollers)
    if sights.storage.lost_since is None:
        yield by_label(names.DISCREPANCIES, {kind: len(found) for kind, found in sights.differences.items()})


def _posts(watch: Watch) -> Iterator[Reading]:
    counts: dict[Labels, float | Buckets] = {
        (target, outcome): 0.0 for target in names.TARGET.values for outcome in names.POSTED.values
    }
    known = {box.name: box.counts for box in watch.postboxes if box.name in names.TARGET.values}
    for target, counted in known.items():
        counts |= {(target, outcome): float(n) for outcome, n in counted.items()}
    yield Reading(names.WATCH_POSTS, counts)
    yield single(names.NOTIFICATION_FAILURES, sum(counted["failed"] for counted in known.values()))
