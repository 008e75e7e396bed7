"""`duetime audit`: is the trail as it was written? And where it stands, to be kept elsewhere."""

import argparse
import asyncio
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final
from uuid import UUID

from app.audit.store import audit_chains
from app.cli.database import migrated, shared_database
from app.cli.output.documents import takes_json, write_document
from app.cli.output.progress import Progress
from app.domain.actor import OF_VENDOR
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.settings import Settings
from app.verification import audit_verification
from app.verification.audit_verification import KeptHeads
from app.verification.broken_links import Broken

_HASH: Final = re.compile(r"[0-9a-f]{64}")


def add_arguments(auditing: argparse.ArgumentParser) -> None:
    commands = auditing.add_subparsers(required=True, metavar="command")
    summary = "hold every entry of the audit trail against the one before"
    verifying = commands.add_parser("verify", help=summary, description=summary)
    verifying.set_defaults(run=verify)
    verifying.epilog = (
        "Exit code 0: every link of every chain holds; 1: not so, and stdout names the first broken link of each"
        " chain. Safe beside live traffic; it changes nothing. A chain that was cut off or rewritten together with its"
        " head is only found out by --against or --head."
    )
    takes_json(verifying)
    verifying.add_argument("--customer", type=UUID, metavar="ID", help="this customer's chain only")
    verifying.add_argument(
        "--against", type=Path, metavar="FILE", help="heads that `duetime audit head` printed earlier: still there?"
    )
    verifying.add_argument(
        "--head", type=hash_of, action="append", default=[], metavar="HASH", help="the hash of any entry: still there?"
    )
    summary = "print how far each chain has come, to be kept where nobody can change it"
    printing = commands.add_parser("head", help=summary, description=summary)
    printing.set_defaults(run=heads)
    takes_json(printing)
    printing.add_argument("--customer", type=UUID, metavar="ID", help="this customer's chain only")
    printing.epilog = "A line per chain: its id (the customer's; zeros: the vendor's own), its length, its latest hash."


def hash_of(text: str) -> bytes:
    if not _HASH.fullmatch(text.lower()):
        raise argparse.ArgumentTypeError("a hash has 64 hexadecimal digits")
    return bytes.fromhex(text)


def heads(options: argparse.Namespace) -> None:
    with shared_database(Settings()) as urls:
        asyncio.run(_print_heads(urls.app, options.customer, as_json=options.json))


async def _print_heads(url: str, customer_id: UUID | None, *, as_json: bool) -> None:
    async with migrated(url) as engine, transaction(engine, SYSTEM) as connection:
        found = (await audit_chains.heads(connection, customer_id)).items()
    if as_json:
        write_document([{"chain": chain, "position": head.position, "hash": head.hash.hex()} for chain, head in found])
        return
    for chain, head in found:
        sys.stdout.write(f"{chain} {head.position} {head.hash.hex()}\n")


def verify(options: argparse.Namespace) -> None:
    kept = KeptHeads(read_heads(options.against), frozenset(options.head))
    with shared_database(Settings()) as urls:
        sound = asyncio.run(_verify(urls.app, options.customer, kept, as_json=options.json))
    if not sound:
        raise SystemExit(1)


def read_heads(path: Path | None) -> dict[UUID, dict[int, bytes]]:
    """As `heads` printed them, of one day or of many."""
    found: dict[UUID, dict[int, bytes]] = {}
    try:
        for line in [] if path is None else path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                chain, position, digest = line.split()
                found.setdefault(UUID(chain), {})[int(position)] = hash_of(digest)
    except (OSError, ValueError, argparse.ArgumentTypeError) as error:
        raise SystemExit(f"duetime: {path} is not what `duetime audit head` prints: {error}") from error
    return found


async def _verify(url: str, customer_id: UUID | None, kept: KeptHeads, *, as_json: bool) -> bool:
    async with migrated(url, command_timeout=None, statement_timeout="0") as engine:
        return await _all(engine, customer_id, kept, as_json=as_json)


async def _all(engine: AsyncEngine, customer_id: UUID | None, kept: KeptHeads, *, as_json: bool) -> bool:
    lengths = await audit_verification.lengths(engine, customer_id)
    lost = [chain for chain in kept.placed if chain not in lengths and customer_id in (None, chain)]
    progress, broken, missing = Progress(sum(lengths.values()), "entries"), list[Broken](), kept.hashes
    for chain in [*lengths, *lost]:
        async for step in audit_verification.verify(engine, chain, kept):
            progress.advance(step.entries)
            missing -= step.found
            if step.broken is not None:
                broken.append(step.broken)
                if not as_json:
                    sys.stdout.write(f"{_said(step.broken)}\n")
                    sys.stdout.flush()
    progress.finish()
    chains = len(lengths) + len(lost)
    if as_json:
        lost_hashes = sorted(each.hex() for each in missing)
        told = {"entries": progress.done, "chains": chains, "broken": [*map(_members, broken)], "missing": lost_hashes}
        write_document(told)
        return not (broken or missing)
    _say_missing(missing)
    verdict = f"{len(broken):,} of them broken" if broken else "every link holds"
    sys.stdout.write(f"{progress.done:,} entries in {chains:,} chains verified: {verdict}.\n")
    return not (broken or missing)


def _said(broken: Broken) -> str:
    whose = "the vendor's chain" if broken.chain == OF_VENDOR else f"the chain of customer {broken.chain}"
    return f"{whose} is broken at entry {broken.position}: {broken.harm}: {broken.words}"


def _members(broken: Broken) -> dict[str, object]:
    return {"chain": broken.chain, "position": broken.position, "harm": broken.harm, "words": broken.words}


def _say_missing(hashes: Iterable[bytes]) -> None:
    for each in sorted(hashes):
        sys.stdout.write(f"no entry that holds has the hash {each.hex()}\n")
