"""Who acts for a customer in what is charged, booked and escalated (§1.1, §1.2.2)."""

from dataclasses import dataclass
from uuid import UUID

from app.domain.actor import Actor
from app.domain.vocabulary import Role
from app.errors import Forbidden


@dataclass(frozen=True)
class Participant:
    """`is_registrant`: an active one of this customer."""

    actor: Actor
    customer_id: UUID
    is_registrant: bool = False

    @property
    def manages(self) -> bool:
        return self.actor.is_management

    def has(self, role: Role) -> bool:
        return self.actor.administrator or role in self.actor.roles

    def require(self, what: str, *roles: Role, section: str, registrant: bool = False) -> None:
        """Raises Forbidden for who has none of the vendor's `roles`, and is no registrant where one may as well."""
        if any(self.has(role) for role in roles) or (registrant and self.is_registrant):
            return
        who = (*(("a registrant of the customer",) if registrant else ()), *roles)
        raise Forbidden(f"{what} by {' or '.join(who)}.", section=section)
