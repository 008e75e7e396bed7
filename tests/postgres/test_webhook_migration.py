"""Going back to before notices by webhook, and on again: who was told by mail stays as they were."""

from sqlalchemy import text

from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.domain.notifications.notices import ContactChannel, NoticeChannel, Preferences
from app.domain.vocabulary import Role
from app.notifications import contacts, preferences
from app.notifications.contacts import NewContact
from app.postgres import migrations
from app.postgres.engine import AsyncEngine, transaction
from app.postgres.tenancy import SYSTEM
from app.postgres.urls import DatabaseUrls
from tests.office import Office

HOOK = "https://desk.example/notices"


async def test_back_and_on_again(fresh_database: DatabaseUrls, fresh_engine: AsyncEngine) -> None:
    office = Office(fresh_engine)
    customer_id, sue = await office.customer(), await office.person(Role.SUPPORT)
    async with office.uow() as uow:
        for channel, address in ((ContactChannel.MAIL, "desk@example.org"), (ContactChannel.WEBHOOK, HOOK)):
            await contacts.add(
                uow,
                customer_id,
                NewContact(
                    name="Desk",
                    person_id=None,
                    channel=channel,
                    address=address,
                    topics=frozenset([Topic.NEWS]),
                    language=Language.ENGLISH,
                ),
            )
        person, before = await preferences.read_for_change(uow, sue.id)
        await preferences.put(uow, person, before, Preferences(channel=NoticeChannel.WEBHOOK, address=HOOK))

    await migrations.downgrade(fresh_database.owner, "0038")
    await migrations.upgrade(fresh_database.owner)

    async with transaction(fresh_engine, SYSTEM) as connection:
        kept = [tuple(row) for row in await connection.execute(text("SELECT channel, address FROM contacts"))]
        told = [tuple(row) for row in await connection.execute(text("SELECT channel, address FROM notices"))]
        wanted = [tuple(row) for row in await connection.execute(text("SELECT channel FROM notice_preferences"))]
    assert kept == told == [("mail", "desk@example.org")]
    assert wanted == [("mail",)]
