"""Pages as a real Chromium has them, for tests that are long; skipped where there is none."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

import pytest

CHROMIUM: Final = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE_SECONDS: Final = 110
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium on this machine")


def document_of(address: str, profile: Path) -> str:
    """The page's DOM once its scripts and what they fetch are done. `profile`: a folder that is not there yet."""
    command = [
        *(str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server"),
        *(f"--user-data-dir={profile}", "--virtual-time-budget=20000", "--dump-dom", address),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=True)  # noqa: S603
    return done.stdout
