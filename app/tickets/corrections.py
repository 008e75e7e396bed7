"""A ticket's wording or classification corrected, or its urgency and impact assessed anew by the vendor (§3.1.1)."""

from typing import TypedDict

from app.clock import Instant
from app.domain.tickets import classification
from app.domain.tickets.classification import ClassificationChanges
from app.domain.tickets.facts import Details, DetailsCorrected
from app.domain.tickets.process import NotYours
from app.domain.vocabulary import Impact, Urgency
from app.tickets import answering, priorities
from app.tickets.recording import record
from app.tickets.store.ticket_mapping import StoredTicket
from app.unit_of_work import UnitOfWork


class Correction(TypedDict, total=False):
    """What is not there stays as it is; None takes the reference away.

    `occurred_at`: when urgency and impact were assessed anew, if not now.
    """

    title: str
    description: str
    external_reference: str | None
    urgency: Urgency
    impact: Impact
    reason: str
    occurred_at: Instant
    classification: ClassificationChanges


async def correct(uow: UnitOfWork, stored: StoredTicket, wanted: Correction) -> StoredTicket:
    """Changes a locked ticket; nothing is recorded where nothing changes. What may lie in the past comes first."""
    urgency = wanted.get("urgency", stored.ticket.urgency)
    impact = wanted.get("impact", stored.ticket.impact)
    if (urgency, impact) != (stored.ticket.urgency, stored.ticket.impact):
        stored = await priorities.assess(
            uow, stored, urgency, impact, wanted.get("reason"), occurred_at=wanted.get("occurred_at")
        )
    if changes := wanted.get("classification"):
        stored = await _reclassify(uow, stored, changes, wanted.get("reason", ""))
    fact = _corrected(stored.ticket.details, wanted)
    if fact != DetailsCorrected():
        stored = await record(uow, stored, fact, reason="details corrected")
    return stored


async def _reclassify(
    uow: UnitOfWork, stored: StoredTicket, changes: ClassificationChanges, reason: str
) -> StoredTicket:
    """Coverage and clocks follow as if it had been classified so from the registration on."""
    agreement = uow.book.agreement_of(stored.ticket, uow.now)
    try:
        fact = classification.correct(stored.ticket, agreement, stored.holders, uow.actor, changes, reason)
    except NotYours as refusal:
        raise await answering.named(uow, stored, refusal) from None
    return stored if fact is None else await record(uow, stored, fact, reason="classification corrected")


def _corrected(details: Details, wanted: Correction) -> DetailsCorrected:
    reference = wanted.get("external_reference", details.external_reference)
    return DetailsCorrected(
        title=_changed(wanted.get("title"), details.title),
        description=_changed(wanted.get("description"), details.description),
        external_reference=_changed(reference, details.external_reference),
        reference_removed=True if reference is None and details.external_reference is not None else None,
    )


def _changed(wanted: str | None, known: str | None) -> str | None:
    return wanted if wanted != known else None
