"""Traces, in a process of their own: what OpenTelemetry sets up holds for all of it."""

import importlib.util
import os
import subprocess
import sys
import textwrap

import pytest

TRACED = textwrap.dedent("""
    import asyncio, sys, threading
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            given = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
            for span in given.resource_spans[0].scope_spans[0].spans:
                route = next((each.value.string_value for each in span.attributes if each.key == "http.route"), "")
                print(self.path, span.name, route, span.trace_id.hex(), flush=True)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = HTTPServer(("127.0.0.1", 0), Collector)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    import os
    os.environ["OTEL_EXPORTER_OTLP_ENDPOINT"] = f"http://127.0.0.1:{server.server_port}"
    import httpx
    from opentelemetry import trace
    from app.main import create_app
    from app.settings import Settings

    async def ask():
        app = create_app(Settings(otel=True))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            given = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
            await client.get("/v1/problems/invalid", headers=given)

    asyncio.run(ask())
    trace.get_tracer_provider().shutdown()
""")


def test_a_request_is_traced_by_the_template_of_its_route() -> None:
    if importlib.util.find_spec("opentelemetry.sdk") is None:
        pytest.skip("Traces were NOT tried: `uv sync --extra otel` installs what they take.")
    told = subprocess.run([sys.executable, "-c", TRACED], capture_output=True, text=True, check=False)  # noqa: S603

    path, *name, route, trace_id = told.stdout.split() or [told.stderr]
    assert (path, " ".join(name), route) == ("/v1/traces", "GET /v1/problems/{name}", "/v1/problems/{name}")
    assert trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"


def test_nothing_of_it_is_loaded_unless_it_is_switched_on() -> None:
    """Beside the API of OpenTelemetry, which FastAPI itself knows."""
    loaded = "import sys, app.main as m; m.create_app(m.Settings()); print('opentelemetry.sdk' in sys.modules)"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUETIME_")}
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", loaded], env=kept, capture_output=True, text=True, check=True
    )

    assert told.stdout == "False\n"
