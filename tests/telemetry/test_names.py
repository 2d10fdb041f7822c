"""The table of metrics, the code that exports them, and the page about them say the same."""

import re
from pathlib import Path

import pytest

from activities.storage.metrics.counted import MetricStore
from newsroom.article import ChannelName
from tests.support.storages import Storage
from tests.telemetry.pages import metrics_page
from workers.telemetry import names
from workers.telemetry.exposition import NotInTable, Reading, by_label, exposition
from workers.telemetry.names import TABLE, Exporter, Kind
from workers.telemetry.process import ProcessMetrics
from workers.telemetry.stored import StoredMetrics

ROOT = Path(__file__).parents[2]
ROWLESS = {names.LEDGER_INTACT, names.LEDGER_CHECKED, names.BACKUP, names.TOKEN_DAYS, names.DRILL, names.DRILL_PASSED}


def of(exporter: Exporter) -> set[str]:
    return {metric.name for metric in TABLE.values() if metric.exporter is exporter}


def named(readings: list[Reading]) -> set[str]:
    return {reading.metric.name for reading in readings if reading.values}


async def test_all_stored_metrics_are_exported_and_no_others(own_storage: Storage) -> None:
    """A name in an alert that nobody exports is an alert that never fires."""
    stored = StoredMetrics(MetricStore(own_storage.stores.database, own_storage.stores.boards), within_seconds=30)
    without_rows = {metric.name for metric in ROWLESS}
    assert named(await stored.readings()) == of(Exporter.STORED) - without_rows
    await own_storage.admin.execute(
        "INSERT INTO checks VALUES ('ledger', true, now()), ('backup', true, now()), ('drill', true, now())"
    )
    await own_storage.admin.execute(
        "INSERT INTO channel_tokens VALUES ('zalo_oa', '', now(), now() + interval '2 days')"
    )
    assert named(await stored.readings()) == of(Exporter.STORED)


def test_all_metrics_of_a_process_are_exported_by_one() -> None:
    """As above, for what a process counts itself."""
    worker, desk = ProcessMetrics("worker"), ProcessMetrics("desk")
    worker.channel_calls.observe((ChannelName.PORTAL, "read", "ok"), 0.1)
    assert named([*worker.readings(), *desk.readings()]) == of(Exporter.PROCESS)


def test_names_are_well_formed() -> None:
    """Prometheus takes a wrong suffix without a word; dashboards then divide the wrong things."""
    for metric in TABLE.values():
        assert re.fullmatch(r"newsroom_[a-z_]+[a-z]", metric.name)
        assert metric.name.endswith("_total") == (metric.kind is Kind.COUNTER), metric.name
        assert bool(metric.buckets) == (metric.kind is Kind.HISTOGRAM), metric.name
        assert metric.help.endswith("."), metric.name


def test_a_label_outside_its_closed_set_is_an_error() -> None:
    """An id in a label makes a series per article."""
    with pytest.raises(NotInTable):
        by_label(names.ARTICLES, {"article-7": 1})


def test_nothing_is_counted_in_workflow_code() -> None:
    """A workflow task that fails and is tried again would count twice."""
    for file in (ROOT / "workflows").rglob("*.py"):
        assert not re.search(r"metric_meter|prometheus", file.read_text(encoding="utf-8")), file.name


def test_the_page_for_engineers_is_made_from_the_table() -> None:
    """A page that is written twice is wrong once; `python -m tests.telemetry.pages` writes it anew."""
    assert (ROOT / "docs" / "metrics.md").read_text(encoding="utf-8") == metrics_page()


def test_a_metric_without_a_value_leaves_no_trace() -> None:
    """An unknown token life must not look like zero days."""
    assert exposition([by_label(names.TOKEN_DAYS, {})]) == b""
