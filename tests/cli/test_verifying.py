"""`duetime verify` as an operator meets it: what it says, and its exit code."""

import asyncio
import json
import sys
from collections.abc import AsyncGenerator
from io import StringIO
from uuid import UUID

import pytest
from sqlalchemy import text

from app.cli import recounting, verifying
from app.cli.commands import parser
from app.cli.output import progress
from app.cli.output.progress import Progress
from app.postgres.engine import create_engine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.verification import verification
from tests.office import Office
from tests.workers.test_term_announcing import copied


@pytest.fixture
async def ids(fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[list[UUID]]:
    """Three tickets in the database of the command."""
    monkeypatch.setenv("DUETIME_DATABASE_URL", fresh_database.app)
    engine = create_engine(fresh_database.app, pool_size=1)
    office = Office(engine)
    customer_id = await office.customer()
    yield [await office.ticket(customer_id) for _ in range(3)]
    await engine.dispose()


@pytest.fixture
async def tampered(ids: list[UUID], fresh_database: DatabaseUrls) -> list[UUID]:
    engine = create_engine(fresh_database.owner, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE tickets SET step = 4, title = 'x' WHERE id <> :first"), {"first": ids[0]})
    await engine.dispose()
    return ids


def run(*arguments: str) -> int:
    """The exit code."""
    options = parser().parse_args(["verify", *arguments])
    try:
        verifying.verify(options)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 1
    return 0


def test_all_is_well(ids: list[UUID], capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert capsys.readouterr().out == "3 tickets verified: no differences.\n"


def test_differences_are_also_a_document(tampered: list[UUID], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--json", "--show", "1") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["tickets"], found["ticketsThatDiffer"], len(found["words"])) == (3, 2, 1)
    assert found["differences"] > 1


def test_differences_are_explained_and_counted(tampered: list[UUID], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--show", "3") == 1
    *shown, more, verdict = capsys.readouterr().out.splitlines()
    assert len(shown) == 3
    assert shown[0].startswith("T-2026-")
    assert " tickets.step: stored 4, replayed 3 since event 1 (registered, 2026-11-23T09:30:00Z)" in shown[0]
    assert (more, verdict) == ("… and 1 more", "3 tickets verified: 4 differences in 2 of them.")


def test_one_ticket_and_the_rest_after_it(tampered: list[UUID], capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--ticket", str(tampered[0])) == 0
    assert run("--after", str(tampered[2])) == 0
    assert capsys.readouterr().out == "1 tickets verified: no differences.\n0 tickets verified: no differences.\n"
    assert run("--after", str(tampered[1])) == 1
    assert run("--ticket", "T-1999-000001") == 1


async def test_a_ticket_whose_row_is_gone_is_missed(
    ids: list[UUID], fresh_database: DatabaseUrls, capsys: pytest.CaptureFixture[str]
) -> None:
    engine = create_engine(fresh_database.owner, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        for table in ("ticket_events", "clocks"):
            await connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT fk_{table}_ticket"))
        await connection.execute(text("DELETE FROM tickets WHERE id = :first"), {"first": ids[0]})
    await engine.dispose()

    assert await asyncio.to_thread(run) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{ids[0]} has no row in tickets; it is told of in ticket_events, clocks",
        f"{ids[0]} its events are not those that there were when entry 1 tells of it",
        "2 tickets verified: 2 differences in 1 of them.",
    ]


class Impatient(StringIO):
    """Somebody who has seen enough at the first difference."""

    def write(self, text: str, /) -> int:
        raise KeyboardInterrupt(text)


def test_stopped_half_way_it_says_where_to_go_on(
    tampered: list[UUID], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "MOST_EVENTS", 1)
    monkeypatch.setattr(sys, "stdout", Impatient())
    with pytest.raises(KeyboardInterrupt):
        run()
    stopped = f"Stopped after 1 tickets. The rest: duetime verify --after {tampered[0]}\n"
    assert capsys.readouterr().err == stopped


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_a_bar_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "REDRAWN_EVERY", 0)
    terminal = Terminal()
    shown = Progress(4000, "tickets", terminal)
    shown.advance(1000)
    shown.finish()
    first, last = terminal.getvalue().removeprefix("\r").split("\r")
    assert first.startswith(f"[{'#' * 7}{'.' * 23}] 1,000 of 4,000 tickets, 25 %, ")
    assert last.endswith(" s left\033[K\n")


def test_lines_anywhere_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "SAID_EVERY", 0)
    log = StringIO()
    shown = Progress(2, "tickets", log)
    shown.advance(2)
    shown.finish()
    assert log.getvalue() == "2 of 2 tickets, 100 %\n"


def test_nothing_is_said_of_what_takes_no_time() -> None:
    log = StringIO()
    Progress(2, "tickets", log).advance(2)
    assert not log.getvalue()


async def test_counts_that_are_wrong_are_told_and_counted_anew(
    ids: list[UUID], fresh_database: DatabaseUrls, capsys: pytest.CaptureFixture[str]
) -> None:
    await asyncio.to_thread(recounting.recount, parser().parse_args(["recount"]))
    engine = create_engine(fresh_database.app, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        more = "SELECT 'ever', '0001-01-01', id, 'standard', 'low', 'response', '{3}' FROM customers"
        await connection.execute(text(f"INSERT INTO counted_clocks {more}"))
    await engine.dispose()

    assert await asyncio.to_thread(run) == 1
    first, *_, verdict, counts = capsys.readouterr().out.splitlines()[1:]
    assert first.startswith("counted_clocks (customer ")
    assert verdict == "3 tickets verified: no differences."
    assert counts.endswith(" counts of the status are not those of its clocks: see duetime recount.")

    await asyncio.to_thread(recounting.recount, parser().parse_args(["recount"]))
    assert await asyncio.to_thread(run) == 0
    assert capsys.readouterr().out == "Counted anew.\n3 tickets verified: no differences.\n"


@pytest.fixture
async def instance(fresh_database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[UUID]:
    """Of which there is a copy."""
    monkeypatch.setenv("DUETIME_DATABASE_URL", fresh_database.app)
    engine = create_engine(fresh_database.app, pool_size=1)
    [made] = await copied(Office(engine))
    yield made
    await engine.dispose()


@pytest.fixture
async def renamed(instance: UUID, fresh_database: DatabaseUrls) -> UUID:
    engine = create_engine(fresh_database.owner, pool_size=1)
    async with transaction(engine, SYSTEM) as connection:
        await connection.execute(text("UPDATE instances SET name = 'x'"))
    await engine.dispose()
    return instance


def test_whatever_else_has_a_history_is_verified_too(instance: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert capsys.readouterr().out == "0 tickets, 1 instances verified: no differences.\n"


def test_what_else_differs_is_named(renamed: UUID, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 1
    first, verdict = capsys.readouterr().out.splitlines()
    assert first == f"instance {renamed} instances.name: stored x, replayed Production"
    assert verdict == "0 tickets, 1 instances verified: 1 differences in 1 of them."
    assert run("--json") == 1
    found = json.loads(capsys.readouterr().out)
    assert (found["others"], found["differences"]) == ({"instances": 1}, 1)
