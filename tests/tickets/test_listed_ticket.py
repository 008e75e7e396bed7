"""The row of a list is taken apart by place: no member may get what is its neighbour's."""

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from app.accounts.store import customers
from app.clock import Instant
from app.domain.vocabulary import Channel, Decision, Kind, Priority, Role
from app.postgres.engine import AsyncEngine
from app.tickets import intake
from app.tickets.store import ticket_lists
from app.tickets.store.listed_tickets import ListedTicket
from app.tickets.store.ticket_lists import TicketFilter
from tests.office import Office

TOLD_APART = (UUID, datetime, int, str)


async def test_each_member_is_that_of_the_ticket(fresh_engine: AsyncEngine) -> None:
    office = Office(fresh_engine)
    for day in (11, 12):
        await office.close_on(date(2026, 12, day))
    customer_id = await office.customer()
    support, manager = await office.person(Role.SUPPORT), await office.person(Role.SUPPORT_MANAGER)
    registrant = await office.person(customer_id=customer_id)
    async with office.uow() as uow:
        await customers.add_registrant(uow.connection, customer_id, registrant.id, office.now)
    ticket_id = await office.ticket(
        customer_id,
        kind=Kind.CHANGE,
        channel=Channel.PHONE,
        by=support,
        product_version="4.2",
        external_reference="PO-17",
        instance="web-1",
    )
    office.now = Instant(office.now + timedelta(minutes=1))
    async with office.uow(manager) as uow:
        await intake.registered(uow, ticket_id, None, registrant.id)
    for decision in (Decision.UNCLEAR, Decision.REQUEST_INFORMATION):
        office.now = Instant(office.now + timedelta(minutes=1))
        await office.decide(ticket_id, decision)
    office.now = Instant(office.now + timedelta(minutes=1))
    await office.request_priority(ticket_id, Priority.HIGH)

    whole = ListedTicket.of(await office.stored(ticket_id))
    async with office.uow() as uow:
        wanted = TicketFilter(customer_id=customer_id)
        [row] = await ticket_lists.page(uow.connection, uow.scope, wanted, uow.now, after=None, limit=1)

    same = Counter(each for each in whole[:-3] if type(each) in TOLD_APART and each is not None)
    assert max(same.values()) == 1, same
    assert row._asdict() == whole._asdict()
