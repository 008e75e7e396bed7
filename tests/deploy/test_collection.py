"""The collection of requests for Bruno: what it asks is in the contract, and it gets through."""

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import pytest

from app.postgres.urls import DatabaseUrls
from tests.deploy.composed import DEPLOY, ROOT
from tests.serving import served

FOLDER: Final = DEPLOY / "bruno"
FILES: Final = sorted(FOLDER.glob("[0-9]*.bru"))
KEY: Final = "an-administrator-of-the-collection"
PATIENCE_SECONDS: Final = 120


@dataclass(frozen=True)
class Asked:
    method: str
    path: str
    body: Any
    seq: int
    uses: frozenset[str]
    keeps: frozenset[str]


def block(text: str, name: str) -> str | None:
    found = re.search(rf"^{re.escape(name)} \{{\n(.*?)^\}}", text, re.MULTILINE | re.DOTALL)
    return found and found[1]


def members(text: str | None) -> dict[str, str]:
    return dict(line.strip().split(": ", 1) for line in (text or "").splitlines())


def read(file: Path) -> Asked:
    text = file.read_text()
    [method] = [each for each in ("get", "post", "put", "patch", "delete") if block(text, each)]
    url = members(block(text, method))["url"]
    assert url.startswith("{{url}}/")
    body = block(text, "body:json")
    return Asked(
        method=method,
        path=urlsplit(url.removeprefix("{{url}}")).path,
        body=body and json.loads(body),
        seq=int(members(block(text, "meta"))["seq"]),
        uses=frozenset(re.findall(r"\{\{(\w+)\}\}", text)) - {"url"},
        keeps=frozenset(members(block(text, "vars:post-response"))),
    )


def test_they_are_sent_in_their_order_and_each_has_what_it_takes() -> None:
    known: set[str] = set()
    for number, each in enumerate(map(read, FILES), start=1):
        assert each.seq == number
        assert each.uses <= known, FILES[number - 1].name
        known |= each.keeps
    assert len(FILES) > 20


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_it_asks_is_in_the_contract(file: Path) -> None:
    document = json.loads((ROOT / "openapi" / "openapi.json").read_text())
    sent = read(file)
    [operation] = [
        operations[sent.method]
        for path, operations in document["paths"].items()
        if sent.method in operations and re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", path), sent.path)
    ][:1]

    assert ("requestBody" in operation) == (sent.body is not None)
    assert "eq 20" in (block(file.read_text(), "assert") or "")


@pytest.mark.long
async def test_it_gets_through(fresh_database: DatabaseUrls, tmp_path: Path) -> None:
    """By Bruno's own client: npm install --global @usebruno/cli."""
    bru = shutil.which("bru")
    if bru is None:
        pytest.skip("The collection was NOT sent: there is no bru.")
    async with served(fresh_database, KEY, tmp_path / "log") as address:
        said = tmp_path / "said.json"
        given = ("--env-var", f"url={address}/v1", "--env-var", f"key={KEY}", "--reporter-json", str(said))
        done = subprocess.run(  # noqa: ASYNC221, S603
            [bru, "run", "--env", "local", *given],
            cwd=FOLDER,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE_SECONDS,
        )

    assert done.returncode == 0, done.stdout[-4_000:]
    [told] = json.loads(said.read_text())
    assert told["summary"]["passedRequests"] == len(FILES)
