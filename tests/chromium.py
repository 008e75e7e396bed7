"""Pages as a real Chromium has them, for tests that are long; skipped where there is none."""

import json
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from websockets.sync.client import ClientConnection, connect

from app.postgres.embedded.process import waited_for

CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE_SECONDS: Final = 110
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


_QUIET: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--no-proxy-server"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)


def document_of(address: str, profile: Path) -> str:
    """The page's DOM once its scripts and what they fetch are done. `profile`: a folder that is not there yet."""
    command = [
        *(str(CHROMIUM), *_QUIET),
        *(f"--user-data-dir={profile}", "--virtual-time-budget=20000", "--dump-dom", address),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=True)  # noqa: S603
    return done.stdout


@dataclass
class Page:
    """A page that stays open, by the Chrome DevTools Protocol."""

    connection: ClientConnection
    heard: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    """Events, in their order."""
    _sent: int = 0

    def send(self, method: str, **parameters: Any) -> Any:
        self._sent += 1
        self.connection.send(json.dumps({"id": self._sent, "method": method, "params": parameters}))
        while True:
            message: dict[str, Any] = json.loads(self.connection.recv(timeout=PATIENCE_SECONDS))
            if message.get("id") == self._sent:
                assert "error" not in message, (method, message)
                return message["result"]
            self.heard.append(message)

    def run(self, script: str) -> Any:
        """What it comes to."""
        told = self.send("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in told, (script, told)
        return told["result"].get("value")

    def wait_for(self, script: str) -> Any:
        found: list[Any] = []

        def comes_to_something() -> bool:
            found.append(self.run(script))
            return bool(found[-1])

        assert waited_for(comes_to_something, PATIENCE_SECONDS), script
        return found[-1]

    def write(self, selector: str, text: str) -> None:
        self.run(f"document.querySelector({json.dumps(selector)}).focus()")
        self.send("Input.insertText", text=text)

    def click(self, selector: str) -> None:
        self.wait_for(f"document.querySelector({json.dumps(selector)}) !== null")
        self.run(f"document.querySelector({json.dumps(selector)}).click()")


@contextmanager
def browsing(profile: Path) -> Generator[Page]:
    """An empty page. `profile`: a folder that is not there yet."""
    command = [str(CHROMIUM), *_QUIET, f"--user-data-dir={profile}", "--remote-debugging-port=0", "about:blank"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603
    try:
        with connect(_first_page(profile / "DevToolsActivePort"), max_size=None) as connection:
            yield Page(connection)
    finally:
        process.terminate()
        process.wait()


def _first_page(told: Path) -> str:
    starts = waited_for(lambda: told.exists() and bool(told.read_text().strip()), PATIENCE_SECONDS)
    assert starts, "Chromium does not start"
    port = told.read_text().split()[0]
    pages = httpx.get(f"http://127.0.0.1:{port}/json/list").json()
    return next(page["webSocketDebuggerUrl"] for page in pages if page["type"] == "page")
