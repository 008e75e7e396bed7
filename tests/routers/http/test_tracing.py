"""Traces, in a process of their own: what OpenTelemetry sets up holds for all of it."""

import importlib.util
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Final

import pytest

from app.routers.middleware.tracing import LINKS

ROOT: Final = Path(__file__).parents[3]

TRACED = textwrap.dedent("""
    import asyncio, sys, threading
    from http.server import BaseHTTPRequestHandler, HTTPServer
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self):
            given = ExportTraceServiceRequest.FromString(self.rfile.read(int(self.headers["Content-Length"])))
            for span in given.resource_spans[0].scope_spans[0].spans:
                route = next((each.value.string_value for each in span.attributes if each.key == "http.route"), "")
                told = " ".join(str(each.value.string_value) for each in span.attributes)
                print(self.path, span.name, route, span.trace_id.hex(), "SECRET" in told, "/-" in told, flush=True)
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
            await client.request(sys.argv[1], sys.argv[2], headers=given)

    asyncio.run(ask())
    trace.get_tracer_provider().shutdown()
""")


def traced(method: str, path: str) -> list[str]:
    """Where it was told, by which name, and what of it."""
    if importlib.util.find_spec("opentelemetry.sdk") is None:
        pytest.skip("Traces were NOT tried: `uv sync --extra otel` installs what they take.")
    command = [sys.executable, "-c", TRACED, method, path]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return told.stdout.split() or [told.stderr]


def test_a_request_is_traced_by_the_template_of_its_route() -> None:
    path, *name, route, trace_id, _, _ = traced("GET", "/v1/problems/invalid")

    assert (path, " ".join(name), route) == ("/v1/traces", "GET /v1/problems/{name}", "/v1/problems/{name}")
    assert trace_id == "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.mark.parametrize(
    "path",
    [
        *("calendar-feeds/SECRET", "calendar-feeds/SECRET/"),
        *("contact-confirmations/SECRET", "account-confirmations/SECRET"),
    ],
)
def test_a_link_that_is_a_key_is_not_traced(path: str) -> None:
    """Also where nothing is done with it."""
    *_, is_told, says_that_there_was_one = traced("DELETE", f"/v1/{path}")

    assert (is_told, says_that_there_was_one) == ("False", "True")


def test_whoever_writes_addresses_down_knows_every_link_that_is_a_key() -> None:
    written = (each.read_text() for each in (ROOT / "app" / "routers").rglob("*.py"))
    links = {f"/v1{link}" for text in written for link in re.findall(r'"(/[a-z-]+/)\{(?:token|secret)\}"', text)}
    assert len(links) == 3
    assert links == {*LINKS}
    logged = re.search(r"/v1/\(([a-z|-]+)\)/", (ROOT / "deploy" / "nginx.conf").read_text())
    assert logged is not None
    assert {f"/v1/{each}/" for each in logged[1].split("|")} == links


def test_nothing_of_it_is_loaded_unless_it_is_switched_on() -> None:
    """Beside the API of OpenTelemetry, which FastAPI itself knows."""
    loaded = "import sys, app.main as m; m.create_app(m.Settings()); print('opentelemetry.sdk' in sys.modules)"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DUETIME_")}
    told = subprocess.run(  # noqa: S603
        [sys.executable, "-c", loaded], env=kept, capture_output=True, text=True, check=True
    )

    assert told.stdout == "False\n"
