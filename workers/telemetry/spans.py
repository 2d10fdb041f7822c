"""Spans of the Temporal SDK on their way to a collector. Imported only where the extra `tracing` is installed."""

from collections.abc import Sequence

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExportResult
from opentelemetry.trace import Status
from temporalio.contrib.opentelemetry import TracingInterceptor


class WordlessExporter(OTLPSpanExporter):
    """Sends spans without the words of their failures, which may quote an article."""

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See `OTLPSpanExporter`."""
        return super().export([wordless(span) for span in spans])


def interceptor(endpoint: str) -> TracingInterceptor:
    """What a Temporal client needs to send spans to the collector at `endpoint`."""
    provider = TracerProvider(resource=Resource.create({"service.name": "toasoan"}))
    provider.add_span_processor(BatchSpanProcessor(WordlessExporter(endpoint=endpoint)))
    return TracingInterceptor(provider.get_tracer("toasoan"))


def wordless(span: ReadableSpan) -> ReadableSpan:
    """The same span; of a failure it only says that there was one."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        links=span.links,
        kind=span.kind,
        instrumentation_scope=span.instrumentation_scope,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
    )
