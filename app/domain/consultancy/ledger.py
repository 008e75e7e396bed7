"""A customer's ledger as its facts add up: cards, approvals, entries, overruns. `advance` is the fold (§1.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from app.clock import Instant
from app.domain.consultancy.ledger_facts import (
    BalanceWarned,
    CardExpired,
    ChargedTo,
    DayCardBought,
    DrawnPart,
    EntryCorrected,
    HoursApproved,
    HoursWritten,
    LedgerEvent,
    MadeGood,
    OverrunApproved,
)
from app.domain.replacing import replace


@dataclass(frozen=True, kw_only=True)
class DayCard:
    """`used_seconds` are drawn from it, less what came back. `number`: how many were bought before."""

    bought: DayCardBought
    number: int
    used_seconds: int = 0

    @property
    def id(self) -> UUID:
        return self.bought.card_id

    @property
    def left_seconds(self) -> int:
        """Whether or not it has ended."""
        return self.bought.seconds - self.used_seconds

    def pays_for(self, day: date) -> bool:
        """Work of its last day is included."""
        return self.bought.valid_until_on is None or day <= self.bought.valid_until_on

    @property
    def turn(self) -> tuple[date, int]:
        """The one that ends first is drawn from first; of those, the one bought first."""
        return self.bought.valid_until_on or date.max, self.number


@dataclass(frozen=True, kw_only=True)
class HoursApproval:
    fact: HoursApproved
    approved_at: Instant

    def settles(self, day: date) -> bool:
        """Whether it is for work of this day though it may be approved later: the ticket was escalated (§1)."""
        return self.fact.work_from_on is not None and self.fact.work_from_on <= day


@dataclass(frozen=True, kw_only=True)
class HoursEntry:
    """With its corrections: what is spent and charged by now, and where that is drawn from, in the order of drawing."""

    written: HoursWritten
    seconds: int
    accounted_seconds: int
    parts: tuple[DrawnPart, ...]
    corrections: tuple[EntryCorrected, ...] = ()

    @property
    def id(self) -> UUID:
        return self.written.entry_id


@dataclass(frozen=True)
class TicketHours:
    """What the ledger knows of a ticket."""

    ticket_id: UUID
    approvals: Sequence[HoursApproval]
    entries: Sequence[HoursEntry]

    @property
    def approved_seconds(self) -> int:
        return sum(each.fact.seconds for each in self.approvals)

    @property
    def spent_seconds(self) -> int:
        return sum(each.seconds for each in self.entries)

    @property
    def accounted_seconds(self) -> int:
        return sum(each.accounted_seconds for each in self.entries)

    @property
    def open_seconds(self) -> int:
        """Approved and not yet spent."""
        return self.approved_seconds - self.spent_seconds

    def open_to(self, charged_to: ChargedTo) -> int:
        """Approved at this charge, and not yet charged to it; never below zero."""
        return open_seconds_of(self.approvals, self.entries, charged_to)


def open_seconds_of(approvals: Iterable[HoursApproval], entries: Iterable[HoursEntry], charged_to: ChargedTo) -> int:
    approved = sum(each.fact.seconds for each in approvals if each.fact.charged_to is charged_to)
    charged = (part.seconds for each in entries for part in each.parts if part.charged_to is charged_to)
    return approved - sum(charged)


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """`warned` and `told_expired` are the cards of which that was said, in that order."""

    customer_id: UUID
    cards: Mapping[UUID, DayCard] = field(default_factory=dict[UUID, DayCard])
    approvals: tuple[HoursApproval, ...] = ()
    entries: Mapping[UUID, HoursEntry] = field(default_factory=dict[UUID, HoursEntry])
    overruns: tuple[OverrunApproved, ...] = ()
    warned: tuple[UUID, ...] = ()
    told_expired: tuple[UUID, ...] = ()

    def of_ticket(self, ticket_id: UUID) -> TicketHours:
        approvals = [each for each in self.approvals if each.fact.ticket_id == ticket_id]
        entries = [each for each in self.entries.values() if each.written.ticket_id == ticket_id]
        return TicketHours(ticket_id, approvals, entries)

    @property
    def in_turn(self) -> Sequence[DayCard]:
        return sorted(self.cards.values(), key=lambda card: card.turn)

    @property
    def overdrawn_seconds(self) -> int:
        """Drawn below zero, and not made good yet."""
        return sum(part.seconds for each in self.entries.values() for part in each.parts if part.is_overdrawn)

    def overrun_seconds(self, day: date) -> int:
        """How far below zero work of this day may go."""
        return sum(each.seconds for each in self.overruns if each.until_on is None or day <= each.until_on)


def replay_ledger(customer_id: UUID, events: Iterable[LedgerEvent], *, until: Instant | None = None) -> Ledger:
    """`until`: by what had been recorded then."""
    ledger = Ledger(customer_id=customer_id)
    for event in events:
        if until is None or event.recorded_at <= until:
            ledger = advance(ledger, event)
    return ledger


def advance(ledger: Ledger, event: LedgerEvent) -> Ledger:
    match event.fact:
        case DayCardBought() as fact:
            return with_card(ledger, fact)
        case HoursApproved() as fact:
            approval = HoursApproval(fact=fact, approved_at=event.occurred_at)
            return replace(ledger, approvals=(*ledger.approvals, approval))
        case HoursWritten() as fact:
            entry = HoursEntry(
                written=fact, seconds=fact.seconds, accounted_seconds=fact.accounted_seconds, parts=fact.parts
            )
            return _used(_kept(ledger, entry), fact.parts, 1)
        case EntryCorrected() as fact:
            return corrected(ledger, fact)
        case OverrunApproved() as fact:
            return replace(ledger, overruns=(*ledger.overruns, fact))
        case CardExpired(card_id=card_id):
            return replace(ledger, told_expired=(*ledger.told_expired, card_id))
        case BalanceWarned(card_id=card_id):
            return replace(ledger, warned=(*ledger.warned, card_id))


def with_card(ledger: Ledger, fact: DayCardBought) -> Ledger:
    card = DayCard(bought=fact, number=len(ledger.cards))
    return _make_good(replace(ledger, cards={**ledger.cards, card.id: card}), fact.made_good)


def corrected(ledger: Ledger, fact: EntryCorrected) -> Ledger:
    entry = ledger.entries[fact.entry_id]
    adds = fact.seconds > 0
    after = replace(
        entry,
        seconds=entry.seconds + fact.seconds,
        accounted_seconds=entry.accounted_seconds + fact.accounted_seconds,
        parts=(*entry.parts, *fact.parts) if adds else without(entry.parts, sum(part.seconds for part in fact.parts)),
        corrections=(*entry.corrections, fact),
    )
    return _make_good(_used(_kept(ledger, after), fact.parts, 1 if adds else -1), fact.made_good)


def without(parts: Sequence[DrawnPart], seconds: int) -> tuple[DrawnPart, ...]:
    """What is left when so much is taken off the end."""
    left: list[DrawnPart] = []
    keep = sum(part.seconds for part in parts) - seconds
    for part in parts:
        taken = min(part.seconds, keep)
        if taken > 0:
            left.append(replace(part, seconds=taken))
        keep -= taken
    return tuple(left)


def _kept(ledger: Ledger, entry: HoursEntry) -> Ledger:
    return replace(ledger, entries={**ledger.entries, entry.id: entry})


def _used(ledger: Ledger, parts: Iterable[DrawnPart], sign: int) -> Ledger:
    cards = dict(ledger.cards)
    for part in parts:
        if part.card_id is not None:
            card = cards[part.card_id]
            cards[part.card_id] = replace(card, used_seconds=card.used_seconds + sign * part.seconds)
    return replace(ledger, cards=cards)


def _make_good(ledger: Ledger, made_good: Iterable[MadeGood]) -> Ledger:
    for each in made_good:
        entry = ledger.entries[each.entry_id]
        paid = DrawnPart(seconds=each.seconds, charged_to=ChargedTo.DAY_CARD, card_id=each.card_id)
        ledger = _used(_kept(ledger, replace(entry, parts=_paid(entry.parts, paid))), (paid,), 1)
    return ledger


def _paid(parts: Sequence[DrawnPart], paid: DrawnPart) -> tuple[DrawnPart, ...]:
    """In the place of what was below zero; of several such parts, the first ones."""
    after: list[DrawnPart] = []
    left = paid.seconds
    for part in parts:
        taken = min(part.seconds, left) if part.is_overdrawn else 0
        if taken:
            after.append(replace(paid, seconds=taken))
            left -= taken
        if part.seconds > taken:
            after.append(replace(part, seconds=part.seconds - taken))
    return tuple(after)
