"""What another agreement would move, found from how tickets stand, is what their histories come to under it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import delete

from app.agreements.book import Agreements
from app.calendars.foresight import foresee_agreement
from app.clock import Instant
from app.domain.agreement.agreement import Agreement, hours
from app.domain.clocks.clocks import clocks_of
from app.domain.tickets import fold
from app.domain.tickets.facts import Event, Registered
from app.domain.vocabulary import ClockName, Priority, ServiceLevel, TicketStatus
from app.postgres.engine import transaction
from app.postgres.tables import clocks
from app.postgres.tenancy import SYSTEM
from app.sla.agreement import AGREEMENT
from tests.calendars.test_recomputation import ACTS
from tests.office import Office

Moved = tuple[UUID, ClockName, Instant | None, Instant | None]


def others() -> Iterator[Agreement]:
    """By what they tell the same tickets with other times, and, the last, other tickets."""
    yield replace(
        AGREEMENT,
        revision=2,
        in_force_from=date(2027, 3, 1),
        commitments=tuple(
            each if each.target is None else replace(each, target=hours(each.target.amount + 1))
            for each in AGREEMENT.commitments
        ),
    )
    extended = AGREEMENT.levels[ServiceLevel.EXTENDED]
    longest = {level: replace(terms, calendar=extended.calendar) for level, terms in AGREEMENT.levels.items()}
    yield replace(AGREEMENT, revision=2, in_force_from=date(2027, 3, 1), levels=longest)
    yield replace(
        AGREEMENT, revision=2, in_force_from=date(2027, 3, 1), levels=longest, pause_when_customer_is_responsible=False
    )


def _bound_to_the_other(event: Event) -> Event:
    fact = event.fact
    if not isinstance(fact, Registered):
        return event
    return replace(event, fact=replace(fact, registration=replace(fact.registration, agreement_revision=2)))


async def replayed(office: Office, ids: list[UUID], other: Agreement) -> set[Moved]:
    """Slowly, of the clocks that go: every history by the other agreement."""
    found = set[Moved]()
    for each in ids:
        stored = await office.stored(each)
        if stored.ticket.status is not TicketStatus.OPEN:
            continue
        events = [_bound_to_the_other(event) for event in await office.events(each)]
        new = fold.replay(each, stored.ticket.customer_id, events, [other])
        async with office.uow() as uow:
            calendars = await Agreements((other,)).calendars_of(uow.connection, new, office.now)
        for clock in clocks_of(new, other, calendars):
            was = stored.clocks[clock.name].clock
            if was.stopped_at is None and was.due_at != clock.due_at:
                found.add((each, clock.name, was.due_at, clock.due_at))
    return found


@pytest.mark.parametrize("seed", [1, 7, 11])
async def test_what_would_move_is_what_the_histories_come_to(office: Office, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - no secret
    customers = [await office.customer(level) for level in ServiceLevel]
    ids = [await office.ticket(chance.choice(customers), chance.choice(list(Priority))) for _ in range(9)]
    for _ in range(40):
        office.now = Instant(office.now + timedelta(minutes=chance.choice([0, 20, 300, 2000])))
        await chance.choice(ACTS)(office, chance.choice(ids), chance)
    for other in others():
        async with office.uow() as uow:
            foreseen = await foresee_agreement(uow, other, AGREEMENT)
        wouldbe = await replayed(office, ids, other)
        assert {(each.ticket_id, each.clock, each.from_at, each.to_at) for each in foreseen.moves} == wouldbe
        assert (foreseen.moved_due_times, foreseen.stuck) == (len(wouldbe), ())
        assert wouldbe


async def test_a_ticket_that_cannot_be_read_is_named_and_keeps_no_other_from_being_looked_at(office: Office) -> None:
    customer_id = await office.customer()
    bad, *sound = [await office.ticket(customer_id) for _ in range(3)]
    number = (await office.stored(bad)).number
    async with transaction(office.engine, SYSTEM) as connection:
        await connection.execute(
            delete(clocks).where(clocks.c.ticket_id == bad, clocks.c.name == ClockName.RESPONSE.value)
        )
    async with office.uow() as uow:
        foreseen = await foresee_agreement(uow, next(others()), AGREEMENT)
    assert foreseen.stuck == (number,)
    assert {each.ticket_id for each in foreseen.moves} == {*sound}
    assert (foreseen.open_tickets, foreseen.moved_tickets) == (3, 2)
