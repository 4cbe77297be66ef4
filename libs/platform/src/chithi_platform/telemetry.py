"""Spans and logs: one span a request, one a message, trace context carried by hand across outbox and Kafka."""

import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from opentelemetry import context as otel_context
from opentelemetry import trace
from opentelemetry.propagate import set_global_textmap
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, SpanLimits, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ParentBasedTraceIdRatio
from opentelemetry.trace import Link, SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from chithi_platform.repeats import Repeats
from chithi_platform.settings import TelemetrySettings

_PROPAGATOR = TraceContextTextMapPropagator()
_TRACER = trace.get_tracer("chithi")
_QUIET_PATHS = ("/health/", "/static/")
_LINKS = 10_000  # a batch is linked to every message in it; the library would keep 128


class FileSpanExporter(SpanExporter):
    """Appends each span as one JSON line."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("a", encoding="utf-8")

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Write the spans and flush."""
        self._file.writelines(f"{span.to_json(indent=None)}\n" for span in spans)
        self._file.flush()
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Close the file."""
        self._file.close()


def set_up(service: str, settings: TelemetrySettings) -> None:
    """Configure logs and spans of this process, once, at its start."""
    _set_up_logs(service, settings)
    set_global_textmap(_PROPAGATOR)
    if settings.telemetry == "off":
        return
    sampler = ParentBasedTraceIdRatio(settings.telemetry_ratio)
    resource, limits = Resource.create({"service.name": service}), SpanLimits(max_links=_LINKS)
    provider = TracerProvider(sampler=sampler, resource=resource, span_limits=limits)
    provider.add_span_processor(BatchSpanProcessor(_exporter(service, settings), schedule_delay_millis=500))
    trace.set_tracer_provider(provider)


def _exporter(service: str, settings: TelemetrySettings) -> SpanExporter:
    if settings.telemetry == "file":
        return FileSpanExporter(settings.telemetry_file or Path(f"{service}-traces.jsonl"))
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # 8 MB that few need

    return OTLPSpanExporter()


def shut_down() -> None:
    """Send the spans that still wait."""
    provider = trace.get_tracer_provider()
    if isinstance(provider, TracerProvider):
        provider.shutdown()


def _set_up_logs(service: str, settings: TelemetrySettings) -> None:
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _add_trace(service),
        structlog.processors.format_exc_info,
    ]
    console = settings.log_format == "console"
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if console else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer], foreign_pre_chain=shared
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    handler.addFilter(Repeats("aiokafka"))  # while Kafka is away it says so some hundred times a second
    logging.basicConfig(handlers=[handler], level=settings.log_level, force=True)
    logging.getLogger("uvicorn.access").disabled = True
    for noisy in ("aiokafka", "httpx", "pymongo", "uvicorn.error"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    logging.getLogger("aiokafka.consumer.group_coordinator").setLevel(logging.ERROR)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _add_trace(service: str) -> Any:
    def add(_: Any, __: str, event: dict[str, Any]) -> dict[str, Any]:
        event["service"] = service
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            event["trace_id"] = f"{span.trace_id:032x}"
        return event

    return add


def trace_id() -> str:
    """The current trace's id in hex, or zeros."""
    return f"{trace.get_current_span().get_span_context().trace_id:032x}"


def traceparent() -> str | None:
    """The current W3C `traceparent`, to be carried in an outbox row."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def span(
    name: str, *, kind: SpanKind = SpanKind.INTERNAL, parent: str | None = None, **attributes: Any
) -> Iterator[None]:
    """Open a span; `parent` is a `traceparent` that came with a message."""
    parent_context = _PROPAGATOR.extract({"traceparent": parent}) if parent else None
    with _TRACER.start_as_current_span(name, context=parent_context, kind=kind, attributes=attributes):
        yield


@contextmanager
def batch_span(name: str, parents: Sequence[str | None], *, kind: SpanKind) -> Iterator[None]:
    """Open one span for a batch, linked to the trace of each message in it."""
    contexts = (
        trace.get_current_span(_PROPAGATOR.extract({"traceparent": p})).get_span_context() for p in parents if p
    )
    links = [Link(context) for context in contexts if context.is_valid]
    with _TRACER.start_as_current_span(
        name,
        context=otel_context.Context(),
        kind=kind,
        links=links,
        attributes={"messaging.batch.message_count": len(parents)},
    ):
        yield


class TraceMiddleware:
    """One server span a request, child of the caller's `traceparent`."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve the request inside its span."""
        if scope["type"] != "http" or scope["path"].startswith(_QUIET_PATHS):
            await self._app(scope, receive, send)
            return
        parent = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"traceparent"), None)
        context = _PROPAGATOR.extract({"traceparent": parent}) if parent else otel_context.Context()
        method = scope["method"]
        with _TRACER.start_as_current_span(method, context=context, kind=SpanKind.SERVER) as current:

            async def observed(message: Message) -> None:
                if message["type"] == "http.response.start":
                    current.set_attribute("http.response.status_code", message["status"])
                await send(message)

            await self._app(scope, receive, observed)
            route = scope.get("route")
            path = getattr(route, "path", None) or "other"
            current.update_name(f"{method} {path}")
            current.set_attributes({"http.request.method": method, "http.route": path})
