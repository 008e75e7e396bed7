"""`duetime why`, `status` and `tickets`: a service that runs, asked from a prompt, a cron job or a monitor."""

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from app.cli.daily.service import JSON, TEXT, UNKNOWN, CannotAskError, NothingThereError, RunningService
from app.cli.output.documents import takes_json, write_document
from app.clock import Instant, system_clock
from app.domain.tickets.orders import TicketOrder
from app.domain.vocabulary import ClockName, Priority, TicketStatus

Command = Callable[[argparse.Namespace], None]

MOST: Final = 200
USUAL_SECONDS: Final = 5.0
CLEAR: Final = "\x1b[H\x1b[2J"
EPILOG: Final = (
    "The service is found by --url and --key, or DUETIME_URL and DUETIME_API_KEY; without them it is the one that was"
    " started in this folder. A key in the environment is not seen by others on this machine, one on the command line"
    " is."
)


def run(arguments: Sequence[str]) -> int:
    """The exit code."""
    duetime = argparse.ArgumentParser(prog="duetime")
    commands = duetime.add_subparsers(required=True, metavar="command")

    def command(name: str, start: Command, summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, description=summary)
        added.set_defaults(run=start)
        return added

    add_commands(command)
    options = duetime.parse_args(arguments)
    try:
        options.run(options)
    except KeyboardInterrupt:
        return 130
    return 0


def add_commands(command: Callable[[str, Command, str], argparse.ArgumentParser]) -> None:
    """`command` makes a parser of a name, what runs, and a summary."""
    _add_why(command("why", _asking(why), "say why a ticket's clocks are due when they are"))
    _add_status(command("status", _asking(status), "show how the promises stand"))
    _add_tickets(command("tickets", _asking(tickets), "list tickets, or those that are late"))


def _add_why(why: argparse.ArgumentParser) -> None:
    why.add_argument("ticket", metavar="NUMBER|ID", help="such as T-2026-000001")
    why.add_argument(
        "--clock", type=ClockName, choices=list(ClockName), help="only this one of its two; otherwise both"
    )
    _add_service(why)


def _add_status(status: argparse.ArgumentParser) -> None:
    status.add_argument(
        "--watch",
        type=float,
        nargs="?",
        const=USUAL_SECONDS,
        metavar="SECONDS",
        help=f"again and again, every {USUAL_SECONDS:g} seconds or so many, until Ctrl-C",
    )
    _add_service(status)


def _add_tickets(tickets: argparse.ArgumentParser) -> None:
    tickets.add_argument("--late", action="store_true", help="of which a clock that goes is past its due time")
    tickets.add_argument("--priority", choices=[each.value for each in Priority])
    tickets.add_argument("--status", choices=[each.value for each in TicketStatus])
    tickets.add_argument("--mine", action="store_true", help="on which whoever has the key is named for a role")
    tickets.add_argument("--waiting", action="store_true", help="that wait for information from the customer")
    tickets.add_argument(
        "--sort", choices=[each.value for each in TicketOrder], help="with - the latest first: --sort=-…"
    )
    tickets.add_argument("--words", metavar="TEXT", help="of number, title, description or reference")
    tickets.add_argument("--columns", metavar="NAMES", help="these, with commas between, and nothing cut")
    tickets.add_argument("--wide", action="store_true", help="all columns, and nothing cut")
    tickets.add_argument("--limit", type=int, metavar="N", help=f"at most so many ({MOST})")
    tickets.add_argument(
        "--cursor",
        type=_continuation,
        default={},
        metavar="ADDRESS|CURSOR",
        help="go on where `Next:`, or `next` of --json, said: the whole address, in quotes, which has the other"
        " options; or only its cursor, with the same options as before",
    )
    _add_service(tickets)
    tickets.epilog = (
        "Exit code with --late 0: nothing is late, 1: something is, which a first line says for monitors and mails; 3:"
        f" the service could not be asked. {EPILOG}"
    )


def _add_service(command: argparse.ArgumentParser) -> None:
    takes_json(command)
    command.add_argument("--url", help="where the service is, instead of DUETIME_URL")
    command.add_argument("--key", help="an API key, instead of DUETIME_API_KEY")
    command.epilog = EPILOG


def _asking(ask: Callable[[RunningService, argparse.Namespace], None]) -> Command:
    """The command, which ends with 3 where nothing can be known."""

    def asked(options: argparse.Namespace) -> None:
        try:
            ask(RunningService.of(options), options)
        except CannotAskError as error:
            sys.stderr.write(f"duetime: {error}\n")
            raise SystemExit(UNKNOWN) from error

    return asked


