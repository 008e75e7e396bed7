"""By which revision of the agreement what a customer registers is bound (Wijzigingen)."""

from uuid import UUID

from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.revisions.objections import agreement_for
from app.revisions import loading
from app.revisions.store import revisions as stored_revisions
from app.unit_of_work import UnitOfWork


async def binding(uow: UnitOfWork, customer_id: UUID, at: Instant) -> Agreement:
    """The one in force at that moment, or the one before while the customer's objection keeps it from binding.

    Where no revision is announced this asks the database for nothing.
    """
    if uow.book.known is None or uow.book.announced:
        await loading.refresh(uow.connection, uow.book)
    if not uow.book.announced:
        return uow.book.in_force(at)
    objections = await stored_revisions.objections_of(uow.connection, customer_id)
    return agreement_for(uow.book.revisions, objections, at)
