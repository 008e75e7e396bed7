"""A page on another origin, in a real browser: what it is let do, what it can read, and how often it is asked first."""

import json
import re
import socket
from collections.abc import Generator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar, Final

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from app.main import create_app
from app.settings import Settings
from tests.chromium import document_of, needs_chromium

PAGE: Final = """<!doctype html><pre id="told"></pre><script>
async function told(method, path) {
  const headers = {"Authorization": "Bearer", "Idempotency-Key": "k", "Content-Type": "application/json"};
  try {
    const answer = await fetch(API + path, {method, headers, body: method === "GET" ? undefined : "{}"});
    const read = ["X-Request-Id", "API-Version"].map(name => answer.headers.has(name));
    return [answer.status, (await answer.json()).title, ...read];
  } catch (error) { return [String(error)]; }
}
(async () => {
  const answers = [];
  for (const method of ["GET", "POST", "POST", "POST"]) answers.push(await told(method, "/v1/tickets"));
  document.getElementById("told").textContent = JSON.stringify(answers);
})();
</script>"""
READ: Final = [401, "Not authenticated", True, True]


class Pages(BaseHTTPRequestHandler):
    page: ClassVar[str] = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(self.page.encode())

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Nobody reads it."""


@contextmanager
def pages() -> Generator[int]:
    """The port of another origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Pages) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


@contextmanager
def serving(app: ASGIApp) -> Generator[tuple[str, list[str]]]:
    """The address of the API, and the methods that it was asked for /v1/tickets with."""
    asked: list[str] = []

    async def noting(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/v1/tickets":
            asked.append(scope["method"])
        await app(scope, receive, send)

    server = uvicorn.Server(uvicorn.Config(noting, log_level="error", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", asked
        server.should_exit = True
        thread.join()


@pytest.mark.long
@needs_chromium
@pytest.mark.parametrize("welcome", ["this page", "localhost", "another"])
def test_a_page_on_another_origin(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, welcome: str) -> None:
    with pages() as port:
        origin = {"this page": f"http://127.0.0.1:{port}"}.get(welcome, welcome).replace("another", "https://b.example")
        settings = Settings(database_url="postgresql://nowhere/x", cors_origins=(origin,))
        with serving(create_app(settings)) as (api, asked):
            monkeypatch.setattr(Pages, "page", PAGE.replace("API +", f"{json.dumps(api)} +"))
            drawn = document_of(f"http://127.0.0.1:{port}/", tmp_path / "profile")

    told = re.search(r'<pre id="told">(.*?)</pre>', drawn, re.DOTALL)
    assert told is not None
    answers = json.loads(unescape(told[1]))
    if welcome == "another":
        assert answers == [["TypeError: Failed to fetch"]] * 4
        assert set(asked) == {"OPTIONS"}
    else:
        assert answers == [READ] * 4
        assert asked.count("OPTIONS") <= 2  # one for each method, and then it is known
        assert [each for each in asked if each != "OPTIONS"] == ["GET", "POST", "POST", "POST"]
