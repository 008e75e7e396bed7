"""Who asks for something of a customer's consultancy, as the rules take them (§1.1, §1.2.2)."""

from uuid import UUID

from app.accounts import customers
from app.domain.consultancy.participant import Participant
from app.unit_of_work import UnitOfWork


async def participant(uow: UnitOfWork, customer_id: UUID) -> Participant:
    """The caller, of whom only a customer's own can be its registrant."""
    is_registrant = uow.actor.customer_id == customer_id and await customers.is_registrant(uow, customer_id)
    return Participant(uow.actor, customer_id, is_registrant=is_registrant)
