"""Outages: begun, ended, judged; what is left out of them, and what customers prove to the contrary (§5.2)."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from uuid_utils.compat import uuid7

from app.accounts import customers
from app.clock import Instant
from app.domain.access.permissions import Operation, require
from app.domain.actor import OF_VENDOR
from app.domain.agreement.service_terms import LeftOut, Loss
from app.domain.operations import outage_decisions
from app.domain.operations.outage_facts import (
    DetectedBy,
    OutageBegun,
    OutageCategory,
    OutageFact,
    OutageLinked,
    OutageLinkTo,
    OutageUnlinked,
    RebuttalClaim,
    Rebutted,
)
from app.domain.operations.outages import LeftOutClaim, Outage, Rebuttal
from app.domain.operations.recovery import Recovery
from app.domain.tickets import occurrence
from app.domain.tickets.links import TicketLinked, TicketLinkTo, TicketUnlinked
from app.domain.tickets.moments import Moment
from app.errors import Conflict
from app.operations import hitting, recoveries
from app.operations.kinds import OUTAGE_TERMS, OUTAGES
from app.operations.store import hits
from app.operations.store import outages as stored_outages
from app.operations.store.outages import OutagesFilter
from app.postgres.tables import outage_hits
from app.streams import subjects
from app.streams.subjects import StoredSubject
from app.terms import terms
from app.tickets.recording import found_for_change, record, seen_among
from app.unit_of_work import UnitOfWork

StoredOutage = StoredSubject[Outage]


@dataclass(frozen=True, kw_only=True)
class NewOutage:
    """Of a whole service, or of the instances that are named."""

    service_id: UUID | None
    instance_ids: tuple[UUID, ...]
    began_at: Instant
    detected_by: DetectedBy
    summary: str
    degradation: bool = False
    category: OutageCategory = OutageCategory.FAILURE


@dataclass(frozen=True, kw_only=True)
class OutageView:
    """An outage with those of its instances, tickets and changes that are in sight; whose the instances are, and how it
    is recovered from.
    """

    stored: StoredOutage
    instances: Mapping[UUID, UUID]
    tickets: frozenset[UUID] = frozenset()
    changes: frozenset[UUID] = frozenset()
    recovery: Recovery | None = None


async def begin(uow: UnitOfWork, new: NewOutage) -> tuple[OutageView, bool]:
    """By staff. Also whether it is a new one: what the same detector has reported already, and goes on, is that."""
    require(uow.actor, Operation.RECORD_OPERATIONS)
    return await begun(uow, new)


async def begun(uow: UnitOfWork, new: NewOutage) -> tuple[OutageView, bool]:
    """As `begin`, for whoever else may: the vendor's own monitoring."""
    began_at = occurrence.occurred_at(new.began_at, uow.now, None, "/beganAt")
    instances = await hitting.concerned(uow, new.service_id, new.instance_ids, began_at)
    await stored_outages.hold(uow.connection)
    fact = OutageBegun(
        service_id=new.service_id,
        instance_ids=tuple(each.id for each in instances),
        detected_by=new.detected_by,
        category=new.category,
        degradation=new.degradation,
        summary=new.summary,
    )
    still_open = await stored_outages.still_open(uow.connection, fact.instance_ids)
    known = outage_decisions.already_open((each.state for each in still_open), fact)
    if known is not None:
        stored = next(each for each in still_open if each.state is known)
        return await _view(uow, stored), False

    async def hit(made: StoredOutage) -> None:
        await hits.add(uow.connection, outage_hits, made.id, instances)

    made = await terms.begin(uow, OUTAGE_TERMS, OF_VENDOR, fact, at=began_at, prepare=hit)
    return OutageView(stored=made, instances={each.id: each.customer_id for each in instances}), True


async def find(uow: UnitOfWork, outage_id: UUID, moment: Moment | None = None) -> OutageView:
    """A customer's people find those that hit an instance of theirs."""
    return await _view(uow, await subjects.found_as_of(uow, OUTAGES, outage_id, moment), moment)


async def page(uow: UnitOfWork, wanted: OutagesFilter, *, after: UUID | None, limit: int) -> Sequence[OutageView]:
    """Latest recorded first."""
    found = await stored_outages.page(uow.connection, uow.scope, wanted, after=after, limit=limit)
    hit = await hits.of(uow.connection, uow.scope, outage_hits, [each.id for each in found])
    seen = await seen_among(uow, [ticket_id for each in found for ticket_id in each.state.ticket_ids])
    changes = await changes_seen(uow, {change_id for each in found for change_id in each.state.change_ids})
    recovered = await recoveries.of(uow, [each.state for each in found])
    return [
        OutageView(stored=each, instances=hit[each.id], tickets=seen, changes=changes, recovery=recovered.get(each.id))
        for each in found
    ]


