"""Promises about the running service that fall due: kept as their subjects change, announced once when they break.

a fact → `record`: terms of before, terms of after → rows, and what is withdrawn → … the time passes …
→ `announce_due`: the subject is locked, what is to be said is recorded among its facts, once
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Generic, TypeVar
from uuid import UUID

from app.clock import Instant
from app.domain.actor import SYSTEM, Actor
from app.domain.streams import RecordedFact
from app.domain.terms.settling import TermNotices, announce, as_it_follows, settle
from app.domain.terms.subject_terms import SubjectTerm
from app.domain.terms.term_facts import TermBreached
from app.errors import NotFound
from app.postgres.connection import Connection
from app.streams import subjects
from app.streams.subjects import StoredSubject, SubjectKind
from app.terms.store import terms
from app.terms.store.terms import TermsFilter
from app.unit_of_work import UnitOfWork

Fact = TypeVar("Fact")
State = TypeVar("State")
Terms = Sequence[SubjectTerm]


@dataclass(frozen=True)
class Promising(Generic[Fact, State]):
    """What has terms: `terms_of` looks up what they go by beside the states of some subjects, or states of before.

    `goes_by`: what of a state they go by; a fact that leaves it alone leaves them alone. `also`: what else is said when
    a breach is announced.
    """

    kind: SubjectKind[Fact, State]
    terms_of: Callable[[UnitOfWork, Sequence[State]], Awaitable[Callable[[State], Terms]]]
    goes_by: Callable[[State], object]
    also: Callable[[TermBreached], Sequence[Fact]] = lambda _: ()


async def find(uow: UnitOfWork, term_id: UUID) -> SubjectTerm:
    """NotFound is the same for one that isn't there and one that isn't theirs."""
    found = await terms.find(uow.connection, uow.scope, term_id)
    if found is None:
        raise NotFound("There is no such term.")
    return found


async def page(
    uow: UnitOfWork, wanted: TermsFilter, *, after: tuple[Instant, UUID] | None, limit: int
) -> Sequence[SubjectTerm]:
    """Latest begun first."""
    return await terms.page(uow.connection, uow.scope, wanted, uow.now, after=after, limit=limit)


async def begin(
    uow: UnitOfWork,
    promising: Promising[Fact, State],
    customer_id: UUID,
    fact: Fact,
    *,
    at: Instant | None = None,
    prepare: Callable[[StoredSubject[State]], Awaitable[None]] | None = None,
) -> StoredSubject[State]:
    """A new subject with the terms that its first fact makes. `prepare` writes what those go by."""
    facts: Sequence[Fact] = [fact]
    made = await subjects.begin(uow, promising.kind, customer_id, facts, at=at)
    if prepare is not None:
        await prepare(made)
    return await _settled(uow, promising, None, made, fact, at)


async def record(
    uow: UnitOfWork,
    promising: Promising[Fact, State],
    stored: StoredSubject[State],
    fact: Fact,
    *,
    at: Instant | None = None,
    actor: Actor | None = None,
) -> StoredSubject[State]:
    """One fact on, of a locked subject, with its terms. What was announced and is not so after all is withdrawn."""
    facts: Sequence[Fact] = [fact]
    after = await subjects.record(uow, promising.kind, stored, facts, at=at, actor=actor)
    return await _settled(uow, promising, stored.state, after, fact, at)


async def _settled(
    uow: UnitOfWork,
    promising: Promising[Fact, State],
    before: State | None,
    after: StoredSubject[State],
    fact: Any,
    at: Instant | None,
) -> StoredSubject[State]:
    if before is not None and promising.goes_by(before) == promising.goes_by(after.state):
        return after
    terms_of = await promising.terms_of(uow, [after.state])
    former, fresh = () if before is None else terms_of(before), terms_of(after.state)
    said: TermNotices = {} if before is None else await terms.notices_of(uow.connection, after.id)
    event = RecordedFact[object](
        sequence=after.event_count,
        occurred_at=at or uow.now,
        recorded_at=uow.now,
        actor_id=uow.actor.id,
        actor_kind=uow.actor.kind,
        fact=fact,
    )
    settled, known = settle(former, fresh, said, event, fact.type), {each.id: each for each in former}
    changed = [each for each in fresh if known.get(each.id) != each or said.get(each.id) != settled.notices[each.id]]
    async with subjects.as_itself(uow, only=bool(changed or settled.gone or settled.withdrawn)):
        await terms.save(uow.connection, changed, [each.id for each in settled.gone], settled.notices)
        return await _said(uow, promising, after, settled.withdrawn)


async def _said(
    uow: UnitOfWork,
    promising: Promising[Any, State],
    stored: StoredSubject[State],
    facts: Sequence[Any],
    at: Instant | None = None,
) -> StoredSubject[State]:
    return await subjects.record(uow, promising.kind, stored, facts, at=at, actor=SYSTEM)


async def unannounced(connection: Connection, now: Instant) -> tuple[int, timedelta]:
    """How many breaches are still to be announced, and for how long the oldest of them has been one."""
    number, since = await terms.overdue(connection, now)
    return number, timedelta() if since is None else now - since


async def announce_due(uow: UnitOfWork, promising: Promising[Any, Any], subject_id: UUID) -> int:
    """Of one subject, whose row it locks, unless somebody else holds it: how many breaches were announced.

    Terms that do not follow from its facts any more as they were written down are put right, or nothing would ever end
    their being due.
    """
    if not await terms.claim(uow.connection, promising.kind.subjects, subject_id):
        return 0
    stored = await subjects.found(uow, promising.kind, subject_id, lock=True)
    said = await terms.notices_of(uow.connection, subject_id)
    kept = (await promising.terms_of(uow, [stored.state]))(stored.state)
    notices, announced = dict(said), 0
    for term in (each for each in kept if each.id in said):
        told = announce(term, said[term.id], uow.now)
        if told is None:
            notices[term.id] = as_it_follows(term, said[term.id], uow.now)
            continue
        fact, notices[term.id] = told
        stored = await _said(uow, promising, stored, [fact, *promising.also(fact)], fact.breached_at)
        announced += 1
    changed = [each for each in kept if each.id in said and notices[each.id] != said[each.id]]
    gone = [id_ for id_ in said.keys() - {each.id for each in kept} if said[id_].announce_at is not None]
    await terms.save(uow.connection, changed, gone, notices)
    return announced
