"""Tells the owner of a subscription that it is suspended: whoever made it, as long as it is theirs to keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from app.access.store.people import Person
from app.clock import Instant
from app.domain.actor import OF_VENDOR
from app.domain.vocabulary import Role
from app.notifications.noticing import NoticedEvent, to_person
from app.notifications.store import notices, owners, preferences
from app.postgres.connection import Connection
from app.subscriptions.store.subscriptions import Subscription

SUSPENDED: Final = "subscription.suspended"
"""The type of what tells of it."""


@dataclass(frozen=True)
class SuspensionTeller:
    """`by_mail`: there is a server for it; without one, it is there to be read."""

    by_mail: bool

    async def tell(self, connection: Connection, subscription: Subscription, event_id: str, now: Instant) -> None:
        """In the transaction that suspends it, and so once, whoever was at work meanwhile."""
        told = await owners_of(connection, subscription)
        wanted = await preferences.of(connection, [each.id for each in told])
        event = NoticedEvent(id=event_id, type=SUSPENDED, now=now)
        await notices.add(
            connection,
            [
                to_person(event, each, wanted.get(each.id), by_mail=self.by_mail, of=subscription.customer_id)
                for each in told
            ],
        )


async def owners_of(connection: Connection, subscription: Subscription) -> Sequence[Person]:
    """Who made it, while they may still keep it; else the customer's registrants, of the vendor's own the support
    managers. Where there are none of those, whoever of the vendor may keep it.
    """
    is_customers = subscription.customer_id != OF_VENDOR
    theirs = await owners.registrants_of(connection, subscription.customer_id) if is_customers else []
    vendors = await owners.managers(connection)
    made = _by(subscription.created_by, [*theirs, *vendors])
    return made or theirs or [each for each in vendors if Role.SUPPORT_MANAGER in each.roles] or vendors


def _by(person_id: UUID | None, people: Sequence[Person]) -> Sequence[Person]:
    return [each for each in people if each.id == person_id][:1]
