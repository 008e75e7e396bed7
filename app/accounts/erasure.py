"""A person is erased (GDPR, article 17): nothing says any more who it was, and everything that happened still stands.

Tickets, responsibilities and the audit trail name people by id. What people wrote in words stays: no machine knows whom
a text is about, and the history of a ticket is what the agreement is proven by (article 17(3)(e)). It is told where the
name or the address stands in such words, for somebody to judge.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.access.store import people
from app.access.store.people import Person
from app.accounts.people import require_other_administrator
from app.accounts.store import erasure
from app.accounts.store.erasure import Belongings
from app.audit import auditing
from app.audit.auditing import AuditAction
from app.clock import Instant
from app.domain.access.audit import AuditSubject
from app.errors import Conflict, NotFound
from app.postgres.engine import Connection
from app.postgres.scope import EVERYTHING

SHOWN: Final = 20


@dataclass(frozen=True)
class Erasure:
    """What goes, and where the person is still mentioned in words afterwards."""

    person: Person
    belongings: Belongings
    mentions: Mapping[str, int]
    tickets: Sequence[str]


async def erase(connection: Connection, person_id: UUID, now: Instant) -> Erasure:
    """For good. Conflict if nobody else could administrate, or it was done before."""
    person = await _find(connection, person_id)
    planned = await _plan(connection, person)
    await erasure.erase(connection, person, now)
    mentions = await erasure.mentions(connection, person)
    tickets = await erasure.tickets_with_mentions(connection, person, SHOWN)
    gone = planned.belongings
    counts = {"keys": gone.keys, "registrations": gone.registrations, "answers": gone.answers}
    deed = AuditAction(operation="erase_person", subject=AuditSubject("person", str(person.id)), details=counts)
    await auditing.record_operator(connection, now, deed)
    return Erasure(person, gone, mentions, tickets)


async def plan(connection: Connection, person_id: UUID) -> Erasure:
    """The same without doing it; among the mentions is what would go."""
    return await _plan(connection, await _find(connection, person_id))


async def _plan(connection: Connection, person: Person) -> Erasure:
    return Erasure(
        person,
        await erasure.belongings(connection, person),
        await erasure.mentions(connection, person),
        await erasure.tickets_with_mentions(connection, person, SHOWN),
    )


async def _find(connection: Connection, person_id: UUID) -> Person:
    person = await people.find(connection, EVERYTHING, person_id, lock=True)
    if person is None:
        raise NotFound("There is no such person.")
    if person.erased_at is not None:
        raise Conflict(f"This person was erased at {person.erased_at.isoformat()}.")
    if person.administrator:
        await require_other_administrator(connection, person)
    return person
