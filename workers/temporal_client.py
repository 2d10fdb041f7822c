"""How our processes reach the Temporal server."""

from temporalio.client import Client
from temporalio.runtime import PrometheusConfig, Runtime, TelemetryConfig

from workers.codec import data_converter
from workers.settings import Settings


async def connected_client(settings: Settings, *, runtime: Runtime | None = None, lazy: bool = False) -> Client:
    """A client of the Temporal server; `lazy` defers the connection, so that a dead server is met at the first call."""
    return await Client.connect(
        settings.temporal_address,
        namespace=settings.temporal_namespace,
        data_converter=data_converter(settings.payload_key.get_secret_value()),
        runtime=runtime,
        lazy=lazy,
    )


def metered_runtime(port: int) -> Runtime | None:
    """A runtime whose own metrics are served on loopback at that port; None without a port."""
    if not port:
        return None
    config = PrometheusConfig(
        bind_address=f"127.0.0.1:{port}", counters_total_suffix=True, unit_suffix=True, durations_as_seconds=True
    )
    return Runtime(telemetry=TelemetryConfig(metrics=config))
