"""Who acts, and in which role. The system itself is an actor too: it announces what falls due."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from app.domain.vocabulary import VENDOR_ROLES, Role

OF_VENDOR: Final = UUID(int=0)
"""In the place of a customer's id, of what is the vendor's own: its chain of the trail, its people, subscriptions."""


class ActorKind(StrEnum):
    PERSON = "person"
    INTEGRATION = "integration"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """`customer_id` None: the vendor's. An administrator is vendor staff who may do everything, on record."""

    id: UUID
    kind: ActorKind
    name: str
    roles: frozenset[Role] = frozenset()
    customer_id: UUID | None = None
    administrator: bool = False

    @property
    def is_vendor(self) -> bool:
        is_monitoring = self.kind is ActorKind.INTEGRATION and self.customer_id is None
        return self.administrator or self.kind is ActorKind.SYSTEM or is_monitoring or bool(self.roles & VENDOR_ROLES)

    @property
    def is_management(self) -> bool:
        """Whose access §5.7.1 guards: who decides over customers, people and keys."""
        return self.administrator or Role.SUPPORT_MANAGER in self.roles

    def is_customer_of(self, customer_id: UUID) -> bool:
        return self.customer_id == customer_id and (Role.CUSTOMER in self.roles or self.kind is ActorKind.INTEGRATION)


SYSTEM = Actor(id=UUID(int=0), kind=ActorKind.SYSTEM, name="Duetime")
