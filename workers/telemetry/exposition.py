"""From numbers to the text that Prometheus reads; only names of the table, only labels of its closed sets."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.registry import Collector

from workers.telemetry.names import Kind, Metric

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"

Labels = tuple[str, ...]
Name = TypeVar("Name", bound=str)


class NotInTable(ValueError):
    """A label value that the table of metrics does not know."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Buckets:
    """Observations of a histogram. Shape: `counts` has one more number than the metric has limits: the rest above."""

    counts: Sequence[int]
    total: float


@dataclass(frozen=True, slots=True)
class Reading:
    """What one metric says now, by its label values in the table's order.

    Errors: NotInTable when a label value is none of the table's.
    """

    metric: Metric
    values: Mapping[Labels, float | Buckets] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for labels in self.values:
            for label, value in zip(self.metric.labels, labels, strict=True):
                if label.values and value not in label.values:
                    raise NotInTable(f"{self.metric.name}: {label.name}={value}")

    def family(self) -> Family:
        """The same in the form of the Prometheus client."""
        metric = self.metric
        match metric.kind:
            case Kind.GAUGE:
                plain: GaugeMetricFamily | CounterMetricFamily
                plain = GaugeMetricFamily(metric.name, metric.help, labels=metric.label_names)
            case Kind.COUNTER:
                plain = CounterMetricFamily(metric.name, metric.help, labels=metric.label_names)
            case Kind.HISTOGRAM:
                return self._histogram()
        for labels, value in self.values.items():
            if not isinstance(value, Buckets):
                plain.add_metric(labels, value)
        return plain

    def _histogram(self) -> Family:
        family = HistogramMetricFamily(self.metric.name, self.metric.help, labels=self.metric.label_names)
        limits = [*(str(float(limit)) for limit in self.metric.buckets), "+Inf"]
        for labels, value in self.values.items():
            if isinstance(value, Buckets):
                sums = [sum(value.counts[: place + 1]) for place in range(len(limits))]
                family.add_metric(labels, list(zip(limits, sums, strict=True)), value.total)
        return family


def single(metric: Metric, value: float) -> Reading:
    """The reading of a metric without labels."""
    return Reading(metric, {(): value})


def by_label(metric: Metric, values: Mapping[Name, float]) -> Reading:
    """The reading of a metric with one label."""
    return Reading(metric, {(str(name),): value for name, value in values.items()})


def exposition(readings: Iterable[Reading]) -> bytes:
    """The text of these readings; a metric that says nothing now leaves no trace."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collected([reading.family() for reading in readings if reading.values]))
    return generate_latest(registry)


class _Collected(Collector):
    def __init__(self, families: Sequence[Family]) -> None:
        self._families = families

    def collect(self) -> Iterator[Family]:
        yield from self._families
