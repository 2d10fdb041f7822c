"""How our processes reach the Temporal server."""

from temporalio.client import Client
from temporalio.converter import DataConverter
from temporalio.runtime import Runtime

from workers.settings import Settings
from workers.telemetry.propagation import RequestIds
from workers.telemetry.tracing import tracing_interceptors
from workers.temporal.codec import data_converter, listed_keys
from workers.temporal.tls import tls_of


class TemporalUnreachable(Exception):
    """The Temporal server does not answer, or does not let this process in."""


async def connected_client(settings: Settings, *, runtime: Runtime | None = None, lazy: bool = False) -> Client:
    """A client of the Temporal server; `lazy` defers the connection, so that a dead server is met at the first call.

    Errors: TemporalUnreachable; InvalidInput for settings that cannot be meant.
    """
    tls, converter = tls_of(settings), converter_of(settings)
    try:
        return await Client.connect(
            settings.temporal_address,
            namespace=settings.temporal_namespace,
            data_converter=converter,
            tls=tls,
            api_key=settings.temporal_api_key.get_secret_value() or None,
            interceptors=[RequestIds(), *tracing_interceptors(settings.otlp_endpoint)],
            runtime=runtime,
            lazy=lazy,
        )
    except RuntimeError as refused:  # The SDK has no type of its own for a connection that cannot be opened.
        raise TemporalUnreachable(
            f"Máy chủ quy trình ({settings.temporal_address}) không trả lời hoặc không cho vào. Không việc nào bị mất; "
            "hãy kiểm tra địa chỉ, chứng thư (TOASOAN_TEMPORAL_…) và máy chủ, rồi chạy lại."
        ) from refused


def converter_of(settings: Settings) -> DataConverter:
    """What seals and opens payloads under these settings. Errors: InvalidInput for what is no key."""
    return data_converter(
        settings.payload_key.get_secret_value(), listed_keys(settings.payload_keys_old.get_secret_value())
    )