async def changes_seen(uow: UnitOfWork, ids: Collection[UUID]) -> frozenset[UUID]:
    """Of the changes that are named beside an outage or planned work, those in sight."""
    return await stored_outages.changes_seen(uow.connection, uow.scope, ids) if ids else frozenset()


async def find_for_change(uow: UnitOfWork, outage_id: UUID, *, ending: bool = False) -> StoredOutage:
    """Locked, for staff that records what happens. `ending`: it is to end, or had not ended after all."""
    if ending:
        await stored_outages.hold(uow.connection)
    stored = await _locked(uow, outage_id)
    require(uow.actor, Operation.RECORD_OPERATIONS)
    return stored


async def end(uow: UnitOfWork, stored: StoredOutage, ended_at: Instant) -> OutageView:
    """Of one that is held."""
    at = occurrence.occurred_at(ended_at, uow.now, None, "/endedAt")
    at = outage_decisions.end_of(stored.state, at)
    return await _recorded(uow, stored, outage_decisions.end(stored.state, at), at)


async def ended(uow: UnitOfWork, outage_id: UUID, ended_at: Instant) -> OutageView:
    """As `end`, for whoever else may: the vendor's own monitoring."""
    await stored_outages.hold(uow.connection)
    return await end(uow, await _locked(uow, outage_id), ended_at)


async def ended_by_then(uow: UnitOfWork, outage_id: UUID, ended_at: Instant) -> None:
    """As `ended`, by what may come late: nothing happens where it has ended, nor does it end before it began."""
    await stored_outages.hold(uow.connection)
    stored = await _locked(uow, outage_id)
    if stored.state.ended_at is None:
        await end(uow, stored, max(ended_at, stored.state.began_at))


async def reopen(uow: UnitOfWork, stored: StoredOutage, reason: str) -> OutageView:
    """Of one that is held."""
    still_open = await stored_outages.still_open(uow.connection, stored.state.instance_ids)
    fact = outage_decisions.reopen(stored.state, reason, [each.state for each in still_open])
    return await _recorded(uow, stored, fact)


async def find_loss(uow: UnitOfWork, stored: StoredOutage, loss: Loss) -> OutageView:
    return await _recorded(uow, stored, outage_decisions.find_loss(stored.state, loss))


async def find_cause(uow: UnitOfWork, stored: StoredOutage, text: str, ticket_id: UUID | None) -> OutageView:
    return await _recorded(uow, stored, outage_decisions.find_cause(stored.state, text, ticket_id))


async def claim_left_out(
    uow: UnitOfWork,
    stored: StoredOutage,
    reason: LeftOut,
    from_at: Instant,
    until: Instant | None,
    evidence: str,
) -> tuple[OutageView, LeftOutClaim]:
    fact = outage_decisions.claim_left_out(stored.state, uuid7(), reason, from_at, until, evidence, uow.now)
    view = await _recorded(uow, stored, fact)
    return view, view.stored.state.claims[fact.claim_id]


async def decide_left_out(
    uow: UnitOfWork, outage_id: UUID, claim_id: UUID, *, accepted: bool, reason: str
) -> tuple[OutageView, LeftOutClaim]:
    """By a support manager who did not claim it."""
    stored = await _found_to_decide(uow, outage_id)
    fact = outage_decisions.decide_left_out(stored.state, claim_id, uow.actor, accepted=accepted, reason=reason)
    view = await _recorded(uow, stored, fact)
    return view, view.stored.state.claims[claim_id]


@dataclass(frozen=True, kw_only=True)
class NewRebuttal:
    """`customer_id` None: the caller's own. `reference`: where the customer's proof lies that staff records."""

    customer_id: UUID | None
    claim: RebuttalClaim
    from_at: Instant | None
    until: Instant | None
    evidence: str
    reference: str | None


