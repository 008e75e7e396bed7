"""A ticket's wording or classification corrected, or its urgency and impact assessed anew by the vendor (§3.1.1)."""

from dataclasses import dataclass, field

from app.clock import Instant
from app.db.mapping import StoredTicket
from app.domain import classification
from app.domain.classification import ClassificationChanges
from app.domain.facts import DetailsCorrected
from app.domain.process import NotYours
from app.domain.vocabulary import Impact, Urgency
from app.errors import Invalid
from app.services import answering, priorities
from app.services.recording import record
from app.services.work import Work


@dataclass(frozen=True, kw_only=True)
class Correction:
    """None leaves a member as it is. `occurred_at`: when urgency and impact were assessed anew, if not now."""

    title: str | None = None
    description: str | None = None
    external_reference: str | None = None
    urgency: Urgency | None = None
    impact: Impact | None = None
    reason: str | None = None
    occurred_at: Instant | None = None
    classification: ClassificationChanges = field(default_factory=ClassificationChanges)


async def correct(work: Work, stored: StoredTicket, wanted: Correction) -> StoredTicket:
    """Changes a locked ticket; nothing is recorded where nothing changes."""
    if wanted.occurred_at is not None and wanted.urgency is None and wanted.impact is None:
        raise Invalid.at("/occurredAt", "unused", "It says when urgency or impact was assessed: give one of them.")
    if wanted.classification:
        stored = await _reclassify(work, stored, wanted.classification, wanted.reason or "")
    details = stored.ticket.details
    fact = DetailsCorrected(
        title=_changed(wanted.title, details.title),
        description=_changed(wanted.description, details.description),
        external_reference=_changed(wanted.external_reference, details.external_reference),
    )
    if fact != DetailsCorrected():
        stored = await record(work, stored, fact, reason="details corrected")
    urgency = wanted.urgency or stored.ticket.urgency
    impact = wanted.impact or stored.ticket.impact
    if (urgency, impact) != (stored.ticket.urgency, stored.ticket.impact):
        stored = await priorities.assess(work, stored, urgency, impact, wanted.reason, occurred_at=wanted.occurred_at)
    return stored


async def _reclassify(work: Work, stored: StoredTicket, changes: ClassificationChanges, reason: str) -> StoredTicket:
    """Coverage and clocks follow as if it had been classified so from the registration on."""
    agreement = work.book.agreement_of(stored.ticket, work.now)
    try:
        fact = classification.correct(stored.ticket, agreement, stored.holders, work.actor, changes, reason)
    except NotYours as refusal:
        raise await answering.named(work, stored, refusal) from None
    return stored if fact is None else await record(work, stored, fact, reason="classification corrected")


def _changed(wanted: str | None, known: str | None) -> str | None:
    return wanted if wanted != known else None
