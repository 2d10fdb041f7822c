"""Traces for an OpenTelemetry collector: an extra for those who run one, and nothing without an address."""

from importlib import import_module

from temporalio.client import Interceptor

from newsroom.errors import InvalidInput


def tracing_interceptors(endpoint: str) -> list[Interceptor]:
    """What a Temporal client needs to send spans to the collector at `endpoint`; empty without one.

    Errors: InvalidInput when the extra `tracing` is not installed.
    """
    if not endpoint:
        return []
    try:
        spans = import_module("workers.telemetry.spans")
    except ModuleNotFoundError as missing:
        raise InvalidInput(
            "TOASOAN_OTLP_ENDPOINT",
            f"chưa cài phần theo vết (thiếu gói {missing.name}). Hãy cài `toasoan[tracing]`, hoặc bỏ biến này.",
        ) from missing
    return [spans.interceptor(endpoint)]
