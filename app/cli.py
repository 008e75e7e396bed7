"""`duetime`: serve, migrate, and print the OpenAPI document."""

import argparse
import asyncio
import json
import logging
import shlex
import signal
import socket
import sys
from collections.abc import Callable, Coroutine, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

import uvicorn

from app.db import migrations
from app.db.embedded import EmbeddedPostgres, embedded_postgres
from app.db.embedded_home import EmbeddedPostgresError
from app.db.embedded_process import follow_parent
from app.db.urls import DatabaseUrls
from app.main import create_app, openapi
from app.settings import Settings

logger = logging.getLogger("duetime")

GRACE_SECONDS = 10
"""For requests under way when we are told to stop; a body that is never sent in full would hold us for ever."""
BACKLOG = 2048
EXAMPLE = {
    "kind": "incident",
    "callType": "software_bug",
    "product": "datalink",
    "problemType": "technical",
    "title": "Messages stay in the queue",
    "description": "Since this morning nothing has left the outgoing queue.",
    "urgency": "u1",
    "impact": "i2",
    "channel": "portal",
}


class CannotServeError(Exception):
    """Something on this machine is in the way, and what to do about it."""


@dataclass(frozen=True)
class Welcome:
    """What a newcomer can try at once: a key, a customer to post a ticket for, a ticket to have explained."""

    api_key: str | None = None
    customer_id: str | None = None
    ticket_id: str | None = None


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        options.run(options)
    except (CannotServeError, EmbeddedPostgresError) as error:
        print(f"duetime: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0 if options.run is serve else 130
    return 0


def parser() -> argparse.ArgumentParser:
    duetime = argparse.ArgumentParser(prog="duetime", description="Support tickets, and when every promise falls due.")
    commands = duetime.add_subparsers(required=True, metavar="command")

    def command(name: str, run: Callable[[argparse.Namespace], None], summary: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=summary, description=summary)
        added.set_defaults(run=run)
        return added

    serving = command("serve", serve, "serve the API, from a database of its own unless DUETIME_DATABASE_URL names one")
    serving.add_argument("--host", help="the address to listen on, instead of DUETIME_HOST")
    serving.add_argument("--port", type=int, help="the port to listen on, instead of DUETIME_PORT")
    serving.add_argument("--with-parent", action="store_true", help="stop when the process that started this one dies")
    command("migrate", migrate, "bring the database to the schema of this version")
    command("openapi", print_openapi, "print the OpenAPI document")
    return duetime


def _interrupt(_number: int, _frame: object) -> None:
    """SIGTERM while uvicorn does not mind the signals itself: leave by way of every `finally`, as Ctrl-C does."""
    raise KeyboardInterrupt


def migrate(_: argparse.Namespace) -> None:
    with database(Settings()) as (urls, _server):
        asyncio.run(migrations.upgrade(urls.owner))
    print("The database has the schema of this version.")


def print_openapi(_: argparse.Namespace) -> None:
    print(json.dumps(openapi(), indent=2, ensure_ascii=False))


def serve(options: argparse.Namespace) -> None:
    if options.with_parent:
        follow_parent()
    settings = overridden(Settings(), options)
    with listener(settings.host, settings.port) as listening, database(settings) as (urls, server):
        settings = reachable_at(settings, listening.getsockname()[1])
        welcome = asyncio.run(prepare(urls, settings))
        config = uvicorn.Config(
            create_app(settings.model_copy(update={"database_url": urls.app})),
            http="httptools",
            loop="uvloop",
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            callback_notify=server and keeping_up(server),
            timeout_notify=1,
        )
        AnnouncedServer(config, banner(settings.public_url, welcome)).run(sockets=[listening])


def overridden(settings: Settings, options: argparse.Namespace) -> Settings:
    given = {name: getattr(options, name) for name in ("host", "port") if getattr(options, name) is not None}
    return settings.model_copy(update=given)


def reachable_at(settings: Settings, port: int) -> Settings:
    if "public_url" in settings.model_fields_set:
        return settings
    host = "127.0.0.1" if settings.host in {"0.0.0.0", "::"} else settings.host  # noqa: S104 - compared, not bound
    return settings.model_copy(update={"public_url": f"http://{host}:{port}"})


@contextmanager
def listener(host: str, port: int) -> Generator[socket.socket]:
    """Taken before anything is started, so that a second `make run` is refused at once."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise CannotServeError(
            f"cannot listen on {host}:{port}: {error.strerror}. Is duetime running already? "
            "Another port: DUETIME_PORT=8001."
        ) from error
    with listening:
        yield listening


@contextmanager
def database(settings: Settings) -> Generator[tuple[DatabaseUrls, EmbeddedPostgres | None]]:
    if settings.database_url is not None:
        yield DatabaseUrls.one(settings.database_url), None
        return
    with embedded_postgres(settings.data_dir) as server:
        yield server.urls, server


async def prepare(urls: DatabaseUrls, settings: Settings) -> Welcome:
    """What has to be in the database before the first request; any other than our own is migrated by hand."""
    if settings.database_url is None:
        await migrations.upgrade(urls.owner)
    return Welcome()


def keeping_up(server: EmbeddedPostgres) -> Callable[[], Coroutine[Any, Any, None]]:
    """Start the database again should it die under us; the requests in between are told to try again."""

    async def look_after() -> None:
        if not server.running:
            logger.error("The embedded PostgreSQL has died; starting it again. Its log: %s", server.home.log)
            with suppress(EmbeddedPostgresError):  # its last processes may take a moment to go: look again
                server.start()

    return look_after


class AnnouncedServer(uvicorn.Server):
    """Says what to do next at the moment when it can be done."""

    def __init__(self, config: uvicorn.Config, announcement: str) -> None:
        super().__init__(config)
        self._announcement = announcement

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        print(self._announcement, flush=True)


def banner(url: str, welcome: Welcome) -> str:
    lines = [f"Duetime is ready at {url}. Ctrl-C stops it.", "", f"  docs     {url}/v1/docs"]
    if welcome.api_key:
        lines += [
            f"  API key  {welcome.api_key}",
            "",
            "Post a ticket, see how the promises stand, and ask why one is due:",
        ]
        lines += ["", *examples(url, welcome)]
    return "\n".join([*lines, ""])


def examples(url: str, welcome: Welcome) -> list[str]:
    """Three lines for a shell."""
    curl = f"curl -sS -H 'Authorization: Bearer {welcome.api_key}'"
    ticket = {"customerId": welcome.customer_id, **EXAMPLE}
    why = f"{url}/v1/tickets/{welcome.ticket_id}/clocks/resolution/explanation"
    return [
        f"{curl} -H 'Content-Type: application/json' -d {shlex.quote(json.dumps(ticket))} {url}/v1/tickets",
        f"{curl} {url}/v1/sla/status",
        f"{curl} -H 'Accept: text/plain' {why}",
    ]
