"""A customer's ledger told as what happened, in Amsterdam wall time. Every fact passes its decision on the way."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from app.clock import Instant
from app.domain.actor import ActorKind
from app.domain.consultancy import steps
from app.domain.consultancy.approving import ChargedTicket, approve_hours
from app.domain.consultancy.balance import LedgerBalance, balance_at, to_tell
from app.domain.consultancy.cards import approve_overrun, buy_day_card
from app.domain.consultancy.ledger import HoursEntry, Ledger, replay_ledger
from app.domain.consultancy.ledger_facts import (
    HoursWritten,
    LedgerEvent,
    LedgerFact,
)
from app.domain.consultancy.participant import Participant
from app.domain.consultancy.writing import correct_entry, write_hours
from app.domain.vocabulary import Cause, CoverageOutcome, Role
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import AMSTERDAM, CUSTOMER_ID, local, person

REGISTRANT: Final = Participant(person(10, Role.CUSTOMER, customer_id=CUSTOMER_ID), CUSTOMER_ID, is_registrant=True)
COLLEAGUE: Final = Participant(person(11, Role.CUSTOMER, customer_id=CUSTOMER_ID), CUSTOMER_ID)
SUPPORT: Final = Participant(person(20, Role.SUPPORT), CUSTOMER_ID)
CONSULTANT: Final = Participant(person(22, Role.CONSULTANT), CUSTOMER_ID)
OTHER_CONSULTANT: Final = Participant(person(24, Role.CONSULTANT), CUSTOMER_ID)
MANAGER: Final = Participant(person(23, Role.SUPPORT_MANAGER), CUSTOMER_ID)

BEGINS: Final = local("2026-06-01 09:00")
WARNED: Final = AGREEMENT.terms.consultancy.warned_when_used


def ticket(number: int = 1, **otherwise: Any) -> ChargedTicket:
    """One that consultancy treats, at step 9."""
    usual = ChargedTicket(UUID(int=1000 + number), CoverageOutcome.CONSULTANCY, Cause.CONFIGURATION, 9)
    return replace(usual, **otherwise)


OURS: Final = ticket(coverage=CoverageOutcome.SUPPORT, cause=Cause.VENDOR_SOFTWARE)


@dataclass(frozen=True)
class Books:
    """Each method returns the books with one more event; `at` is when, None: as the one before."""

    events: tuple[LedgerEvent, ...] = ()
    at: Instant = BEGINS

    @property
    def ledger(self) -> Ledger:
        return replay_ledger(CUSTOMER_ID, self.events)

    def on(self, at: str | Instant) -> "Books":
        return replace(self, at=local(at) if isinstance(at, str) else at)

    def then(self, fact: LedgerFact, by: Participant | None = None) -> "Books":
        event = LedgerEvent(
            sequence=len(self.events) + 1,
            occurred_at=self.at,
            recorded_at=self.at,
            actor_id=None if by is None else by.actor.id,
            actor_kind=ActorKind.SYSTEM if by is None else ActorKind.PERSON,
            fact=fact,
        )
        return replace(self, events=(*self.events, event))

    def bought(self, hours: str, until: str | None = None, unit: int | None = None, **otherwise: Any) -> "Books":
        """A card of one day of so many hours."""
        given: dict[str, Any] = {
            "card_id": self._next(),
            "days": Decimal(1),
            "hours_a_day": Decimal(hours),
            "bought_on": self.at.astimezone(AMSTERDAM).date(),
            "valid_until_on": None if until is None else date.fromisoformat(until),
            "accounting_unit_seconds": unit,
            "reference": "order 7",
        }
        return self.then(buy_day_card(self.ledger, MANAGER, self.at, AGREEMENT, **{**given, **otherwise}), MANAGER)

    def approved(
        self, hours: str, on: ChargedTicket | None = None, by: Participant = REGISTRANT, **otherwise: Any
    ) -> "Books":
        given: dict[str, Any] = {"approval_id": self._next(), "hours": Decimal(hours), **otherwise}
        return self.then(approve_hours(self.ledger, on or ticket(), by, self.at, AGREEMENT, **given), by)

    def wrote(
        self,
        seconds: int,
        on: ChargedTicket | None = None,
        worked: str | None = None,
        by: Participant = CONSULTANT,
        **otherwise: Any,
    ) -> "Books":
        given: dict[str, Any] = {
            "entry_id": self._next(),
            "worked_on": date.fromisoformat(worked) if worked else self.at.astimezone(AMSTERDAM).date(),
            "seconds": seconds,
            "description": "Looked into it",
        }
        fact = write_hours(self.ledger, on or ticket(), by, self.at, AGREEMENT, **{**given, **otherwise})
        return self.then(fact, by)

    def corrected(
        self, seconds: int, number: int = 0, on: ChargedTicket | None = None, by: Participant = CONSULTANT
    ) -> "Books":
        """Of the entry that was written as the `number`-th, from 0."""
        fact = correct_entry(
            *(self.ledger, self.entries[number], on or ticket(), by, AGREEMENT),
            correction_id=self._next(),
            seconds=seconds,
            reason="Written wrongly",
        )
        return self.then(fact, by)

    def overrun(
        self, seconds: int, until: str | None = None, by: Participant = REGISTRANT, **otherwise: Any
    ) -> "Books":
        fact = approve_overrun(
            *(by, self.at, AGREEMENT),
            overrun_id=self._next(),
            seconds=seconds,
            until_on=None if until is None else date.fromisoformat(until),
            reason="The migration goes on",
            **otherwise,
        )
        return self.then(fact, by)

    def told(self) -> "Books":
        """With all that is to be told by now."""
        books = self
        for fact in to_tell(self.ledger, self.at, AMSTERDAM, WARNED):
            books = books.then(fact)
        return books

    def delivered(self, hours: str, on: ChargedTicket | None = None) -> HoursWritten | None:
        return steps.deliver(
            *(self.ledger, on or ticket(), self.at, AGREEMENT),
            entry_id=self._next(),
            hours=Decimal(hours),
            description="Delivered",
            consultant_id=CONSULTANT.actor.id,
        )

    def agreed(
        self, on: ChargedTicket | None = None, by: Participant = SUPPORT, **given: Any
    ) -> steps.AgreedConsultancy:
        return steps.agree(self.ledger, on or ticket(), by, self.at, AGREEMENT, approval_id=self._next(), **given)

    def balance(self, at: str | Instant | None = None) -> LedgerBalance:
        """By what had been recorded then."""
        moment = self.at if at is None else local(at) if isinstance(at, str) else at
        return balance_at(replay_ledger(CUSTOMER_ID, self.events, until=moment), moment, AMSTERDAM)

    def left(self, at: str | Instant | None = None) -> int:
        return self.balance(at).seconds

    @property
    def entries(self) -> list[HoursEntry]:
        return list(self.ledger.entries.values())

    @property
    def last(self) -> Any:
        return self.events[-1].fact

    def _next(self) -> UUID:
        return UUID(int=len(self.events) + 1)
