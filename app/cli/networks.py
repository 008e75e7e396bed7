"""`duetime networks`: from where managers and administrators are let in; also once that has come to be from nowhere."""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable
from typing import Final

from uuid_utils.compat import uuid7

from app.access.store import administration_networks
from app.access.store.administration_networks import AdministrationNetwork
from app.addresses import Network, network
from app.cli.database import migrated, shared_database
from app.cli.output.documents import takes_json, write_document
from app.clock import system_clock
from app.postgres.engine import Connection, transaction
from app.postgres.tenancy import SYSTEM
from app.settings import Settings

Change = Callable[[Connection, argparse.Namespace], Awaitable[None]]


def add_arguments(networks: argparse.ArgumentParser) -> None:
    networks.epilog = "A change holds from the next request on. Without any network they are let in from everywhere."
    networks.set_defaults(change=_nothing)
    takes_json(networks)
    changes = networks.add_subparsers(metavar="change")
    adding = changes.add_parser("add", help="let them in from this network too")
    adding.add_argument("network", type=_network, metavar="NETWORK", help="such as 192.0.2.0/24 or 2001:db8::/32")
    adding.add_argument("--label", default="Added at the command line", help="what is there")
    adding.set_defaults(change=_add)
    removing = changes.add_parser("remove", help="let them in from this network no more")
    removing.add_argument("network", type=_network, metavar="NETWORK")
    removing.set_defaults(change=_remove)
    changes.add_parser("clear", help="let them in from everywhere").set_defaults(change=_clear)


def networks(options: argparse.Namespace) -> None:
    """Changes what is asked, and prints what there is then."""
    with shared_database(Settings()) as urls:
        left = asyncio.run(_changed(urls.app, options))
    if options.json:
        write_document([{"network": each.network, "label": each.label, "addedAt": each.added_at} for each in left])
        return
    lines = [f"{each.network!s:<20} {each.added_at:%Y-%m-%d} {each.label}" for each in left] or [EVERYWHERE]
    sys.stdout.write("\n".join(lines) + "\n")


EVERYWHERE: Final = "No networks: support managers and administrators are let in from everywhere."


async def _changed(url: str, options: argparse.Namespace) -> list[AdministrationNetwork]:
    async with migrated(url) as engine, transaction(engine, SYSTEM) as connection:
        await options.change(connection, options)
        return await administration_networks.hold(connection)


def _network(text: str) -> Network:
    try:
        return network(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


async def _nothing(connection: Connection, options: argparse.Namespace) -> None:
    """Just look."""


async def _add(connection: Connection, options: argparse.Namespace) -> None:
    if options.network not in await administration_networks.networks(connection):
        new = AdministrationNetwork(
            id=uuid7(), network=options.network, label=options.label, added_by=None, added_at=system_clock()
        )
        await administration_networks.add(connection, new)


async def _remove(connection: Connection, options: argparse.Namespace) -> None:
    for each in await administration_networks.hold(connection):
        if each.network == options.network:
            await administration_networks.remove(connection, each.id)


async def _clear(connection: Connection, _: argparse.Namespace) -> None:
    await administration_networks.remove_all(connection)
