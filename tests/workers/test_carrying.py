"""A worker that carries events: a sink is asked, and then told."""

import asyncio

from app.domain.agreement.service_terms import Topic
from app.domain.explanation.words import Language
from app.domain.notifications.notices import ContactChannel
from app.domain.subscriptions.states import DeliveryOrdering, PayloadForm
from app.notifications import contacts
from app.notifications.contacts import NewContact
from app.settings import Settings
from app.subscriptions import subscriptions
from app.subscriptions.subscriptions import NewSubscription
from app.workers import carrying
from app.workers.feeding import sequence
from tests.office import Office
from tests.subscriptions.sink import WANTED, sink


async def test_a_worker_asks_and_then_tells(busy_office: Office) -> None:
    office, stop = busy_office, asyncio.Event()
    await sequence(office.engine, office.clock)
    settings = Settings(public_url="https://support.example", sink_allowed_hosts=("127.0.0.1",))
    async with sink() as receiver:
        receiver.answer = lambda request: WANTED if request.method == "OPTIONS" else "204 No Content"
        wanted = NewSubscription(
            name="Screen",
            customer_id=None,
            sink=receiver.url,
            types=("ticket.*",),
            payload=PayloadForm.THIN,
            ordering=DeliveryOrdering.SUBJECT,
            include_bulk=True,
            reference=None,
            access_token=None,
            access_token_expires_at=None,
        )
        async with office.uow() as uow:
            await subscriptions.create(uow, wanted)
        working = asyncio.create_task(carrying.run(office.engine, office.clock, stop, settings))
        try:
            async with asyncio.timeout(20):
                await receiver.until(lambda request: request.method == "OPTIONS")
                await asyncio.sleep(0.5)
                ticket_id = await office.ticket(await office.customer())
                await sequence(office.engine, office.clock)
                await receiver.until(lambda request: request.headers.get("webhook-id") == f"{ticket_id}:1")
        finally:
            stop.set()
            await working


async def test_a_worker_posts_notices(busy_office: Office) -> None:
    office, stop = busy_office, asyncio.Event()
    settings = Settings(public_url="https://support.example", sink_allowed_hosts=("127.0.0.1",))
    async with sink() as receiver:
        wanted = NewContact(
            name="Desk",
            person_id=None,
            channel=ContactChannel.WEBHOOK,
            address=receiver.url,
            topics=frozenset([Topic.NEWS]),
            language=Language.ENGLISH,
        )
        customer_id = await office.customer()
        async with office.uow() as uow:
            await contacts.add(uow, customer_id, wanted)
        working = asyncio.create_task(carrying.run(office.engine, office.clock, stop, settings))
        try:
            async with asyncio.timeout(20):
                await receiver.until(lambda request: request.event["data"]["eventType"] == contacts.CONFIRMATION)
        finally:
            stop.set()
            await working
