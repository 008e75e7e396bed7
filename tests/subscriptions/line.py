"""From an office to a receiver: subscriptions, and workers that a test sends out by hand."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.domain.subscriptions.states import DeliveryOrdering, DeliveryState, PayloadForm
from app.notifications.suspensions import SuspensionTeller
from app.postgres.engine import transaction
from app.postgres.scope import EVERYTHING
from app.postgres.tenancy import SYSTEM
from app.subscriptions import subscriptions
from app.subscriptions.delivering import Courier
from app.subscriptions.sending import SinkSender
from app.subscriptions.store import attempts, deliveries
from app.subscriptions.store import subscriptions as stored
from app.subscriptions.store.attempts import Attempt
from app.subscriptions.store.deliveries import Delivery
from app.subscriptions.store.subscriptions import Subscription
from app.subscriptions.subscriptions import CreatedSubscription, NewSubscription
from app.workers.feeding import sequence
from tests.office import Office
from tests.subscriptions.sink import Sink
from tests.subscriptions.subscribers import NAMING, agree


@dataclass(frozen=True)
class Line:
    office: Office
    sink: Sink
    sender: SinkSender

    def courier(self) -> Courier:
        return Courier(self.office.engine, self.office.clock, self.sender, NAMING, SuspensionTeller(by_mail=True).tell)

    async def subscribe(self, customer_id: UUID | None = None, **more: Any) -> CreatedSubscription:
        """The vendor's own, unless it is a customer's; its sink wants to be told."""
        usual: dict[str, Any] = {
            "name": "Screen",
            "sink": self.sink.url,
            "types": ("ticket.*",),
            "payload": PayloadForm.THIN,
            "ordering": DeliveryOrdering.SUBJECT,
            "include_bulk": True,
            "reference": None,
            "access_token": None,
            "access_token_expires_at": None,
        }
        async with self.office.uow() as uow:
            made = await subscriptions.create(uow, NewSubscription(customer_id=customer_id, **{**usual, **more}))
        await agree(self.office.engine, self.office.clock, made.subscription.id)
        return made

    async def news(self) -> None:
        """What has happened is in the feed, and it is settled who gets it."""
        await sequence(self.office.engine, self.office.clock)
        await self.courier().settle()

    async def deliver(self) -> int:
        """One round, of one worker."""
        return await self.courier().deliver()

    async def found(self, made: CreatedSubscription) -> Subscription:
        async with transaction(self.office.engine, SYSTEM) as connection:
            found = await stored.find(connection, EVERYTHING, made.subscription.id)
        assert found is not None
        return found

    async def deliveries(self, made: CreatedSubscription) -> list[Delivery]:
        """The first one first."""
        async with transaction(self.office.engine, SYSTEM) as connection:
            page = await deliveries.page(connection, made.subscription, None, after=None, limit=1_000)
        return page[::-1]

    async def states(self, made: CreatedSubscription) -> list[DeliveryState]:
        return [each.state for each in await self.deliveries(made)]

    async def attempts(self, delivery: Delivery) -> list[Attempt]:
        async with transaction(self.office.engine, SYSTEM) as connection:
            return [each for _, each in await attempts.page(connection, delivery.key, after=None, limit=1_000)]