async def rebut(uow: UnitOfWork, outage_id: UUID, new: NewRebuttal) -> tuple[OutageView, Rebuttal]:
    """By a registrant of a customer that it hit; or recorded for one by a support manager."""
    stored = await subjects.found(uow, OUTAGES, outage_id, lock=True)
    customer_id = new.customer_id or uow.actor.customer_id
    hit = (await hits.of(uow.connection, uow.scope, outage_hits, [outage_id]))[outage_id]
    if customer_id is None or customer_id not in hit.values():
        raise Conflict("The outage hit no instance of this customer.", section=outage_decisions.AVAILABILITY)
    is_registrant = await customers.is_registrant(uow, customer_id)
    require(uow.actor, Operation.REBUT, registrant=is_registrant)
    claimed = Rebutted(
        rebuttal_id=uuid7(),
        customer_id=customer_id,
        claim=new.claim,
        from_at=new.from_at,
        until=new.until,
        evidence=new.evidence,
        reference=new.reference,
    )
    fact = outage_decisions.rebut(stored.state, claimed, uow.actor, uow.now)
    view = await _recorded(uow, stored, fact)
    return view, view.stored.state.rebuttals[fact.rebuttal_id]


async def decide_rebuttal(
    uow: UnitOfWork, outage_id: UUID, rebuttal_id: UUID, *, accepted: bool, reason: str
) -> tuple[OutageView, Rebuttal]:
    """By a support manager who did not record it."""
    stored = await _found_to_decide(uow, outage_id)
    fact = outage_decisions.decide_rebuttal(stored.state, rebuttal_id, uow.actor, accepted=accepted, reason=reason)
    view = await _recorded(uow, stored, fact)
    return view, view.stored.state.rebuttals[rebuttal_id]


async def link(uow: UnitOfWork, outage_id: UUID, ticket_id: UUID) -> None:
    """By staff, a ticket of a customer that it hit. Nothing happens where it is linked already."""
    await _linked(uow, find_for_change, (outage_id, ticket_id), TicketLinked, outage_decisions.link)


async def linked(uow: UnitOfWork, outage_id: UUID, ticket_id: UUID) -> None:
    """As `link`, for whoever else may: the vendor's own monitoring."""
    await _linked(uow, _locked, (outage_id, ticket_id), TicketLinked, outage_decisions.link)


async def unlink(uow: UnitOfWork, outage_id: UUID, ticket_id: UUID) -> None:
    """Nothing happens where it is not linked."""
    await _linked(uow, find_for_change, (outage_id, ticket_id), TicketUnlinked, outage_decisions.unlink)


async def _linked(
    uow: UnitOfWork,
    find_locked: Callable[[UnitOfWork, UUID], Awaitable[StoredOutage]],
    pair: tuple[UUID, UUID],
    told: type[TicketLinked | TicketUnlinked],
    decide: Callable[[Outage, OutageLinkTo, UUID], OutageLinked | OutageUnlinked | None],
) -> None:
    """The ticket is locked first, then the outage."""
    outage_id, ticket_id = pair
    ticket = await found_for_change(uow, ticket_id)
    stored = await find_locked(uow, outage_id)
    hit = (await hits.of(uow.connection, uow.scope, outage_hits, [stored.id]))[stored.id]
    if told is TicketLinked and ticket.ticket.customer_id not in hit.values():
        raise Conflict("The outage hit no instance of the ticket's customer.", section=outage_decisions.AVAILABILITY)
    fact = decide(stored.state, OutageLinkTo.TICKET, ticket_id)
    if fact is not None:
        await terms.record(uow, OUTAGE_TERMS, stored, fact)
        await record(uow, ticket, told(to=TicketLinkTo.OUTAGE, id=stored.id), reason="linked to an outage")


async def _locked(uow: UnitOfWork, outage_id: UUID) -> StoredOutage:
    return await subjects.found(uow, OUTAGES, outage_id, lock=True)


async def _found_to_decide(uow: UnitOfWork, outage_id: UUID) -> StoredOutage:
    stored = await _locked(uow, outage_id)
    require(uow.actor, Operation.DECIDE_OPERATIONS)
    return stored


async def _recorded(uow: UnitOfWork, stored: StoredOutage, fact: OutageFact, at: Instant | None = None) -> OutageView:
    return await _view(uow, await terms.record(uow, OUTAGE_TERMS, stored, fact, at=at))


async def _view(uow: UnitOfWork, stored: StoredOutage, moment: Moment | None = None) -> OutageView:
    hit = await hits.of(uow.connection, uow.scope, outage_hits, [stored.id])
    seen, changes = await seen_among(uow, stored.state.ticket_ids), await changes_seen(uow, stored.state.change_ids)
    recovered = await recoveries.of(uow, [stored.state], moment)
    return OutageView(
        stored=stored, instances=hit[stored.id], tickets=seen, changes=changes, recovery=recovered.get(stored.id)
    )
