"""Hours are written on a ticket, and corrected by counter-entries (§1.1)."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.amounts import in_words, rounded_up
from app.domain.consultancy.approving import ChargedTicket, require_chargeable
from app.domain.consultancy.drawing import parts_of, require_approved, to_make_good, unit_for
from app.domain.consultancy.ledger import HoursEntry, Ledger, corrected, without
from app.domain.consultancy.ledger_facts import DrawnPart, EntryCorrected, HoursWritten
from app.domain.consultancy.participant import Participant
from app.domain.given import require_past, require_words
from app.domain.replacing import replace
from app.domain.vocabulary import Role
from app.errors import Conflict, Forbidden, Invalid


def write_hours(
    ledger: Ledger,
    ticket: ChargedTicket,
    by: Participant,
    at: Instant,
    agreement: Agreement,
    *,
    entry_id: UUID,
    worked_on: date,
    seconds: int,
    description: str,
    consultant_id: UUID | None = None,
) -> HoursWritten:
    """As `entry_of`. Consultants write their own, the support manager anybody's; Forbidden for others."""
    section = agreement.charging_section.number
    by.require("Hours are written", Role.CONSULTANT, Role.SUPPORT_MANAGER, section=section)
    return entry_of(
        *(ledger, ticket, at, agreement),
        entry_id=entry_id,
        worked_on=worked_on,
        seconds=seconds,
        description=description,
        consultant_id=_consultant(by, consultant_id, section),
    )


def entry_of(
    ledger: Ledger,
    ticket: ChargedTicket,
    at: Instant,
    agreement: Agreement,
    *,
    entry_id: UUID,
    worked_on: date,
    seconds: int,
    description: str,
    consultant_id: UUID,
) -> HoursWritten:
    """Raises Conflict (§1.1) for more than is approved for the ticket before the work, and for more than is left."""
    section = agreement.charging_section.number
    require_words(section, {"description": description})
    require_past("/workedOn", worked_on, at.astimezone(agreement.vendor.zone).date(), section)
    if seconds <= 0:
        raise Invalid.at("/durationSeconds", "not_an_amount", "Seconds are a positive number.", section=section)
    require_chargeable(ticket, agreement)
    hours = ledger.of_ticket(ticket.id)
    require_approved(hours, worked_on, seconds, agreement)
    unit = unit_for(ledger, hours, worked_on, agreement)
    parts = parts_of(ledger, hours, worked_on, seconds, rounded_up(seconds, unit), agreement)
    return HoursWritten(
        entry_id=entry_id,
        ticket_id=ticket.id,
        consultant_id=consultant_id,
        worked_on=worked_on,
        seconds=seconds,
        accounted_seconds=_sum(parts),
        unit_seconds=unit,
        parts=parts,
        description=description,
    )


def _consultant(by: Participant, named: UUID | None, section: str) -> UUID:
    if named not in (None, by.actor.id) and not by.manages:
        raise Forbidden("Consultants write their own hours; others' are written by support_manager.", section=section)
    if named is None and not by.has(Role.CONSULTANT):
        raise Invalid.at("/consultantId", "missing", "Say whose hours they are.", section=section)
    return named or by.actor.id


def correct_entry(
    ledger: Ledger,
    entry: HoursEntry,
    ticket: ChargedTicket,
    by: Participant,
    agreement: Agreement,
    *,
    correction_id: UUID,
    seconds: int,
    reason: str,
) -> EntryCorrected:
    """`seconds` are signed: less goes back where it came from, last drawn first; more is drawn as if written then.

    Raises Conflict (§1.1) for less than nothing, and where more could not be written.
    """
    section = agreement.charging_section.number
    by.require("Entries are corrected", Role.CONSULTANT, Role.SUPPORT_MANAGER, section=section)
    if not by.manages and entry.written.consultant_id != by.actor.id:
        raise Forbidden(
            "Consultants correct their own hours; others' are corrected by support_manager.", section=section
        )
    require_words(section, {"reason": reason})
    if seconds == 0:
        raise Invalid.at("/durationSeconds", "not_an_amount", "A correction changes something.", section=section)
    if seconds > 0:
        return _more(ledger, entry, ticket, agreement, correction_id, seconds, reason)
    spent = entry.seconds + seconds
    if spent < 0:
        raise Conflict(
            f"The entry has {in_words(entry.seconds)}; a correction takes no more than that away.", section=section
        )
    charged = min(entry.accounted_seconds, rounded_up(spent, entry.written.unit_seconds))
    returned = tuple(_taken_off(entry.parts, entry.accounted_seconds - charged))
    fact = EntryCorrected(
        correction_id=correction_id,
        entry_id=entry.id,
        seconds=seconds,
        accounted_seconds=-_sum(returned),
        parts=returned,
        reason=reason,
    )
    return replace(fact, made_good=to_make_good(corrected(ledger, fact)))


def _more(
    ledger: Ledger,
    entry: HoursEntry,
    ticket: ChargedTicket,
    agreement: Agreement,
    correction_id: UUID,
    seconds: int,
    reason: str,
) -> EntryCorrected:
    require_chargeable(ticket, agreement)
    hours, day = ledger.of_ticket(ticket.id), entry.written.worked_on
    require_approved(hours, day, seconds, agreement)
    spent = entry.seconds + seconds
    needed = max(0, spent - entry.accounted_seconds)
    wished = max(needed, rounded_up(spent, entry.written.unit_seconds) - entry.accounted_seconds)
    parts = parts_of(ledger, hours, day, needed, wished, agreement)
    return EntryCorrected(
        correction_id=correction_id,
        entry_id=entry.id,
        seconds=seconds,
        accounted_seconds=_sum(parts),
        parts=parts,
        reason=reason,
    )


def _taken_off(parts: tuple[DrawnPart, ...], seconds: int) -> Iterator[DrawnPart]:
    """What `without` leaves out, the last one first."""
    kept = without(parts, seconds)
    for number, part in reversed([*enumerate(parts)]):
        stays = kept[number].seconds if number < len(kept) else 0
        if part.seconds > stays:
            yield replace(part, seconds=part.seconds - stays)


def _sum(parts: tuple[DrawnPart, ...]) -> int:
    return sum(part.seconds for part in parts)
