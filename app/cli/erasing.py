"""`duetime person erase`: nothing says any more who it was; what happened still stands."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from uuid import UUID

from app.accounts import erasure
from app.accounts.erasure import Erasure
from app.cli.database import migrated, shared_database
from app.cli.output.documents import takes_json, write_document
from app.clock import system_clock
from app.postgres.engine import transaction
from app.postgres.tenancy import SYSTEM
from app.settings import Settings


def add_arguments(person: argparse.ArgumentParser) -> None:
    commands = person.add_subparsers(required=True, metavar="command")
    summary = "erase a person for good: name, e-mail address, sign-in, keys"
    erasing = commands.add_parser("erase", help=summary, description=summary)
    erasing.set_defaults(run=erase)
    erasing.add_argument("id", type=UUID, metavar="ID", help="as in GET /v1/people")
    erasing.add_argument("--dry-run", action="store_true", help="say what would go, and change nothing")
    takes_json(erasing)
    erasing.epilog = "Tickets, responsibilities and the audit trail stand, with an id that leads to nobody any more."


def erase(options: argparse.Namespace) -> None:
    with shared_database(Settings()) as urls:
        done = asyncio.run(_erase(urls.app, options.id, dry_run=options.dry_run))
    if options.json:
        write_document(_members(done, dry_run=options.dry_run))
        return
    sys.stdout.write("".join(f"{line}\n" for line in _told(done, dry_run=options.dry_run)))


async def _erase(url: str, person_id: UUID, *, dry_run: bool) -> Erasure:
    database = migrated(url, command_timeout=None, statement_timeout="0")
    async with database as engine, transaction(engine, SYSTEM) as connection:
        if dry_run:
            return await erasure.plan(connection, person_id)
        return await erasure.erase(connection, person_id, system_clock())


def _members(done: Erasure, *, dry_run: bool) -> dict[str, object]:
    gone = done.belongings
    lost = {"keys": gone.keys, "registrations": gone.registrations, "answers": gone.answers}
    left = {"openTickets": gone.open_tickets, "mentions": done.mentions, "tickets": done.tickets}
    return {"personId": done.person.id, "dryRun": dry_run, **lost, **left}


def _told(done: Erasure, *, dry_run: bool) -> Iterator[str]:
    gone = done.belongings
    yield f"Person {done.person.id}{' would lose' if dry_run else ' has lost'}:"
    yield "  name, e-mail address, sign-in at the OpenID provider, administration"
    yield f"  keys, revoked for good: {gone.keys}"
    yield f"  rights to register tickets: {gone.registrations}"
    yield f"  answers kept for retries that concern the person: {gone.answers}"
    if gone.open_tickets:
        yield f"Named for a role, which falls back to everybody who has it, on {', '.join(gone.open_tickets)}"
    if done.mentions:
        yield "Name or address in words that people wrote, which stay (see docs/audit.md); for you to judge:"
        yield from (f"  {column}: {rows} rows" for column, rows in sorted(done.mentions.items()))
    if done.tickets:
        yield f"  on tickets {', '.join(done.tickets)}"
    yield "Nothing was changed: this was a dry run." if dry_run else "Erased, and on record in the audit trail."
