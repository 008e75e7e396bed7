"""Where charged time is drawn from: cards in turn, then an agreed invoice, then below zero as far as that is approved.

What is spent has to be approved, before the work; what is rounded up beyond that is charged only as far as it is
approved and there is time left (§1.1).
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from app.domain.agreement.agreement import Agreement
from app.domain.consultancy.amounts import in_words
from app.domain.consultancy.ledger import DayCard, HoursEntry, Ledger, TicketHours
from app.domain.consultancy.ledger_facts import ChargedTo, DrawnPart, MadeGood
from app.errors import Conflict


def parts_of(
    ledger: Ledger, hours: TicketHours, day: date, needed: int, wished: int, agreement: Agreement
) -> tuple[DrawnPart, ...]:
    """What work of this day is charged to: `wished` seconds if there is so much, never less than `needed`.

    Raises Conflict when that would go below zero further than is approved.
    """
    room = _room(hours, day, agreement.vendor.zone, lambda entry: entry.accounted_seconds)
    needed, wished = min(needed, room), min(wished, room)
    on_cards = min(hours.open_to(ChargedTo.DAY_CARD), sum(card.left_seconds for card in cards_for(ledger, day)))
    on_invoice = hours.open_to(ChargedTo.INVOICE)
    charged = max(needed, min(wished, on_cards + on_invoice))
    from_cards = min(charged, on_cards)
    invoiced = min(charged - from_cards, on_invoice)
    below = charged - from_cards - invoiced
    _require_overrun(ledger, day, below, from_cards, agreement)
    return tuple(_parts(ledger, day, from_cards, invoiced, below))


def _require_overrun(ledger: Ledger, day: date, below: int, from_cards: int, agreement: Agreement) -> None:
    left = max(0, ledger.overrun_seconds(day) - ledger.overdrawn_seconds)
    if below > left:
        raise Conflict(
            f"The day cards have {in_words(from_cards + left)} left for work of {day}, and {in_words(below - left)}"
            " more are needed: the customer buys another card, approves an invoice, or an overrun is approved.",
            section=agreement.charging_section.number,
        )


def _parts(ledger: Ledger, day: date, from_cards: int, invoiced: int, below: int) -> Iterator[DrawnPart]:
    for card in cards_for(ledger, day):
        if taken := min(card.left_seconds, from_cards):
            yield DrawnPart(seconds=taken, charged_to=ChargedTo.DAY_CARD, card_id=card.id)
            from_cards -= taken
    if invoiced:
        yield DrawnPart(seconds=invoiced, charged_to=ChargedTo.INVOICE)
    if below:
        yield DrawnPart(seconds=below, charged_to=ChargedTo.DAY_CARD)


def cards_for(ledger: Ledger, day: date) -> Sequence[DayCard]:
    """Those with time left that pay for work of this day, in turn."""
    return [card for card in ledger.in_turn if card.pays_for(day) and card.left_seconds > 0]


def unit_for(ledger: Ledger, hours: TicketHours, day: date, agreement: Agreement) -> int:
    """To whole how many seconds work of this day is rounded up: by the card that it is drawn from first."""
    cards = cards_for(ledger, day) if hours.open_to(ChargedTo.DAY_CARD) > 0 else ()
    return cards[0].bought.accounting_unit_seconds if cards else agreement.terms.consultancy.accounting_unit_seconds


def require_approved(hours: TicketHours, day: date, seconds: int, agreement: Agreement) -> None:
    """Raises Conflict unless so much more may be spent on this day: approved, and no later than the day of the work."""
    section = agreement.charging_section.number
    if not hours.approvals:
        raise Conflict("No hours are approved for this ticket: the customer approves them beforehand.", section=section)
    if seconds > hours.open_seconds:
        raise Conflict(
            f"{in_words(hours.approved_seconds)} are approved for this ticket and {in_words(hours.spent_seconds)} are"
            f" written; {in_words(seconds)} more are too many. The customer approves more first.",
            section=section,
        )
    if seconds > _room(hours, day, agreement.vendor.zone, lambda entry: entry.seconds):
        raise Conflict(
            f"Not so many hours were approved before the work of {day}: what is approved later is for later work.",
            section=section,
        )


def _room(hours: TicketHours, day: date, zone: ZoneInfo, of: Callable[[HoursEntry], int]) -> int:
    """How much more fits on this day. What is approved is for work of that day, or the one that it settles from, and of
    all later ones.
    """
    days = {day, *(entry.written.worked_on for entry in hours.entries if entry.written.worked_on > day)}
    return max(0, min(_approved_by(hours, each, zone) - _used_by(hours, each, of) for each in days))


def _approved_by(hours: TicketHours, day: date, zone: ZoneInfo) -> int:
    return sum(
        each.fact.seconds
        for each in hours.approvals
        if each.approved_at.astimezone(zone).date() <= day or each.settles(day)
    )


def _used_by(hours: TicketHours, day: date, of: Callable[[HoursEntry], int]) -> int:
    return sum(of(entry) for entry in hours.entries if entry.written.worked_on <= day)


def to_make_good(ledger: Ledger) -> tuple[MadeGood, ...]:
    """What cards with time left pay of what was drawn below zero: the entry written first, by the card in turn."""
    return tuple(_to_make_good(ledger))


def _to_make_good(ledger: Ledger) -> Iterator[MadeGood]:
    left = {card.id: card.left_seconds for card in ledger.in_turn}
    for entry in ledger.entries.values():
        owed = sum(part.seconds for part in entry.parts if part.is_overdrawn)
        for card in cards_for(ledger, entry.written.worked_on) if owed else ():
            if paid := min(owed, left[card.id]):
                yield MadeGood(entry_id=entry.id, card_id=card.id, seconds=paid)
                owed, left[card.id] = owed - paid, left[card.id] - paid
