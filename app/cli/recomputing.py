"""`duetime recompute`: what another calendar or agreement would move, and bringing along what is behind."""

import argparse
import asyncio
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final
from uuid import UUID

from app.calendars.foresight import WhatIf, preview_impact
from app.cli.applying import AT_ONCE, apply
from app.cli.database import migrated, shared_database
from app.cli.output.moves import Csv, Json, MovesTable
from app.cli.output.progress import Progress
from app.cli.verifying import ticket
from app.clock import system_clock
from app.errors import NotFound
from app.postgres.engine import AsyncEngine
from app.revisions.loading import stored_book
from app.settings import Settings
from app.tickets.store.replay import TicketSelection

POOL_SIZE: Final = AT_ONCE
BATCH: Final = 1_000
"""Tickets in one transaction: their rows are locked meanwhile, a fraction of a second."""
LARGEST_BATCH: Final = 5_000
SUPPOSED: Final = "Supposed"
FORMS: Final = {"table": MovesTable, "json": Json, "csv": Csv}


def add_arguments(recomputing: argparse.ArgumentParser) -> None:
    recomputing.epilog = (
        "Exit code 0: done; 1: refused, or tickets are left: those that others were changing, which the next run or the"
        " worker takes along, or those that cannot follow, which are named. Safe beside live traffic, beside other runs"
        " of itself, and when killed: what a batch did, it did altogether, and the next run goes on from there."
    )
    mode = recomputing.add_mutually_exclusive_group(required=True)
    mode.add_argument("--dry-run", action="store_true", help="show what would move, by how much, and change nothing")
    mode.add_argument(
        "--apply", action="store_true", help="bring the open tickets along that go by an older calendar than the latest"
    )
    recomputing.add_argument(
        "--batch", type=_batch, default=BATCH, metavar="N", help=f"tickets in one transaction ({BATCH})"
    )
    recomputing.set_defaults(usage_error=recomputing.error)
    supposing = recomputing.add_argument_group("what if; without these, the latest calendar is what is compared with")
    supposing.add_argument(
        "--closing-day",
        type=_named_day,
        action="append",
        default=[],
        metavar="DATE[=NAME]",
        help="that day were closed too (YYYY-MM-DD; again for more)",
    )
    supposing.add_argument(
        "--closing-days",
        type=_days_of_file,
        default={},
        metavar="FILE",
        help="the days of this file were: a DATE NAME a line",
    )
    supposing.add_argument(
        "--open-day", type=_day, action="append", default=[], metavar="DATE", help="that closing day were taken away"
    )
    supposing.add_argument(
        "--agreement-revision", type=int, metavar="N", help="open tickets were bound to that revision of the agreement"
    )
    showing = recomputing.add_argument_group("what a dry run shows")
    showing.add_argument("--customer", type=UUID, metavar="ID", help="this customer's tickets only")
    showing.add_argument("--ticket", type=ticket, metavar="NUMBER|ID", help="this ticket only")
    form = showing.add_mutually_exclusive_group()
    form.add_argument(
        "--json", dest="form", action="store_const", const="json", default="table", help="as one JSON document"
    )
    form.add_argument("--csv", dest="form", action="store_const", const="csv", help="as CSV, the summary on stderr")


def _batch(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= LARGEST_BATCH:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to {LARGEST_BATCH:,}")
    return int(text)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no date, such as 2026-12-24") from None


def _named_day(text: str) -> tuple[date, str]:
    day, _, name = text.partition("=")
    return _day(day.strip()), name.strip() or SUPPOSED


def _days_of_file(path: str) -> Mapping[date, str]:
    """A date and perhaps a name on each line; what follows a # is for the reader."""
    days: dict[date, str] = {}
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise argparse.ArgumentTypeError(f"{path} cannot be read: {error}") from None
    for number, line in enumerate(lines, start=1):
        day, _, name = line.partition("#")[0].strip().partition(" ")
        if day:
            try:
                days[date.fromisoformat(day)] = name.strip() or SUPPOSED
            except ValueError:
                raise argparse.ArgumentTypeError(f"{path}, line {number}: {day!r} is no date") from None
    return days


def recompute(options: argparse.Namespace) -> None:
    _check(options)
    with shared_database(Settings()) as urls:
        done = asyncio.run(_run(urls.app, options))
    if not done:
        raise SystemExit(1)


def _check(options: argparse.Namespace) -> None:
    """Only what is there can be applied, and all of it: half a calendar is none."""
    given = {
        "--closing-day": options.closing_day,
        "--closing-days": options.closing_days,
        "--open-day": options.open_day,
        "--agreement-revision": options.agreement_revision,
        "--customer": options.customer,
        "--ticket": options.ticket,
    }
    refused = [name for name, value in given.items() if value not in (None, [], {})]
    if options.form == "csv":
        refused.append("--csv")
    if options.apply and refused:
        options.usage_error(
            f"{', '.join(refused)}: for --dry-run only. A day is closed for good by POST /v1/sla/closing-days,"
            " and a new revision of the agreement binds new tickets only."
        )


async def _run(url: str, options: argparse.Namespace) -> bool:
    """A batch that a crash of the database takes back is behind again, so none waits for the disk."""
    name = "duetime recompute"
    async with migrated(url, pool_size=POOL_SIZE, application_name=name, synchronous_commit="off") as engine:
        if options.apply:
            return await apply(engine, system_clock, options.batch, as_json=options.form == "json")
        return await _foresee(engine, options)


async def _foresee(engine: AsyncEngine, options: argparse.Namespace) -> bool:
    what_if = WhatIf(
        closed={**options.closing_days, **dict(options.closing_day)},
        opened=tuple(dict.fromkeys(options.open_day)),
        agreement_revision=options.agreement_revision,
    )
    wanted = TicketSelection(customer_id=options.customer, ticket=options.ticket)
    foresight = await preview_impact(engine, system_clock, await stored_book(engine), wanted, what_if)
    if options.ticket is not None and not await foresight.knows_any():
        raise NotFound("There is no such open ticket.")
    listing, progress = FORMS[options.form](), Progress(await foresight.count(), "tickets")
    stuck: list[str] = []
    listing.begin()
    try:
        async for batch in foresight.batches(options.batch):
            listing.add(batch.moves)
            stuck += batch.stuck
            progress.advance(batch.tickets)
    finally:
        progress.finish()
    listing.conclude(progress.done)
    if stuck:
        sys.stderr.write(f"{len(stuck):,} could not be looked at: {', '.join(stuck)}.\n")
    return not stuck
