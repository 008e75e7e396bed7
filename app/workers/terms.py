"""Announces promises that fell due and are no clocks of tickets: subject by subject, each in a transaction of its own.

Any number of processes may do so at once: each passes by what another works on.
"""

import logging
from collections.abc import Sequence
from functools import partial
from typing import Final
from uuid import UUID

from app.agreements.book import Agreements
from app.audit import auditing
from app.clock import Clock, Instant
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM as ITSELF
from app.domain.terms.subject_terms import TermSubject
from app.errors import Unavailable
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, retrying, transaction
from app.postgres.tenancy import SYSTEM
from app.security.kinds import PROMISES
from app.terms import terms
from app.terms.store import terms as stored_terms
from app.unit_of_work import UnitOfWork

AT_ONCE: Final = 100
"""Subjects that are looked up at a time."""

_LOG: Final = logging.getLogger("duetime.terms")


async def announce_terms(engine: AsyncEngine, clock: Clock, book: Agreements, at_once: int = AT_ONCE) -> int:
    """All that is due; how many breaches were announced. One subject that cannot be keeps no other from it."""
    now, looked_at, done = clock(), set[UUID](), 0
    failure: Exception | None = None
    while due := await _due(engine, now, at_once, looked_at):
        for subject in due:
            looked_at.add(subject.id)
            try:
                done += await retrying(engine, SYSTEM, partial(_announce, subject=subject, now=now, book=book))
            except Unavailable:
                raise
            except Exception as error:  # noqa: BLE001 - whatever is wrong with it, the next one is none the worse
                failure = error
                _LOG.exception("what is due of %s %s cannot be announced", subject.type, subject.id)
    if failure is not None and done == 0:
        raise failure
    return done


async def _due(engine: AsyncEngine, now: Instant, limit: int, but_for: set[UUID]) -> Sequence[TermSubject]:
    async with transaction(engine, SYSTEM) as connection:
        return await stored_terms.due_subjects(connection, now, limit, but_for)


async def _announce(connection: Connection, subject: TermSubject, now: Instant, book: Agreements) -> int:
    uow = UnitOfWork(connection, Caller(ITSELF), now, book)
    breaches = await terms.announce_due(uow, PROMISES[subject.type], subject.id)
    await auditing.record_system(connection, now, "announce_terms", breaches=breaches)
    return breaches
