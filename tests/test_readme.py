"""What the README tells a newcomer to type does what it says, on a fresh start with demo data."""

import asyncio
import re
import shutil
import sys
from asyncio.subprocess import PIPE
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Final

import pytest

README: Final = Path(__file__).parents[1] / "README.md"
DUETIME: Final = "import sys; from app.cli import main; sys.exit(main())"
PATH: Final = "/usr/local/bin:/usr/bin:/bin"
WRITTEN: Final = "http://127.0.0.1:8000"


def fenced(heading: str) -> str:
    """The shell lines below this heading."""
    text = README.read_text(encoding="utf-8").partition(f"{heading}\n")[2]
    block = re.search(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert block is not None
    return block[1]


@pytest.fixture
async def service(tmp_path: Path) -> AsyncGenerator[str]:
    """In a folder of its own, as `make run` has it, without a HOME that could be written."""
    serving = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-c", DUETIME, "serve", "--port", "0"),
        env={"PATH": PATH, "HOME": "/nonexistent", "PYTHONPATH": str(README.parent)},
        cwd=tmp_path,
        stdout=PIPE,
    )
    assert serving.stdout is not None
    yield (await serving.stdout.readline()).decode().split()[4].rstrip(".")
    serving.terminate()
    await serving.communicate()


async def test_every_line_of_ten_minutes_with_curl_works(service: str, tmp_path: Path) -> None:
    assert shutil.which("curl", path=PATH), "the README's lines take curl"
    lines = fenced("### Ten minutes with curl").replace(WRITTEN, service)
    assert service in lines
    failing = lines.replace("curl -sS", "curl -sS --fail-with-body")
    assert failing != lines

    shell = await asyncio.create_subprocess_exec(
        *("bash", "-euo", "pipefail", "-x", "-c", failing), env={"PATH": PATH}, cwd=tmp_path, stdout=PIPE, stderr=PIPE
    )
    said, traced = (stream.decode() for stream in await shell.communicate())

    assert shell.returncode == 0, f"{traced}\n{said}"
    assert '"decision":"request_information"' in said
    assert "supporttijd" in said


def test_the_version_is_the_one_that_was_released_last() -> None:
    root = Path(__file__).parents[1]
    released = re.findall(r"^## \[([0-9.]+)\]", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert f'version = "{released[0]}"' in (root / "pyproject.toml").read_text()
    assert f"image: duetime:{released[0]}" in (root / "deploy" / "compose.yaml").read_text()
