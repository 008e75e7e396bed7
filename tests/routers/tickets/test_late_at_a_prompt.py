"""`duetime tickets --late`, page after page, of a service that runs."""

import asyncio
import json
import socket
from collections.abc import AsyncGenerator
from datetime import timedelta

import pytest
import uvicorn

from app.cli import main
from app.cli.daily import asking
from app.cli.serving import configured
from tests.routers.callers import Api, Caller
from tests.routers.tickets.conftest import REPORT

NUMBER_COLUMN = ("--columns", "number")


@pytest.fixture
async def numbers(api: Api, registrant: Caller, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Of three tickets that are late by the clock of whoever asks, which goes on; the latest first."""
    now = api.clock() + timedelta(days=365)
    moments = (now + timedelta(seconds=second) for second in range(9))
    monkeypatch.setattr(asking, "system_clock", lambda: next(moments))
    made = [await registrant.post("/v1/tickets", json=REPORT) for _ in range(3)]
    return [each.json()["number"] for each in made][::-1]


@pytest.fixture
async def running(api: Api, support: Caller, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[None]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = configured(api.app)
        config.lifespan = "off"
        server = uvicorn.Server(config)
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        monkeypatch.setenv("DUETIME_URL", f"http://127.0.0.1:{listening.getsockname()[1]}")
        monkeypatch.setenv("DUETIME_API_KEY", support.key)
        yield
        server.should_exit = True
        await serving


async def late(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as left:
        await asyncio.to_thread(main, ["tickets", "--late", "--limit", "2", *arguments])
    return left.value.code


@pytest.mark.usefixtures("running")
async def test_what_is_late_goes_on_at_the_address_of_next(
    numbers: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert await late(*NUMBER_COLUMN) == 1
    first = capsys.readouterr().out
    following = first.splitlines()[-1].removeprefix("Next: ")
    assert await late("--cursor", following) == 1
    last = capsys.readouterr().out

    assert first.startswith("2 or more tickets are late.\n")
    assert [each for each in numbers if each in first] == numbers[:2]
    assert last.startswith("1 further ticket is late.\n")
    assert [each for each in numbers if each in last] == numbers[2:]
    assert "Next:" not in last


@pytest.mark.usefixtures("running")
async def test_so_it_does_for_programs(numbers: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert await late("--json") == 1
    first = json.loads(capsys.readouterr().out)
    assert await late("--json", "--cursor", first["next"]) == 1
    last = json.loads(capsys.readouterr().out)

    assert [each["number"] for each in (*first["items"], *last["items"])] == numbers
    assert last["next"] is None
