"""All the commands, and what each of them runs."""

import argparse
import asyncio
import json
import signal
import sys
from collections.abc import Callable, Iterator, Sequence

import shtab
from pydantic import TypeAdapter, ValidationError

from app.cli import auditing, erasing, networks, recomputing, recounting, rereading, verifying
from app.cli.daily import asking
from app.cli.database import open_database
from app.cli.output.documents import takes_json
from app.cli.serving import serve
from app.cli.worker import CannotServeError, work
from app.clock import system_clock
from app.domain.agreement.agreement import in_force
from app.domain.agreement.clauses import as_markdown
from app.main import VERSION, openapi
from app.postgres.embedded.home import EmbeddedPostgresError
from app.postgres.errors import reason
from app.postgres.urls import place
from app.routers.contract.client_document import client_document
from app.routers.sla.agreement_schemas import AgreementOut
from app.settings import Settings
from app.sla.agreement import REVISIONS

Command = Callable[[argparse.Namespace], None]


def run(arguments: Sequence[str]) -> int:
    """The exit code."""
    signal.signal(signal.SIGTERM, _interrupt)
    options = parser().parse_args(arguments)
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
    duetime.add_argument("--version", action="version", version=f"duetime {VERSION}")
    shtab.add_argument_to(duetime, "--print-completion", help="print the script that completes commands in this shell")
    commands = duetime.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Command, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(run=run)
        return added

    serving = command("serve", serve, "serve the API, from a database of its own unless DUETIME_DATABASE_URL names one")
    serving.add_argument("--host", help="the address to listen on, instead of DUETIME_HOST")
    serving.add_argument("--port", type=int, help="the port to listen on, instead of DUETIME_PORT")
    serving.add_argument("--workers", type=int, default=1, help="so many processes, for as many cores")
    serving.add_argument("--reload", action="store_true", help="start again when the code changes, for development")
    serving.add_argument("--without-worker", action="store_true", help="leave what falls due to `duetime worker`")
    serving.add_argument("--with-parent", action="store_true", help="stop when the process that started this one dies")
    working = command("worker", work, "announce what falls due, beside any number of `duetime serve --without-worker`")
    working.add_argument("--metrics-port", type=int, help="answer Prometheus on this port of DUETIME_HOST")
    asking.add_commands(command)
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
    takes_json(command("agreement", print_agreement, "print the agreement of this version, clause by clause"))
    printing = command("openapi", print_openapi, "print the OpenAPI document")
    printing.add_argument("--client", action="store_true", help="JSON only, for generators of clients")
    return duetime


def faults(error: ValidationError) -> Iterator[str]:
    """What is wrong with the settings, without what they hold: that may be a secret."""
    for each in error.errors(include_url=False, include_input=False, include_context=False):
        name = "".join(f"DUETIME_{part}: ".upper() for part in each["loc"][:1])
        yield name + each["msg"].removeprefix("Value error, ")


def migrate(_: argparse.Namespace) -> None:
    from app.postgres import migrations  # noqa: PLC0415 - with Alembic, for who migrates

    with open_database(Settings()) as (urls, _server):
        try:
            asyncio.run(migrations.upgrade(urls.owner))
        except Exception as error:
            if said := reason(error):
                raise SystemExit(f"duetime: cannot use the database {place(urls.owner)}: {said}") from error
            raise
    sys.stdout.write("The database has the schema of this version.\n")


def print_agreement(options: argparse.Namespace) -> None:
    agreement = in_force(REVISIONS, system_clock())
    if options.json:
        document = TypeAdapter(AgreementOut).dump_json(AgreementOut.of(agreement), indent=2)
        sys.stdout.write(f"{document.decode()}\n")
    else:
        sys.stdout.write(as_markdown(agreement))


def print_openapi(options: argparse.Namespace) -> None:
    document = client_document(openapi()) if options.client else openapi()
    sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _interrupt(_number: int, _frame: object) -> None:
    """SIGTERM while nobody minds the signals: leave by way of every `finally`, as Ctrl-C does."""
    raise KeyboardInterrupt
