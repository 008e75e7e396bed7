"""The release before knows no figures of a customer's own beside its targets: taken back, and made again."""

from dataclasses import replace
from datetime import timedelta

from app.accounts.store import customer_terms, customers
from app.clock import Instant
from app.domain.agreement.agreed_terms import AgreedTerms, OwnFigures, TermsChange
from app.domain.vocabulary import ServiceLevel
from app.postgres import migrations
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.scope import Scope
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from tests.office import Office
from tests.tickets.makings import OWN_TARGETS

BEFORE = "0058"


async def test_a_change_of_figures_alone_says_anew_which_targets_hold(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    office = Office(fresh_engine)
    customer_id = await office.customer(own_targets=OWN_TARGETS)
    days = [Instant(office.now + timedelta(days=day)) for day in range(4)]
    usual = TermsChange(number=0, from_at=days[0], recorded_at=office.now)
    said = [
        replace(usual, number=2, from_at=days[3], own_targets=()),
        replace(usual, number=3, from_at=days[1], own_figures=OwnFigures(registrants=3)),
        replace(usual, number=4, from_at=days[2], service_level=ServiceLevel.STANDARD),
    ]
    async with transaction(fresh_engine, SYSTEM) as connection:
        await customer_terms.add(connection, customer_id, said)

    await fresh_engine.dispose()
    await migrations.downgrade(fresh_database.owner, BEFORE)
    await migrations.upgrade(fresh_database.owner)

    async with transaction(fresh_engine, SYSTEM) as connection:
        customer = await customers.find(connection, Scope(None), customer_id)
    assert customer is not None
    assert [each.own_targets for each in customer.terms] == [OWN_TARGETS, (), OWN_TARGETS, None]
    assert [customer.agreed_at(at) for at in days] == [
        *[AgreedTerms(ServiceLevel.EXTENDED, OWN_TARGETS)] * 2,
        AgreedTerms(ServiceLevel.STANDARD, OWN_TARGETS),
        AgreedTerms(ServiceLevel.STANDARD, ()),
    ]
