"""The contract as those use it who write against it: a client from each of the field's generators, and a program on it.

Each program creates a ticket, walks it, asks why it is due, is refused with a 409, pages, and reads the history; that a
decision without what it needs does not compile is part of the TypeScript ones. Those of openapi-fetch and of
openapi-python-client also talk to the service.
"""

import asyncio
import json
import re
import shutil
from collections.abc import AsyncGenerator, Callable, Sequence
from pathlib import Path
from typing import Final

import pytest

from app.demo.demo_data import DAIRY
from app.postgres.urls import DatabaseUrls
from tests.clients.workshop import CONTRACT, HERE, NODE, SHOP, NotHereError, run, with_java, with_node, with_python
from tests.serving import served

pytestmark = pytest.mark.long

KEY: Final = "a-key-for-generated-clients-only"
PLUGINS: Final = ("@hey-api/client-fetch", "@hey-api/sdk", "@hey-api/typescript")


@pytest.fixture
async def service(fresh_database: DatabaseUrls, tmp_path: Path) -> AsyncGenerator[str]:
    async with served(fresh_database, KEY, tmp_path / "log") as address:
        yield f"{address}/v1"


def bench(program: str) -> Path:
    """A folder with the program, where the client is generated."""
    folder = SHOP / program
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name in (program, "tsconfig.json"):
        shutil.copy(HERE / "programs" / name, folder)
    return folder


def generate(command: Callable[[], Sequence[str]], folder: Path) -> None:
    try:
        run(command(), folder)
    except NotHereError as error:
        pytest.skip(str(error))


def check_typescript(folder: Path) -> None:
    config = {"extends": "./tsconfig.json", "files": [folder.name]}
    (folder / "tsconfig.one.json").write_text(json.dumps(config))
    run(with_node("tsc", "--project", "tsconfig.one.json"), folder)


async def talk(command: Sequence[str], folder: Path, address: str) -> list[str]:
    told = {"DUETIME_URL": address, "DUETIME_API_KEY": KEY, "DUETIME_CUSTOMER_ID": str(DAIRY)}
    return (await asyncio.to_thread(run, command, folder, told)).splitlines()


def assert_told(lines: Sequence[str]) -> None:
    said = "\n".join(lines)
    assert re.search(r"^T-\d{4}-\d{6} is high$", said, re.MULTILINE), said
    assert "409: close can't be decided at step 7 (test_and_rework_bug)." in said, said
    assert re.search(r"^The resolution of an incident of high priority .* it is due on ", said, re.MULTILINE), said
    assert re.search(r"^16 tickets$", said, re.MULTILINE), said
    assert "bug vendor_software" in said, said


async def test_openapi_fetch(service: str) -> None:
    folder = bench("openapi-fetch.ts")
    output = "generated/openapi-typescript/schema.d.ts"
    generate(lambda: with_node("openapi-typescript", str(CONTRACT), "--output", output), folder)
    check_typescript(folder)

    assert_told(await talk((NODE, folder.name), folder, service))


def test_hey_api() -> None:
    folder = bench("hey-api.ts")
    options = ("--input", str(CONTRACT), "--output", "generated/hey-api", "--no-log-file", "--plugins", *PLUGINS)
    generate(lambda: with_node("openapi-ts", *options), folder)
    check_typescript(folder)


def test_orval() -> None:
    folder = bench("orval.ts")
    options = ("--input", str(CONTRACT), "--output", "generated/orval/index.ts", "--client", "fetch")
    generate(lambda: with_node("orval", *options), folder)
    check_typescript(folder)


def test_openapi_generator() -> None:
    folder = bench("typescript-fetch.ts")
    options = ("-g", "typescript-fetch", "-i", str(CONTRACT), "-o", "generated/typescript-fetch")
    generate(lambda: with_java("openapi-generator-cli", "generate", *options), folder)
    check_typescript(folder)


async def test_openapi_python_client(service: str) -> None:
    folder = bench("with_openapi_python_client.py")
    options = ("--path", str(CONTRACT), "--meta", "none", "--output-path", "duetime_client")
    generate(lambda: with_python("openapi-python-client", "generate", *options), folder)
    config = {"include": [folder.name], "typeCheckingMode": "strict", "venvPath": str(SHOP), "venv": "venv"}
    (folder / "pyrightconfig.json").write_text(json.dumps(config))
    run(with_python("mypy", "--strict", "--cache-dir", str(SHOP / "mypy"), folder.name), folder)
    run(with_node("pyright"), folder)

    assert_told(await talk(with_python("python", folder.name), folder, service))
