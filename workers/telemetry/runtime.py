"""The Temporal SDK's own telemetry: which of its numbers we keep, and where its log lines go."""

import logging
from collections.abc import Mapping, Sequence
from typing import Final

from temporalio.runtime import (
    LogForwardingConfig,
    LoggingConfig,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)

_SHORT: Final = (0.05, 0.5, 5, 30)
_LONG: Final = (60, 3600, 86_400)

BUCKETS: Final[Mapping[str, Sequence[float]]] = {
    "temporal_workflow_task_schedule_to_start_latency": (0.1, 1, 5, 30),
    "temporal_activity_schedule_to_start_latency": (0.1, 1, 5, 30),
    "temporal_workflow_endtoend_latency": _LONG,
    "temporal_activity_succeed_endtoend_latency": (1, 60, 3600),
    "temporal_activity_execution_latency": _SHORT,
    "temporal_local_activity_succeed_endtoend_latency": _SHORT,
    "temporal_local_activity_execution_latency": _SHORT,
    "temporal_workflow_task_execution_latency": _SHORT,
    "temporal_workflow_task_replay_latency": _SHORT,
    "temporal_request_latency": (0.1, 1, 10),
    "temporal_long_request_latency": (1, 60),
}
"""Few buckets for each: the alerts and dashboards ask for seconds, not for shapes. Units: seconds."""


def metered_runtime(port: int) -> Runtime:
    """A runtime whose metrics are served on loopback at that port, and whose log goes where ours does.

    The fields of the core's log lines are dropped: they may quote a failure, and so an article.
    """
    metrics = PrometheusConfig(
        bind_address=f"127.0.0.1:{port}",
        counters_total_suffix=True,
        unit_suffix=True,
        durations_as_seconds=True,
        histogram_bucket_overrides={name: [float(limit) for limit in limits] for name, limits in BUCKETS.items()},
    )
    forwarding = LogForwardingConfig(
        logger=logging.getLogger("temporalio.core"), append_log_fields_to_message=False, prepend_target_on_message=False
    )
    logs = LoggingConfig(filter=TelemetryFilter(core_level="WARN", other_level="ERROR"), forwarding=forwarding)
    return Runtime(telemetry=TelemetryConfig(metrics=metrics, logging=logs))
