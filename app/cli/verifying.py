"""`duetime verify`: is what is stored what happened?"""

import argparse
import asyncio
import sys
from collections import Counter
from collections.abc import Sequence
from uuid import UUID

from app.backlog.kinds import BACKLOG_ITEMS
from app.cli.database import migrated, shared_database
from app.cli.output.documents import takes_json, write_document
from app.cli.output.progress import Progress
from app.clock import system_clock
from app.consultancy.kinds import ACCOUNT_REQUESTS, BOOKINGS
from app.consultancy.ledgers import LEDGERS
from app.errors import NotFound
from app.notifications.store.histories import ANNOUNCEMENTS, CONTACTS, NOTICES
from app.postgres.engine import AsyncEngine
from app.revisions.kinds import AGREEMENT_REVISIONS, OBJECTIONS
from app.revisions.loading import stored_book
from app.security.kinds import KINDS
from app.settings import Settings
from app.subscriptions.kinds import SUBSCRIPTIONS
from app.tickets.store.replay import TicketSelection
from app.verification import verification
from app.verification.count_verification import miscounted
from app.verification.subject_verification import SubjectVerifier
from app.verification.verification import Difference

POOL_SIZE = 1
USUALLY_SHOWN = 20


def add_arguments(verifying: argparse.ArgumentParser) -> None:
    verifying.epilog = (
        "Exit code 0: every row is what its ticket's events add up to, or those of an instance, an outage and whatever"
        " else has a history, with what was promised of it; these are what the audit trail anchors, and the counts that"
        " the status goes by are those of the clocks; 1: not so, and stdout says where. Safe beside live"
        " traffic; it changes nothing."
    )
    takes_json(verifying)
    verifying.add_argument("--customer", type=UUID, metavar="ID", help="this customer's tickets only")
    verifying.add_argument("--ticket", type=ticket, metavar="NUMBER|ID", help="this ticket only")
    verifying.add_argument(
        "--after", type=UUID, metavar="ID", help="go on after this ticket, where the last run stopped"
    )
    verifying.add_argument(
        "--show", type=int, default=USUALLY_SHOWN, metavar="N", help=f"explain so many differences ({USUALLY_SHOWN})"
    )


def ticket(text: str) -> UUID | str:
    return text if text.startswith("T-") else UUID(text)


def verify(options: argparse.Namespace) -> None:
    with shared_database(Settings()) as urls:
        found = asyncio.run(_verify(urls.app, options))
    if found:
        raise SystemExit(1)


async def _verify(url: str, options: argparse.Namespace) -> int:
    """How many differences there are."""
    async with migrated(url, command_timeout=None, statement_timeout="0") as engine:
        return await _all(engine, TicketSelection(customer_id=options.customer, ticket=options.ticket), options)


async def _all(engine: AsyncEngine, wanted: TicketSelection, options: argparse.Namespace) -> int:
    total, book = await verification.count(engine, wanted, options.after), await stored_book(engine)
    if options.ticket is not None and not total:
        raise NotFound("There is no such ticket.")
    report = VerificationReport(options.show, as_json=options.json)
    progress, last = Progress(total, "tickets"), options.after
    try:
        async for batch in verification.verify(engine, book, wanted, options.after):
            report.add(batch.differences)
            progress.advance(batch.tickets)
            last = batch.last
    except BaseException:
        progress.finish()
        sys.stderr.write(f"Stopped after {progress.done:,} tickets.{_how_to_go_on(last)}\n")
        raise
    progress.finish()
    report.add(await verification.strays(engine, wanted))
    report.add(await verification.unanchored(engine, wanted))
    if wanted == TicketSelection():
        if options.after is None:
            await _subjects(engine, report)
        report.add_counts(await miscounted(engine, book, system_clock()))
    report.conclude(progress.done)
    return report.found


async def _subjects(engine: AsyncEngine, report: "VerificationReport") -> None:
    """All that has a stream of its own, tickets apart."""
    verifier = SubjectVerifier(engine, await stored_book(engine), system_clock())
    for kind in (
        *(*KINDS, LEDGERS, BOOKINGS, ACCOUNT_REQUESTS, BACKLOG_ITEMS, AGREEMENT_REVISIONS, OBJECTIONS),
        *(SUBSCRIPTIONS, NOTICES, CONTACTS, ANNOUNCEMENTS),
    ):
        name = kind.subjects.name.replace("_", " ")
        async for batch in verifier.verify(kind):
            report.add_subjects(name, batch.subjects, batch.differences)
        report.add_subjects(name, 0, await verifier.strays(kind))


def _how_to_go_on(last: UUID | None) -> str:
    return "" if last is None else f" The rest: duetime verify --after {last}"


class VerificationReport:
    """The first differences in words, as soon as they are found, and all of them in number."""

    def __init__(self, most: int, *, as_json: bool) -> None:
        self.found = 0
        self._document: list[str] | None = [] if as_json else None
        self._most = most
        self._tickets: set[UUID] = set()
        self._subjects = Counter[str]()
        self._counts = 0

    def add(self, differences: tuple[Difference, ...]) -> None:
        for difference in differences:
            self._tickets.add(difference.ticket_id)
            self._show(f"{difference.number} {difference.words}")
        sys.stdout.flush()

    def add_subjects(self, name: str, number: int, differences: tuple[Difference, ...]) -> None:
        if number:
            self._subjects[name] += number
        self.add(differences)

    def add_counts(self, wrong: Sequence[str]) -> None:
        self._counts += len(wrong)
        for words in wrong:
            self._show(words)

    def _show(self, words: str) -> None:
        self.found += 1
        if self.found > self._most:
            return
        if self._document is None:
            sys.stdout.write(f"{words}\n")
        else:
            self._document.append(words)

    def conclude(self, tickets: int) -> None:
        of_tickets = self.found - self._counts
        if self._document is not None:
            counts = {"tickets": tickets, "differences": of_tickets, "ticketsThatDiffer": len(self._tickets)}
            write_document(
                {**counts, "others": dict(self._subjects), "wrongCounts": self._counts, "words": self._document}
            )
            return
        if self.found > self._most:
            sys.stdout.write(f"… and {self.found - self._most:,} more\n")
        verdict = f"{of_tickets:,} differences in {len(self._tickets):,} of them" if of_tickets else "no differences"
        others = "".join(f", {number:,} {name}" for name, number in self._subjects.items())
        sys.stdout.write(f"{tickets:,} tickets{others} verified: {verdict}.\n")
        if self._counts:
            sys.stdout.write(
                f"{self._counts:,} counts of the status are not those of its clocks: see duetime recount.\n"
            )
