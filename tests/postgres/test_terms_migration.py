"""An older database goes on: what was agreed becomes a history, and its signals are for those who may register them."""

from sqlalchemy import select, text

from app.accounts.store import customers
from app.agreements.book import Agreements
from app.clock import Instant
from app.domain.agreement.agreed_terms import AgreedTerms
from app.domain.vocabulary import Channel, Decision, Role, ServiceLevel
from app.postgres import migrations
from app.postgres.engine import AsyncEngine, create_engine, transaction
from app.postgres.scope import Scope
from app.postgres.tables import tickets
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from app.sla.agreement import REVISIONS
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.office import TO_CUSTOMER, Office
from tests.tickets.makings import OWN_TARGETS

OLDER = "0014"


async def test_what_there_was_is_told_as_it_was(fresh_database: DatabaseUrls, fresh_engine: AsyncEngine) -> None:
    office = Office(fresh_engine)
    customer_id = await office.customer(own_targets=OWN_TARGETS)
    at_once, by_another, delegated, known = [
        await office.ticket(customer_id, channel=channel)
        for channel in (Channel.PORTAL, Channel.PHONE, Channel.MAIL, Channel.PHONE)
    ]
    raised_by = office.administrator.id
    support = await office.person(Role.SUPPORT)
    second = await office.ticket(customer_id, channel=Channel.PHONE, by=support)
    for signal in (by_another, second):
        await office.register(signal)
    await office.delegate(delegated, 1, {**TO_CUSTOMER, Role.CONSULTANT: TO_CUSTOMER[Role.CUSTOMER]})
    await office.decide(known, Decision.CUSTOMER_KNOWN)

    await fresh_engine.dispose()
    await migrations.downgrade(fresh_database.owner, OLDER)
    owner = create_engine(fresh_database.owner, pool_size=1)
    async with transaction(owner, SYSTEM) as connection:
        await connection.execute(text("UPDATE customers SET service_level = 'standard'"))
        await connection.execute(text("UPDATE tickets SET responsible_roles = '{support}' WHERE status = 'signal'"))
    await owner.dispose()
    await migrations.upgrade(fresh_database.owner)

    async with transaction(fresh_engine, SYSTEM) as connection:
        customer = await customers.find(connection, Scope(None), customer_id)
        rows = await connection.execute(select(tickets.c.id, tickets.c.registered_by))
        registered_by = {row.id: row.registered_by for row in rows}
    assert customer is not None
    (first,) = customer.terms
    assert (first.from_at, first.recorded_at, first.recorded_by) == (office.now, office.now, None)
    for at in (office.now, Instant(office.now.replace(year=2024))):
        assert customer.agreed_at(at) == AgreedTerms(ServiceLevel.STANDARD, OWN_TARGETS)
    assert registered_by == {at_once: None, by_another: None, delegated: None, known: None, second: raised_by}
    found = [batch async for batch in verify(fresh_engine, Agreements(REVISIONS), TicketSelection())]
    assert [each.differences for each in found] == [()]
