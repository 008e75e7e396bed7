"""`duetime recompute` as an operator meets it: what it shows, what it does, what it refuses, and its exit code."""

import asyncio
import csv
import json
import signal
import subprocess
import sys
from collections.abc import AsyncGenerator
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import text

from app.agreements.store import calendars
from app.agreements.store.calendars import CalendarRevision
from app.calendars.recomputation import waiting
from app.cli import applying, recomputing
from app.cli.commands import parser
from app.postgres import tenancy
from app.postgres.engine import create_engine, transaction
from app.postgres.urls import DatabaseUrls
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.organisations import MONDAY
from tests.workers.desk import Desk

TUESDAY = date(2026, 11, 24)
START = "import sys; from app.cli import main; sys.exit(main())"


@pytest.fixture
async def desk(fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[Desk]:
    """The command sees the same database, on the same day. One ticket each of two customers."""
    monkeypatch.setenv("DUETIME_DATABASE_URL", fresh_database.app)
    monkeypatch.setattr(recomputing, "system_clock", lambda: MONDAY)
    engine = create_engine(fresh_database.app, pool_size=2)
    desk = Desk(engine)
    for _ in range(2):
        await desk.raise_ticket(await desk.open())
    yield desk
    await engine.dispose()


async def close(desk: Desk, day: date = TUESDAY) -> None:
    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        before = await calendars.latest(connection)
        days = {**before.closing_days, day: "Bridge day"}
        await calendars.add(connection, CalendarRevision(before.revision + 1, days, "Closed", desk.now), None)


async def run(*arguments: str) -> int:
    """The exit code. In a thread: the command has an event loop of its own."""
    return await asyncio.to_thread(_run, *arguments)


def _run(*arguments: str) -> int:
    try:
        recomputing.recompute(parser().parse_args(["recompute", *arguments]))
    except SystemExit as left:
        if isinstance(left.code, str):
            sys.stderr.write(f"{left.code}\n")
        return left.code if isinstance(left.code, int) else 1
    return 0


Captured = pytest.CaptureFixture[str]


async def test_a_table_of_what_would_move(desk: Desk, capsys: Captured) -> None:
    assert await run("--dry-run", "--closing-day", "2026-11-24=Bridge day", "--closing-day", "2026-11-26") == 0
    heading, first, _, verdict = capsys.readouterr().out.splitlines()
    assert heading.split("  ")[0] == "ticket"
    number, clock, due, then, support, wall = first.split()
    assert (number, clock) == ("T-2026-000001", "resolution")
    assert (support, wall) == ("+18:00:00", "+48:00:00"), (due, then)
    assert verdict == "2 open tickets looked at: 2 due times of 2 would move, 2 later."
    assert (await waiting(desk.engine)) == (1, 0)


async def test_json_and_csv(desk: Desk, capsys: Captured) -> None:
    assert await run("--dry-run", "--closing-day", "2026-11-24", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["summary"] == {
        "ticketsLookedAt": 2,
        "ticketsMoved": 2,
        "dueTimesMoved": 2,
        "byDirection": {"later": 2, "earlier": 0, "due_now": 0, "not_due": 0},
    }
    assert [(each["clock"], each["supportSeconds"]) for each in told["moves"]] == [("resolution", 9 * 3600)] * 2
    assert await run("--dry-run", "--closing-day", "2026-11-24", "--csv") == 0
    shown = capsys.readouterr()
    rows = list(csv.DictReader(StringIO(shown.out)))
    assert [row["ticketId"] for row in rows] == [each["ticketId"] for each in told["moves"]]
    assert [row["newDueAt"] for row in rows] == [each["newDueAt"] for each in told["moves"]]
    assert shown.err.endswith("2 open tickets looked at: 2 due times of 2 would move, 2 later.\n")


@pytest.mark.parametrize(
    ("form", "nothing"),
    [
        ((), "0 open tickets looked at: no due time would move.\n"),
        (("--csv",), "ticket,ticketId,customerId,clock,direction,dueAt,newDueAt,supportSeconds,wallSeconds\n"),
    ],
)
async def test_nobody_is_behind(desk: Desk, capsys: Captured, form: tuple[str, ...], nothing: str) -> None:
    assert await run("--dry-run", *form) == 0
    assert capsys.readouterr().out.replace("\r\n", "\n") == nothing
    assert await run("--dry-run", "--json") == 0
    assert json.loads(capsys.readouterr().out)["moves"] == []


async def test_days_of_a_file_and_a_day_opened_again(desk: Desk, capsys: Captured, tmp_path: Path) -> None:
    await close(desk)
    days = tmp_path / "days.txt"
    days.write_text("# The days between\n2026-11-25 Moving\n\n2026-11-26\n", encoding="utf-8")
    assert await run("--dry-run", "--closing-days", str(days), "--open-day", "2026-11-24") == 0
    assert "+18:00:00" in capsys.readouterr().out
    days.write_text("2026-11-25 Moving\nsoon\n", encoding="utf-8")
    assert await run("--dry-run", "--closing-days", str(days)) == 2
    assert f"{days}, line 2: 'soon' is no date" in capsys.readouterr().err


async def test_what_is_behind_is_shown_and_comes_along_once(desk: Desk, capsys: Captured) -> None:
    await close(desk)
    assert await run("--dry-run") == 0
    assert capsys.readouterr().out.endswith("2 open tickets looked at: 2 due times of 2 would move, 2 later.\n")
    assert await run("--apply", "--batch", "1") == 0
    assert capsys.readouterr().out == (
        "2 open tickets came along to calendar revision 2; due times of 2 of them moved.\n"
    )
    assert await run("--apply", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told == {"calendarRevision": 2, "tickets": 0, "ticketsMoved": 0, "ticketsLeft": 0, "ticketsStuck": []}


async def test_one_that_somebody_holds_is_left_and_said_so(
    desk: Desk, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "REST_SECONDS", 0)
    await close(desk)
    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        await connection.execute(text("SELECT 1 FROM tickets LIMIT 1 FOR UPDATE"))
        assert await run("--apply") == 1
    assert capsys.readouterr().out.endswith(" of 1 of them moved. 1 are left: others were changing them.\n")
    assert await run("--apply") == 0


async def test_one_that_cannot_follow_is_named_and_the_others_come_along(desk: Desk, capsys: Captured) -> None:
    first = await desk.raise_ticket(await desk.open())
    await desk.copy(first, 4)
    await close(desk)
    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        await connection.execute(text("UPDATE tickets SET agreement_revision = 99 WHERE number = 'T-2026-000002'"))
    assert await run("--dry-run") == 1
    shown = capsys.readouterr()
    assert shown.out.endswith("7 open tickets looked at: 6 due times of 6 would move, 6 later.\n")
    assert shown.err.endswith("1 could not be looked at: T-2026-000002.\n")
    assert await run("--apply", "--batch", "3") == 1
    assert capsys.readouterr().out == (
        "6 open tickets came along to calendar revision 2; due times of 6 of them moved. 1 could not: T-2026-000002.\n"
    )
    assert await run("--apply", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["tickets"], told["ticketsLeft"], told["ticketsStuck"]) == (0, 0, ["T-2026-000002"])


@pytest.mark.parametrize(
    ("arguments", "code", "why"),
    [
        ([], 2, "one of the arguments --dry-run --apply is required"),
        (["--dry-run", "--apply"], 2, "not allowed with argument"),
        (["--apply", "--closing-day", "2026-11-24"], 2, "--closing-day: for --dry-run only"),
        (["--apply", "--agreement-revision", "1", "--csv"], 2, "--agreement-revision, --csv: for --dry-run only"),
        (["--dry-run", "--closing-day", "24-11-2026"], 2, "'24-11-2026' is no date, such as 2026-12-24"),
        (["--dry-run", "--closing-days", "/nowhere"], 2, "/nowhere cannot be read"),
        (["--dry-run", "--batch", "0"], 2, "'0' is not a number from 1 to 5,000"),
        (["--dry-run", "--closing-day", "2026-11-20"], 1, "A day that is over cannot be closed any more."),
        (["--dry-run", "--closing-day", "2026-12-25"], 1, "2026-12-25 is closed anyway"),
        (["--dry-run", "--open-day", "2026-11-24"], 1, "There is no such closing day."),
        (["--dry-run", "--agreement-revision", "7"], 1, "There is no revision 7 of the agreement; there is 1."),
        (["--dry-run", "--ticket", "T-1999-000001"], 1, "There is no such open ticket."),
    ],
)
async def test_what_makes_no_sense_is_refused_and_named(
    desk: Desk, capsys: Captured, arguments: list[str], code: int, why: str
) -> None:
    assert await run(*arguments) == code
    assert why in capsys.readouterr().err


async def test_one_ticket_of_one_customer(desk: Desk, capsys: Captured) -> None:
    assert await run("--dry-run", "--closing-day", "2026-11-24", "--ticket", "T-2026-000002") == 0
    assert capsys.readouterr().out.splitlines()[1].startswith("T-2026-000002 ")


@pytest.mark.long
async def test_killed_half_way_the_next_run_goes_on_from_there(desk: Desk, fresh_database: DatabaseUrls) -> None:
    first = (await desk.raise_ticket(await desk.open()),)
    await desk.copy(first[0], 300)
    await close(desk)
    command = [sys.executable, "-c", START, "recompute", "--apply", "--batch", "1"]
    running = await asyncio.to_thread(subprocess.Popen, command, stderr=subprocess.DEVNULL)
    try:
        while (await waiting(desk.engine))[1] > 290:  # noqa: ASYNC110 - another process does it
            await asyncio.sleep(0.01)
    finally:
        running.send_signal(signal.SIGKILL)
        await asyncio.to_thread(running.wait)

    assert 0 < (left := (await waiting(desk.engine))[1]) < 303
    assert await run("--apply") == 0
    assert (await waiting(desk.engine)) == (2, 0), left
    verified = [batch async for batch in verify(desk.engine, desk.book, TicketSelection())]
    assert [each for batch in verified for each in batch.differences] == []
    async with transaction(desk.engine, tenancy.SYSTEM) as connection:
        counted = "SELECT type, count(*) FROM ticket_events WHERE type <> 'registered' GROUP BY type"
        events = dict(tuple(row) for row in await connection.execute(text(counted)))
    assert events == {"calendar_revised": 303, "due_moved": 303}
