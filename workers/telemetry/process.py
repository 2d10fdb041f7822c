"""What one process counts of itself: its calls to channels, the desk's answers, and which build it is."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from importlib.metadata import version

from activities import clock
from workers.telemetry import names
from workers.telemetry.exposition import Buckets, Labels, Reading, by_label, exposition, single


class Spreads:
    """Observations of one histogram since the process began."""

    def __init__(self, metric: names.Metric) -> None:
        self._metric = metric
        self._counts: dict[Labels, list[int]] = {}
        self._totals: defaultdict[Labels, float] = defaultdict(float)

    def observe(self, labels: Labels, value: float) -> None:
        """Count one observation."""
        counts = self._counts.setdefault(labels, [0] * (len(self._metric.buckets) + 1))
        counts[bisect_left(self._metric.buckets, value)] += 1
        self._totals[labels] += value

    def reading(self) -> Reading:
        """All observations so far."""
        found = {
            labels: Buckets(counts=tuple(counts), total=self._totals[labels]) for labels, counts in self._counts.items()
        }
        return Reading(self._metric, found)


class ProcessMetrics:
    """The metrics of this process. Shape: `process` is worker, desk or watch; `build` is empty on one machine."""

    def __init__(self, process: str, *, build: str = "") -> None:
        self._info = (version("toasoan"), build, process)
        self.channel_calls = Spreads(names.CHANNEL_CALL)
        self._answers = Counter(dict.fromkeys(names.STATUS.values, 0)) if process == "desk" else None

    def answered(self, status: int) -> None:
        """Count one answer of the desk by the class of its status."""
        if self._answers is not None:
            self._answers[f"{status // 100}xx"] += 1

    async def exposition(self) -> bytes:
        """The text of this process's metrics."""
        return exposition(self.readings())

    def readings(self) -> Iterator[Reading]:
        """The same before it is text."""
        yield Reading(names.BUILD_INFO, {self._info: 1})
        yield single(names.CLOCK_AHEAD, clock.ahead().total_seconds())
        yield self.channel_calls.reading()
        if self._answers is not None:
            yield by_label(names.DESK_REQUESTS, self._answers)
