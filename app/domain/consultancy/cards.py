"""Day cards are sold, and how far below zero the balance may go is approved (§1.1)."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.amounts import SECONDS_AN_HOUR, seconds_of
from app.domain.consultancy.approving import approver_of
from app.domain.consultancy.drawing import to_make_good
from app.domain.consultancy.ledger import Ledger, with_card
from app.domain.consultancy.ledger_facts import DayCardBought, OverrunApproved
from app.domain.consultancy.participant import Participant
from app.domain.given import require_day, require_past, require_words
from app.domain.replacing import replace
from app.domain.vocabulary import Role
from app.errors import Invalid


def buy_day_card(
    ledger: Ledger,
    by: Participant,
    at: Instant,
    agreement: Agreement,
    *,
    card_id: UUID,
    days: Decimal,
    bought_on: date,
    reference: str,
    hours_a_day: Decimal | None = None,
    valid_until_on: date | None = None,
    accounting_unit_seconds: int | None = None,
) -> DayCardBought:
    """What is left out is as the agreement is read. Raises Forbidden unless the support manager sells it; Invalid."""
    section, terms = agreement.charging_section.number, agreement.terms.consultancy
    by.require("Day cards are sold", Role.SUPPORT_MANAGER, section=section)
    require_words(section, {"reference": reference})
    require_past("/boughtOn", bought_on, at.astimezone(agreement.vendor.zone).date(), section)
    if valid_until_on is not None:
        require_day("/validUntilOn", valid_until_on, section)
        if valid_until_on < bought_on:
            raise Invalid.at("/validUntilOn", "before_it_begins", "A card ends after it is bought.", section=section)
    unit = terms.accounting_unit_seconds if accounting_unit_seconds is None else accounting_unit_seconds
    if not 1 <= unit <= SECONDS_AN_HOUR:
        detail = "Hours are rounded up to whole units of 1 to 3,600 seconds."
        raise Invalid.at("/accountingUnitSeconds", "out_of_range", detail, section=section)
    a_day = Decimal(terms.hours_a_day) if hours_a_day is None else hours_a_day
    day_seconds = seconds_of(a_day, "/hoursPerDay", section)
    if day_seconds > 24 * SECONDS_AN_HOUR:
        raise Invalid.at("/hoursPerDay", "out_of_range", "A day has no more than 24 hours.", section=section)
    fact = DayCardBought(
        card_id=card_id,
        seconds=seconds_of(days, "/days", section, day_seconds),
        day_seconds=day_seconds,
        bought_on=bought_on,
        valid_until_on=valid_until_on,
        accounting_unit_seconds=unit,
        reference=reference,
    )
    return replace(fact, made_good=to_make_good(with_card(ledger, fact)))


def approve_overrun(
    by: Participant,
    at: Instant,
    agreement: Agreement,
    *,
    overrun_id: UUID,
    seconds: int,
    reason: str,
    until_on: date | None = None,
    agreement_reference: str | None = None,
    approved_by: UUID | str | None = None,
) -> OverrunApproved:
    """By a registrant, or by the support manager from a signed document. Raises Forbidden, Invalid, Conflict."""
    section = agreement.charging_section.number
    by.require("An overrun is approved", Role.SUPPORT_MANAGER, section=section, registrant=True)
    require_words(section, {"reason": reason})
    if seconds <= 0:
        raise Invalid.at("/seconds", "not_an_amount", "Seconds are a positive number.", section=section)
    if until_on is not None:
        require_day("/untilOn", until_on, section)
        if until_on < at.astimezone(agreement.vendor.zone).date():
            raise Invalid.at("/untilOn", "in_the_past", "It would be over already.", section=section)
    person_id, name = approver_of(by, approved_by, agreement_reference, agreement)
    return OverrunApproved(
        overrun_id=overrun_id,
        seconds=seconds,
        until_on=until_on,
        reason=reason,
        approved_by_id=person_id,
        approved_by_name=name,
        agreement_reference=agreement_reference,
    )
