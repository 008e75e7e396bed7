"""What can happen on a customer's ledger: one stream a customer. Amounts are whole seconds, dates are local.

What a fact draws, returns and makes good is decided when it is recorded and stands in it; nothing is edited (§1.1).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal
from uuid import UUID

from app.domain.streams import RecordedFact


class ChargedTo(StrEnum):
    DAY_CARD = "day_card"
    INVOICE = "invoice"


@dataclass(frozen=True, kw_only=True)
class DrawnPart:
    """A part of an entry: from a card; without one, below zero, or on an invoice."""

    seconds: int
    charged_to: ChargedTo
    card_id: UUID | None = None

    @property
    def is_overdrawn(self) -> bool:
        return self.charged_to is ChargedTo.DAY_CARD and self.card_id is None


@dataclass(frozen=True, kw_only=True)
class MadeGood:
    """What an entry had drawn below zero, and a card pays for after all."""

    entry_id: UUID
    card_id: UUID
    seconds: int


@dataclass(frozen=True, kw_only=True)
class DayCardBought:
    """Prepaid. It pays for work through `valid_until_on`; None: for good. `made_good` is paid for with it at once."""

    card_id: UUID
    seconds: int
    day_seconds: int
    bought_on: date
    valid_until_on: date | None = None
    accounting_unit_seconds: int
    reference: str
    made_good: tuple[MadeGood, ...] = ()
    type: Literal["day_card_bought"] = "day_card_bought"


@dataclass(frozen=True, kw_only=True)
class HoursApproved:
    """The customer approves hours for a ticket: by its registrant's own act, or by a signed document.

    `work_from_on`: from which day's work on, if not that of the approval: since the ticket was escalated (§1).
    """

    approval_id: UUID
    ticket_id: UUID
    seconds: int
    charged_to: ChargedTo
    approved_by_id: UUID | None = None
    approved_by_name: str | None = None
    agreement_reference: str | None = None
    work_from_on: date | None = None
    type: Literal["hours_approved"] = "hours_approved"


@dataclass(frozen=True, kw_only=True)
class HoursWritten:
    """`seconds` were spent, `accounted_seconds` are charged: rounded up to whole `unit_seconds`."""

    entry_id: UUID
    ticket_id: UUID
    consultant_id: UUID
    worked_on: date
    seconds: int
    accounted_seconds: int
    unit_seconds: int
    parts: tuple[DrawnPart, ...]
    description: str
    type: Literal["hours_written"] = "hours_written"


@dataclass(frozen=True, kw_only=True)
class EntryCorrected:
    """A counter-entry: both amounts are signed as the correction is. `parts` are returned, or drawn if it adds."""

    correction_id: UUID
    entry_id: UUID
    seconds: int
    accounted_seconds: int
    parts: tuple[DrawnPart, ...]
    made_good: tuple[MadeGood, ...] = ()
    reason: str
    type: Literal["entry_corrected"] = "entry_corrected"


@dataclass(frozen=True, kw_only=True)
class OverrunApproved:
    """How far below zero the balance may go, for work through `until_on`; several add up."""

    overrun_id: UUID
    seconds: int
    until_on: date | None = None
    reason: str
    approved_by_id: UUID | None = None
    approved_by_name: str | None = None
    agreement_reference: str | None = None
    type: Literal["overrun_approved"] = "overrun_approved"


@dataclass(frozen=True, kw_only=True)
class CardExpired:
    """Its last day is over; `seconds` were left."""

    card_id: UUID
    seconds: int
    type: Literal["card_expired"] = "card_expired"


@dataclass(frozen=True, kw_only=True)
class BalanceWarned:
    """Most of a card is used. Said once a card."""

    card_id: UUID
    seconds: int
    used_seconds: int
    type: Literal["balance_warned"] = "balance_warned"


LedgerProcessFact = DayCardBought | HoursApproved | HoursWritten | EntryCorrected | OverrunApproved
LedgerDerivedFact = CardExpired | BalanceWarned
"""Recorded so that it is told once; no amount follows from it."""

LedgerFact = LedgerProcessFact | LedgerDerivedFact

LedgerEvent = RecordedFact[LedgerFact]
