"""What is agreed with a customer, and from when: its level, and its own figures over those of the level (§1, §1.2.2).

A ticket is bound by what holds at its registration, however late that is recorded. So changes are never overwritten:
each holds from an instant of its own, and says nothing of what it does not name.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final
from uuid import UUID

from app.clock import Instant
from app.domain.agreement.agreement import Agreement
from app.domain.agreement.measures import PromisedShare
from app.domain.tickets.facts import OwnTarget
from app.domain.vocabulary import ServiceLevel


@dataclass(frozen=True, kw_only=True)
class OwnFigures:
    """A customer's own over those of its level, targets apart (§1). None: the level's, or the agreement's."""

    registrants: int | None = None
    booking_lead_days: int | None = None
    availability_percent: Decimal | None = None


NO_FIGURES: Final = OwnFigures()


@dataclass(frozen=True, kw_only=True)
class TermsChange:
    """One change, the `number`-th that was recorded of a customer. None: not changed by it. The first names a level
    and targets.
    """

    number: int
    from_at: Instant
    service_level: ServiceLevel | None = None
    own_targets: tuple[OwnTarget, ...] | None = None
    own_figures: OwnFigures | None = None
    recorded_at: Instant
    recorded_by: UUID | None = None

    @property
    def changes_something(self) -> bool:
        return any(each is not None for each in (self.service_level, self.own_targets, self.own_figures))

    @property
    def was_announced(self) -> bool:
        """Whether it was recorded before it held."""
        return self.recorded_at < self.from_at


@dataclass(frozen=True)
class AgreedTerms:
    """What holds at a moment."""

    service_level: ServiceLevel
    own_targets: tuple[OwnTarget, ...] = ()
    own_figures: OwnFigures = NO_FIGURES

    def seats(self, agreement: Agreement) -> "Seats":
        """As many people as may register (§1.2.2)."""
        terms = agreement.levels[self.service_level]
        if self.own_figures.registrants is None:
            return Seats(terms.max_registrants, f"At the {self.service_level} level", terms.section.number)
        own = agreement.own_figures_section.number
        return Seats(self.own_figures.registrants, "As agreed with this customer", own)

    def booking_lead(self, agreement: Agreement) -> "BookingLead":
        """How many calendar days ahead a consultant is booked (§1.2.2)."""
        terms, own = agreement.levels[self.service_level], self.own_figures.booking_lead_days
        if own is None:
            return BookingLead(terms.booking_lead_days, terms.section.number)
        return BookingLead(own, agreement.own_figures_section.number)

    def availability(self, agreement: Agreement) -> PromisedShare:
        """Of a calendar year (§5.2)."""
        terms, own = agreement.services.availability, self.own_figures.availability_percent
        if own is None:
            return PromisedShare(Decimal(terms.share.percent), terms.section.number)
        return PromisedShare(own, agreement.own_figures_section.number)


@dataclass(frozen=True)
class Seats:
    """How many may register, in which case, and the section that says so."""

    most: int
    when: str
    section: str

    @property
    def words(self) -> str:
        return f"{self.when} at most {self.most} people may register tickets"


@dataclass(frozen=True)
class BookingLead:
    """How many calendar days ahead a consultant is booked, and the section that says so."""

    days: int
    section: str


def terms_at(history: Sequence[TermsChange], at: Instant) -> AgreedTerms:
    """Of the changes in the order of their numbers. Before the first one holds, it holds all the same.

    Raises ValueError when the first does not name a level and targets, or there is none.
    """
    first = _first(history)
    level, own, figures = first.service_level, first.own_targets, first.own_figures or NO_FIGURES
    for change in _in_order(history, until=at):
        level = level if change.service_level is None else change.service_level
        own = own if change.own_targets is None else change.own_targets
        figures = figures if change.own_figures is None else change.own_figures
    if level is None or own is None:
        raise ValueError("the first terms of a customer name a level and own figures")
    return AgreedTerms(level, own, figures)


def terms_to_come(history: Sequence[TermsChange], after: Instant) -> tuple[tuple[Instant, AgreedTerms], ...]:
    """Each later instant from which other terms hold than just before it, soonest first."""
    return tuple(_to_come(history, after))


def _to_come(history: Sequence[TermsChange], after: Instant) -> Iterator[tuple[Instant, AgreedTerms]]:
    held = terms_at(history, after)
    for at in sorted({change.from_at for change in history if change.from_at > after}):
        agreed = terms_at(history, at)
        if agreed != held:
            yield at, agreed
        held = agreed


def announced_and_begun(history: Sequence[TermsChange], at: Instant) -> int:
    """How many changes began to hold, by `at`, without anybody doing anything at that moment."""
    return sum(change.was_announced and change.from_at <= at for change in history)


def _first(history: Sequence[TermsChange]) -> TermsChange:
    if not history:
        raise ValueError("a customer has terms from the beginning")
    return history[0]


def _in_order(history: Sequence[TermsChange], until: Instant) -> Sequence[TermsChange]:
    """Of two from the same instant the one that was recorded later comes later."""
    begun = [change for change in history if change.from_at <= until]
    return sorted(begun, key=lambda change: (change.from_at, change.number))
