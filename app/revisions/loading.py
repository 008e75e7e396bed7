"""The announced revisions as agreements, in the book of this process."""

from collections.abc import Sequence
from typing import Final

from app.agreements.book import Agreements
from app.domain.agreement.agreement import Agreement
from app.domain.revisions.clause_reading import RevisedAgreement, completed, read_agreement, revised_clauses
from app.domain.revisions.revisions import AgreementRevision
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.revisions.store import revisions as stored_revisions
from app.sla.agreement import REVISIONS

LOOKED_EVERY_SECONDS: Final = 10.0
"""What is announced takes effect a month later."""


async def stored_book(engine: AsyncEngine) -> Agreements:
    """The coded revisions and the announced ones."""
    book = Agreements(REVISIONS)
    await look(engine, book)
    return book


async def look(engine: AsyncEngine, book: Agreements) -> int:
    """Whether there is news, as 1 or 0."""
    async with transaction(engine, SYSTEM) as connection:
        return int(await refresh(connection, book))


async def refresh(connection: Connection, book: Agreements) -> bool:
    """Whether there is news. ValueError where what is stored is no agreement any more."""
    versions = await stored_revisions.versions(connection)
    if versions == book.known:
        return False
    stored = await stored_revisions.announced(connection)
    made = list[Agreement]()
    for each in sorted((each.state for each in stored), key=lambda it: it.number):
        made.append(agreement_from(each, (*book.coded, *made)))
    book.take(made, {each.id: each.version for each in stored})
    return True


def agreement_from(revision: AgreementRevision, known: Sequence[Agreement]) -> Agreement:
    """ValueError where its clauses are none, of which it was made sure when it was drafted."""
    base = next((each for each in known if each.revision == revision.revises), known[0])
    given = RevisedAgreement(
        number=revision.number,
        title=revision.title,
        vendor=revision.vendor,
        time_zone=base.vendor.zone.key,
        in_force_on=revision.in_force_on,
        clauses=completed(revised_clauses(revision.clauses), base),
    )
    reading = read_agreement(given, base)
    if reading.agreement is None:
        raise ValueError(f"revision {revision.number} of the agreement: {reading.faults[0]}")
    return reading.agreement
