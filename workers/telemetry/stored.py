"""The state of the newsroom as Prometheus reads it, counted from the rows at each scrape."""

import asyncio
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Final

from activities.storage.checks import Check, CheckName
from activities.storage.database import StorageUnreachable
from activities.storage.metrics.articles import ArticleMetrics
from activities.storage.metrics.channels import ChannelMetrics
from activities.storage.metrics.counted import Metrics, MetricStore
from activities.storage.metrics.ledger import Counts
from activities.storage.metrics.promises import PromiseMetrics
from activities.storage.metrics.upkeep import UpkeepMetrics
from newsroom.delivery.ways import Way
from newsroom.stages import CLOSED
from workers.telemetry import names
from workers.telemetry.exposition import Buckets, Reading, by_label, exposition, single
from workers.telemetry.names import Metric

ANSWER_WITHIN_SECONDS: Final = 2.0


class StoredMetrics:
    """What the rows say; any process with the storage can export it. One look at a time, shared by all who scrape."""

    def __init__(self, metrics: MetricStore, *, within_seconds: float = ANSWER_WITHIN_SECONDS) -> None:
        self._metrics = metrics
        self._within = within_seconds
        self._look: asyncio.Task[Metrics] | None = None

    async def exposition(self) -> bytes:
        """The text of all stored metrics; of a storage that does not answer in time only that it does not."""
        return exposition(await self.readings())

    async def readings(self) -> list[Reading]:
        """The same before it is text."""
        metrics = await self._looked()
        if metrics is None:
            return [single(names.STORAGE_REACHABLE, 0)]
        return [single(names.STORAGE_REACHABLE, 1), *readings_of(metrics)]

    async def _looked(self) -> Metrics | None:
        look = self._look
        if look is None or look.done():
            look = self._look = asyncio.create_task(self._metrics.now())
            look.add_done_callback(_forgive)
        await asyncio.wait({look}, timeout=self._within)
        if not look.done():
            # Not awaited: a driver that cannot reach its server may take long to give up as well.
            look.cancel()
            self._look = None
            return None
        try:
            return look.result()
        except (StorageUnreachable, asyncio.CancelledError):
            return None


def _forgive(look: asyncio.Task[Metrics]) -> None:
    """Take the failure of a look that nobody waits for any more, so that it is not reported as lost."""
    if not look.cancelled():
        look.exception()


def readings_of(metrics: Metrics) -> Iterator[Reading]:
    """The readings of these numbers, in the order of the table."""
    yield from _articles(metrics.articles)
    yield from _promises(metrics.promises)
    yield from _channels(metrics.channels)
    yield from _upkeep(metrics.matters)
    if metrics.matter_acts is not None:
        yield from _counts(metrics.matter_acts)


def _articles(articles: ArticleMetrics) -> Iterator[Reading]:
    stages, waits = articles.by_stage, articles.by_wait
    yield by_label(names.ARTICLES, {stage: found.count for stage, found in stages.items()})
    yield by_label(
        names.OLDEST_STAGE, {stage: found.oldest_seconds for stage, found in stages.items() if stage not in CLOSED}
    )
    yield by_label(names.ARTICLES_WAITING, {wait: found.count for wait, found in waits.items()})
    yield by_label(names.OLDEST_WAITING, {wait: found.oldest_seconds for wait, found in waits.items()})
    yield by_label(names.APPROVERS_SILENT, articles.silent)
    yield single(names.ASSIGNMENTS_UNANSWERED, articles.assignments.count)
    yield single(names.OLDEST_ASSIGNMENT, articles.assignments.oldest_seconds)


def _promises(metrics: PromiseMetrics) -> Iterator[Reading]:
    found = metrics.promises
    yield by_label(names.PROMISES_OPEN, {promise: each.open for promise, each in found.items()})
    yield by_label(names.PROMISES_DUE_SOON, {promise: each.due_soon for promise, each in found.items()})
    yield by_label(names.PROMISES_OVERDUE, {promise: each.overdue for promise, each in found.items()})
    yield by_label(names.OLDEST_OVERDUE, {promise: each.oldest_overdue_seconds for promise, each in found.items()})
    yield by_label(names.PROMISES_KEPT, {promise: each.kept for promise, each in found.items()})
    yield by_label(names.PROMISES_BROKEN, {promise: each.broken for promise, each in found.items()})
    yield by_label(names.BREACHES_RECORDED, {promise: each.recorded for promise, each in found.items()})
    visible = metrics.visible.items()
    yield Reading(
        names.APPROVAL_TO_VISIBLE,
        {(channel,): Buckets(counts=spread.counts, total=spread.sum_seconds) for channel, spread in visible},
    )


def _channels(channels: ChannelMetrics) -> Iterator[Reading]:
    yield by_label(names.CHANNELS_STOPPED, channels.stopped)
    yield by_label(names.CHANNELS_AMBIGUOUS, channels.ambiguous)
    yield by_label(names.TOKEN_DAYS, channels.token_days)


def _upkeep(matters: UpkeepMetrics) -> Iterator[Reading]:
    yield single(names.UNSTARTED, matters.unstarted.count)
    yield single(names.OLDEST_UNSTARTED, matters.unstarted.oldest_seconds)
    yield single(names.NOTIFICATIONS_UNREAD, matters.unread.count)
    yield single(names.OLDEST_UNREAD, matters.unread.oldest_seconds)
    late, given_up = matters.undelivered.late, matters.undelivered.given_up
    yield by_label(names.MESSAGES_LATE, dict.fromkeys(Way, 0) | {way: behind.count for way, behind in late.items()})
    gone = {way: behind.count for way, behind in given_up.items()}
    yield by_label(names.MESSAGES_GIVEN_UP, dict.fromkeys(Way, 0) | gone)
    yield single(names.MEMBERS_UNREACHED, len(matters.undelivered.unreached))
    yield single(names.LEDGER_ENTRIES, matters.ledger_entries)
    yield single(names.LEDGER_WAIT, matters.ledger_wait_seconds)
    yield single(names.UNFORESEEN, matters.unforeseen)
    ledger: Check | None = matters.checks.get(CheckName.LEDGER)
    if ledger is not None:
        yield single(names.LEDGER_INTACT, ledger.ok)
        yield single(names.LEDGER_CHECKED, ledger.at.timestamp())
    backup: Check | None = matters.checks.get(CheckName.BACKUP)
    if backup is not None and backup.ok:
        yield single(names.BACKUP, backup.at.timestamp())
    drill: Check | None = matters.checks.get(CheckName.DRILL)
    if drill is not None:
        yield single(names.DRILL_PASSED, drill.ok)
        if drill.ok:
            yield single(names.DRILL, drill.at.timestamp())


def _counts(matter_acts: Counts) -> Iterator[Reading]:
    yield _by_two(names.DECISIONS, matter_acts.decisions)
    yield _by_two(names.PUBLICATIONS, matter_acts.publications)
    yield single(names.FORGED_ACTS, matter_acts.forged)


def _by_two(metric: Metric, found: Mapping[tuple[str, str], int]) -> Reading:
    """The reading of a metric with two labels, with a zero for every pair of words that was not found."""
    first, second = (label.values for label in metric.labels)
    pairs = dict.fromkeys(product(first, second), 0) | dict(found)
    return Reading(metric, {(one, other): count for (one, other), count in pairs.items()})
