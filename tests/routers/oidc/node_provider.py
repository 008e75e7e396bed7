"""A certified OpenID provider, oidc-provider for node, installed under build/ and started on this machine."""

import hashlib
import os
import re
import select
import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).with_name("real_provider")
BUILD: Final = Path(__file__).parents[3] / "build"
OLDEST_NODE: Final = 20
INSTALL_SECONDS: Final = 30
START_SECONDS: Final = 10


class NotHereError(Exception):
    """What is missing on this machine."""


@contextmanager
def node_provider() -> Generator[str]:
    """Its issuer. NotHereError without node, or where npm cannot get the package."""
    node = _node()
    server = subprocess.Popen([node, HERE / "provider.js", _installed()], stdout=subprocess.PIPE, text=True)  # noqa: S603
    try:
        yield _said(server)
    finally:
        server.kill()
        server.communicate()


def _node() -> str:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        raise NotHereError("there is no node with npm")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    found = re.match(r"v(\d+)\.", version)
    if found is None or int(found[1]) < OLDEST_NODE:
        raise NotHereError(f"node is {version.strip()}, and v{OLDEST_NODE} the oldest that oidc-provider runs on")
    return node


def _installed() -> Path:
    """Where the packages of package-lock.json are; another lock file, another folder."""
    lock = (HERE / "package-lock.json").read_bytes()
    folder = BUILD / f"oidc-provider-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not folder.exists():
        unfinished = folder.with_name(f"{folder.name}.{os.getpid()}")
        try:
            _install(unfinished)
            unfinished.rename(folder)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    return folder


def _install(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder)
    command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0"]
    try:
        done = subprocess.run(  # noqa: S603
            command, cwd=folder, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise NotHereError(f"npm did not install oidc-provider within {INSTALL_SECONDS} seconds") from None
    if done.returncode != 0:
        raise NotHereError(f"npm could not install oidc-provider: {done.stderr.strip()[-300:]}")


def _said(server: subprocess.Popen[str]) -> str:
    assert server.stdout is not None
    ready, _, _ = select.select([server.stdout], [], [], START_SECONDS)
    issuer = server.stdout.readline().strip() if ready else ""
    assert issuer.startswith("http://127.0.0.1:"), "the provider did not start"
    return issuer
