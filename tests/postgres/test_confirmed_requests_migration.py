"""The release before did not keep when a request for an account was confirmed: taken back, and made again."""

from datetime import timedelta

from app.clock import Instant
from app.consultancy.kinds import ACCOUNT_REQUESTS
from app.domain.actor import OF_VENDOR
from app.domain.consultancy.account_requests import AccountRequestConfirmed, AccountRequestDeclined
from app.first_registration.asking import StoredAccountRequest
from app.postgres import migrations
from app.postgres.engine import AsyncEngine
from app.postgres.urls import DatabaseUrls
from app.streams import subjects
from tests.domain.consultancy.test_account_requests import ASKED
from tests.office import Office

BEFORE = "0065"


async def test_when_a_request_was_confirmed_is_as_its_facts_have_it(
    fresh_database: DatabaseUrls, fresh_engine: AsyncEngine
) -> None:
    office = Office(fresh_engine)
    confirmed, declined = AccountRequestConfirmed(), AccountRequestDeclined(reason="Known already")
    before = list[StoredAccountRequest]()
    for facts in ([ASKED], [ASKED, confirmed], [ASKED, confirmed, declined]):
        office.now = Instant(office.now + timedelta(microseconds=1))
        async with office.uow() as uow:
            before.append(await subjects.begin(uow, ACCOUNT_REQUESTS, OF_VENDOR, facts))
    assert [each.state.confirmed_at is None for each in before] == [True, False, False]

    await fresh_engine.dispose()
    await migrations.downgrade(fresh_database.owner, BEFORE)
    await migrations.upgrade(fresh_database.owner)

    async with office.uow() as uow:
        after = await subjects.find_many(uow.connection, ACCOUNT_REQUESTS, [each.id for each in before])
    assert [each.state for each in after] == [each.state for each in before]
