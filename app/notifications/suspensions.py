"""Tells the owner of a subscription that it is suspended: whoever made it, as long as it is theirs to keep."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from uuid_utils.compat import uuid7

from app.access.store.people import Person
from app.clock import Instant
from app.domain.actor import OF_VENDOR
from app.domain.notifications.notices import NoticeChannel, NoticeState, Preferences, RecipientKind
from app.domain.vocabulary import Role
from app.notifications.store import notices, owners, preferences
from app.notifications.store.notices import Notice
from app.postgres.connection import Connection
from app.subscriptions.store.subscriptions import Subscription

SUSPENDED: Final = "subscription.suspended"
"""The type of what tells of it."""


@dataclass(frozen=True)
class SuspensionTeller:
    """`by_mail`: there is a server for it; without one, it is there to be read."""

    by_mail: bool

    async def tell(self, connection: Connection, subscription: Subscription, now: Instant) -> None:
        """In the transaction that suspends it, and so once, whoever was at work meanwhile."""
        told = await owners_of(connection, subscription)
        wanted = await preferences.of(connection, [each.id for each in told])
        await notices.add(
            connection,
            [self._notice(subscription, each, wanted.get(each.id, Preferences()), now) for each in told],
        )

    def _notice(self, subscription: Subscription, person: Person, wanted: Preferences, now: Instant) -> Notice:
        channel, address = wanted.means(person.email, by_mail=self.by_mail)
        return Notice(
            id=uuid7(),
            customer_id=subscription.customer_id,
            event_id=f"{subscription.id}:{subscription.version}",
            event_type=SUSPENDED,
            recipient_kind=RecipientKind.PERSON,
            recipient_id=person.id,
            internal=person.customer_id is None,
            channel=channel,
            address=address,
            language=wanted.language,
            state=NoticeState.SENT if channel is NoticeChannel.NONE else NoticeState.HELD,
            not_before=now,
            created_at=now,
            settled_at=now if channel is NoticeChannel.NONE else None,
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


def subscription_of(notice: Notice) -> UUID:
    """Which one a notice tells of."""
    return UUID(notice.event_id.partition(":")[0])
