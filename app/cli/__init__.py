"""`duetime`: the commands, and what each of them runs."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence

from pydantic import ValidationError

from app.cli import auditing, erasing, networks, recomputing, recounting, rereading, verifying
from app.cli.database import open_database
from app.cli.serving import CannotServeError, serve
from app.cli.worker import work
from app.clock import system_clock
from app.domain.agreement.agreement import in_force
from app.domain.agreement.clauses import as_markdown
from app.main import openapi
from app.postgres import migrations
from app.postgres.embedded.home import EmbeddedPostgresError
from app.settings import Settings
from app.sla.agreement import REVISIONS

Command = Callable[[argparse.Namespace], None]


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        options.run(options)
    except (CannotServeError, EmbeddedPostgresError) as error:
        sys.stderr.write(f"duetime: {error}\n")
        return 1
    except ValidationError as error:
        if error.title != Settings.__name__:
            raise
        sys.stderr.writelines(f"duetime: {fault}\n" for fault in faults(error))
        return 1
    except KeyboardInterrupt:
        return 0 if options.run in {serve, work} else 130
    return 0


def parser() -> argparse.ArgumentParser:
    duetime = argparse.ArgumentParser(prog="duetime", description="Support tickets, and when every promise falls due.")
    commands = duetime.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Command, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(run=run)
        return added

    serving = command("serve", serve, "serve the API, from a database of its own unless DUETIME_DATABASE_URL names one")
    serving.add_argument("--host", help="the address to listen on, instead of DUETIME_HOST")
    serving.add_argument("--port", type=int, help="the port to listen on, instead of DUETIME_PORT")
    serving.add_argument("--without-worker", action="store_true", help="leave what falls due to `duetime worker`")
    serving.add_argument("--with-parent", action="store_true", help="stop when the process that started this one dies")
    command("worker", work, "announce what falls due, beside any number of `duetime serve --without-worker`")
    verifying.add_arguments(command("verify", verifying.verify, "replay every ticket and compare with what is stored"))
    auditing.add_arguments(command("audit", auditing.heads, "hold the audit trail against itself, or print its heads"))
    recomputing.add_arguments(
        command("recompute", recomputing.recompute, "show or apply what another calendar makes of the open tickets")
    )
    recounting.add_arguments(
        command("recount", recounting.recount, "count the numbers that the status goes by anew, from the tickets")
    )
    rereading.add_arguments(
        command("reread", rereading.reread, "bring along what was recorded while the agreement was read otherwise")
    )
    erasing.add_arguments(command("person", erasing.erase, "erase a person, as the GDPR has it"))
    networks.add_arguments(command("networks", networks.networks, "see or change from where managers are let in"))
    command("migrate", migrate, "bring the database to the schema of this version")
    command("agreement", print_agreement, "print the agreement in force, clause by clause")
    command("openapi", print_openapi, "print the OpenAPI document")
    return duetime


def faults(error: ValidationError) -> Iterator[str]:
    """What is wrong with the settings, without what they hold: that may be a secret."""
    for each in error.errors(include_url=False, include_input=False, include_context=False):
        name = "".join(f"DUETIME_{part}: ".upper() for part in each["loc"][:1])
        yield name + each["msg"].removeprefix("Value error, ")


def migrate(_: argparse.Namespace) -> None:
    with open_database(Settings()) as (urls, _server):
        asyncio.run(migrations.upgrade(urls.owner))
    sys.stdout.write("The database has the schema of this version.\n")


def print_agreement(_: argparse.Namespace) -> None:
    sys.stdout.write(as_markdown(in_force(REVISIONS, system_clock())))


def print_openapi(_: argparse.Namespace) -> None:
    sys.stdout.write(json.dumps(openapi(), indent=2, ensure_ascii=False) + "\n")


def _interrupt(_number: int, _frame: object) -> None:
    """SIGTERM while nobody minds the signals: leave by way of every `finally`, as Ctrl-C does."""
    raise KeyboardInterrupt
