"""A ticket's wording corrected, or its urgency and impact assessed anew by the vendor (§3.1.1)."""

from dataclasses import dataclass

from app.db.mapping import StoredTicket
from app.domain.facts import DetailsCorrected
from app.domain.vocabulary import Impact, Urgency
from app.services import priorities
from app.services.recording import record
from app.services.work import Work


@dataclass(frozen=True, kw_only=True)
class Correction:
    """None leaves a member as it is."""

    title: str | None = None
    description: str | None = None
    external_reference: str | None = None
    urgency: Urgency | None = None
    impact: Impact | None = None
    reason: str | None = None


async def correct(work: Work, stored: StoredTicket, wanted: Correction) -> StoredTicket:
    """Changes a locked ticket; nothing is recorded where nothing changes."""
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
        stored = await priorities.assess(work, stored, urgency, impact, wanted.reason or "")
    return stored


def _changed(wanted: str | None, known: str | None) -> str | None:
    return wanted if wanted != known else None
