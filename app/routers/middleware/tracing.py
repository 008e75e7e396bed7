"""Traces by OpenTelemetry, of requests and of what they ask of PostgreSQL. Imported where they are switched on only.

Where they go, and which of them, its own variables say: `OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER` ….
"""

from importlib.metadata import version
from typing import Final

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asgi import OpenTelemetryMiddleware
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.routers.middleware.telemetry import UNMATCHED, template

LINKS: Final = ("/v1/calendar-feeds/", "/v1/contact-confirmations/", "/v1/account-confirmations/")
"""What comes after is the key itself."""
_ADDRESSES: Final = ("http.target", "http.url", "url.path", "url.full")


class Traced:
    def __init__(self, app: ASGIApp) -> None:
        provider = TracerProvider(
            resource=Resource.create({"service.name": "duetime", "service.version": version("duetime")})
        )
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(provider)
        AsyncPGInstrumentor().instrument()
        self._app = OpenTelemetryMiddleware(
            named(app), exclude_spans=["receive", "send"], default_span_details=_before_it_is_routed
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)


def _before_it_is_routed(scope: Scope) -> tuple[str, dict[str, str]]:
    return scope["method"], {}


def named(app: ASGIApp) -> ASGIApp:
    """Its spans are named by the template of the route, which is known when it answers, and not by what is in the path.
    They end with the last of the answer.
    """

    async def naming(scope: Scope, receive: Receive, send: Send) -> None:
        span = trace.get_current_span()
        if link := next((each for each in LINKS if scope.get("path", "").startswith(each)), None):
            for told in [each for each in _ADDRESSES if each in (getattr(span, "attributes", None) or {})]:
                span.set_attribute(told, f"{link}-")

        async def named_first(message: Message) -> None:
            if message["type"] == "http.response.start" and (route := template(scope)) != UNMATCHED:
                span.update_name(f"{scope['method']} {route}")
                span.set_attribute("http.route", route)
            await send(message)

        await app(scope, receive, named_first)

    return naming
