"""Rules and dashboards name only what somebody exports: ours from the table, the SDK's as seen on the wire."""

import contextlib
import re
import uuid
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from temporalio.service import RPCError
from temporalio.worker import Worker

from tests.deploy.shipped import metrics_in, ours, recorded, rules
from tests.deploy.test_dashboards import FILES, queries
from tests.deploy.troubled import TroubledWorkflow, stumble
from tests.support.live import LiveNewsroom
from workers.embedded.ports import free_port
from workers.telemetry.runtime import metered_runtime
from workers.temporal.client import connected_client

_SAMPLE = re.compile(r"^(temporal_\w+)\{(.*)\} ", re.MULTILINE)
_LABEL = re.compile(r'(\w+)="')


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def wire(live: LiveNewsroom) -> dict[str, set[str]]:
    """Every name that the SDK of a worker exports after a success and each kind of failure, with its labels."""
    port = free_port()
    client = await connected_client(live.settings, runtime=metered_runtime(port))
    queue = uuid.uuid4().hex
    async with Worker(client, task_queue=queue, workflows=[TroubledWorkflow], activities=[stumble]):
        await client.execute_workflow(TroubledWorkflow.run, id=queue, task_queue=queue)
        with contextlib.suppress(RPCError):
            await client.get_workflow_handle("nobody").describe()
        async with httpx.AsyncClient() as http:
            text = (await http.get(f"http://127.0.0.1:{port}/metrics")).text
    found: dict[str, set[str]] = {}
    for name, labels in _SAMPLE.findall(text):
        found.setdefault(name, set()).update(_LABEL.findall(labels))
    return found


def test_every_rule_names_only_what_is_exported_or_recorded(wire: dict[str, set[str]]) -> None:
    """A rule over a name that nobody exports is silent for ever."""
    known = ours() | set(wire) | recorded()
    for rule in rules():
        assert metrics_in(rule["expr"]), rule
        assert metrics_in(rule["expr"]) <= known, rule


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_panel_names_only_what_is_exported_or_recorded(wire: dict[str, set[str]], path: Path) -> None:
    """An empty panel looks like a quiet newsroom."""
    known = ours() | set(wire) | recorded()
    for query in queries(path):
        assert metrics_in(query), query
        assert metrics_in(query) <= known, query


def test_the_labels_that_rules_use_are_those_on_the_wire(wire: dict[str, set[str]]) -> None:
    """The SDK's documents and its wire do not always agree."""
    assert {"failure_reason", "workflow_type"} <= wire["temporal_workflow_task_execution_failed_total"]
    assert {"le", "task_queue"} <= wire["temporal_workflow_task_schedule_to_start_latency_seconds_bucket"]
    assert {"le", "task_queue"} <= wire["temporal_activity_schedule_to_start_latency_seconds_bucket"]
    assert {"task_queue", "poller_type"} <= wire["temporal_num_pollers"]
    assert {"task_queue", "worker_type"} <= wire["temporal_worker_task_slots_available"]


def test_a_name_that_nobody_exports_is_noticed() -> None:
    """The reader of queries must see names inside functions, and not take values of labels for names."""
    query = 'sum by (channel) (rate(newsroom_nothing_total{queue="newsroom_x"}[5m])) > 0 unless newsroom:made:up'
    assert metrics_in(query) == {"newsroom_nothing_total", "newsroom:made:up"}
