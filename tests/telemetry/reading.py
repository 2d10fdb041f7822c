"""What an exposition says, read back as Prometheus would."""

from collections.abc import Iterator, Mapping

from prometheus_client.parser import text_string_to_metric_families

from activities.storage.metrics.counted import MetricStore
from tests.support.storages import Storage
from workers.telemetry.stored import StoredMetrics


class Exposed:
    """The samples of an exposition."""

    def __init__(self, text: str) -> None:
        self.families = list(text_string_to_metric_families(text))
        self.types = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE ")]
        self._samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in self.families
            for sample in family.samples
        }
        assert len(self._samples) == sum(len(family.samples) for family in self.families), "a series twice"

    def value(self, metric: str, **labels: str) -> float | None:
        return self._samples.get((f"newsroom_{metric}", frozenset(labels.items())))

    def by(self, metric: str, label: str) -> Mapping[str, float]:
        """The samples of a metric with one label, without the zeros."""
        return {key: value for key, value in self._by(metric, label) if value}

    def _by(self, metric: str, label: str) -> Iterator[tuple[str, float]]:
        for (name, labels), value in self._samples.items():
            if name == f"newsroom_{metric}":
                yield dict(labels)[label], value


async def looked(storage: Storage) -> Exposed:
    """What the rows of a room say to a process that has just begun."""
    stored = StoredMetrics(MetricStore(storage.stores.database, storage.stores.boards), within_seconds=30)
    return Exposed((await stored.exposition()).decode())