def why(service: RunningService, options: argparse.Namespace) -> None:
    clocks = [options.clock] if options.clock else list(ClockName)
    of_ticket = f"/tickets/{quote(options.ticket, safe='')}/clocks"
    try:
        told = [service.get(f"{of_ticket}/{each}/explanation", {}, _form(options)) for each in clocks]
    except NothingThereError as error:
        raise CannotAskError(f"there is no ticket {options.ticket}, or it is not this key's to see.") from error
    if options.json:
        write_document({each.value: json.loads(text) for each, text in zip(clocks, told, strict=True)})
    else:
        sys.stdout.write("\n\n".join(told))


def status(service: RunningService, options: argparse.Namespace) -> None:
    if options.watch is None:
        sys.stdout.write(service.get("/sla/status", {}, _form(options)))
        return
    for turn in count():
        if turn:
            time.sleep(options.watch)
        _show(_status_or_fault(service, options))


def _status_or_fault(service: RunningService, options: argparse.Namespace) -> str:
    """Who watches goes on watching: the service may come back."""
    try:
        return service.get("/sla/status", {}, _form(options))
    except CannotAskError as error:
        if options.json:
            raise
        return f"{system_clock().astimezone(UTC):%H:%M:%S}Z {error}\n"


def _show(page: str) -> None:
    """In place on a terminal, as much as fits; line after line elsewhere."""
    if sys.stdout.isatty():
        height = shutil.get_terminal_size().lines
        page = CLEAR + "\n".join(page.splitlines()[: height - 1]) + "\n"
    sys.stdout.write(page if page.endswith("\n") else f"{page}\n")
    sys.stdout.flush()


def _continuation(text: str) -> dict[str, str]:
    """The query of an address, or of a cursor alone."""
    if "?" not in text:
        return {"cursor": text}
    address = urlsplit(text)
    query = dict(parse_qsl(address.query))
    if not address.path.endswith("/v1/tickets") or "cursor" not in query:
        raise argparse.ArgumentTypeError(f"this is no address that `duetime tickets` goes on at: {text}")
    return query


def tickets(service: RunningService, options: argparse.Namespace) -> None:
    asked, looks = _asked(options), {"columns": options.columns, "wide": "true" if options.wide else None}
    looks = {name: value or options.cursor.get(name) for name, value in looks.items()}
    if not options.late and not options.json:
        sys.stdout.write(service.get("/tickets", {**asked, **looks}, TEXT))
        return
    page: dict[str, Any] = json.loads(service.get("/tickets", asked, JSON))
    late = len(page["items"]) if options.late else 0
    if options.json:
        write_document({**page, "next": _address_of_next(asked, page["nextCursor"])})
    else:
        sys.stdout.write(_verdict(late, more=page["nextCursor"] is not None, further="cursor" in asked))
        if late:
            sys.stdout.write(service.get("/tickets", {**asked, **looks}, TEXT))
    if late:
        raise SystemExit(1)


def _asked(options: argparse.Namespace) -> dict[str, Any]:
    """What is late goes by now, and is gone on with as of then: the cursor is of that list alone."""
    begun: dict[str, str] = options.cursor
    if options.late and begun and "dueBefore" not in begun:
        raise CannotAskError("With --late, give --cursor the whole address that `Next:` said after --late, in quotes.")
    given = {
        "priority": options.priority,
        "status": options.status,
        "mine": "true" if options.mine else None,
        "waiting": "true" if options.waiting else None,
        "sort": options.sort,
        "q": options.words,
        "limit": options.limit,
    }
    usual = {"limit": MOST, "dueBefore": _written(system_clock()) if options.late else None}
    chosen = {name: value for name, value in given.items() if value is not None}
    return {name: value for name, value in {**usual, **begun, **chosen}.items() if name not in {"columns", "wide"}}


def _address_of_next(asked: Mapping[str, Any], cursor: str | None) -> str | None:
    query = {name: value for name, value in {**asked, "cursor": cursor}.items() if value is not None}
    return f"/v1/tickets?{urlencode(query)}" if cursor else None


def _verdict(late: int, *, more: bool, further: bool) -> str:
    which = "further " if further else ""
    if not late:
        return f"Nothing {which}is late.\n"
    tickets_are = "ticket is" if late == 1 and not more else "tickets are"
    return f"{late} {'or more ' if more else ''}{which}{tickets_are} late.\n"


def _form(options: argparse.Namespace) -> str:
    return JSON if options.json else TEXT


def _written(at: Instant) -> str:
    return at.isoformat().replace("+00:00", "Z")
