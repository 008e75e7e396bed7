"""Ledgers in JSON: day cards, what happened on them, what is left (§1.1). Amounts are whole seconds."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.consultancy.ledgers import LedgerView, NewDayCard, NewOverrun, approver
from app.domain.consultancy.amounts import SECONDS_AN_HOUR
from app.domain.consultancy.balance import CardBalance
from app.domain.consultancy.ledger import DayCard
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
    OverrunApproved,
)
from app.routers.http.tables import Column
from app.routers.http.types import DECIMAL, WHOLE, DateIn, In, Name, Note, Out, Reference

MOST_SECONDS: Final = 36_000_000
AccountingUnit = Annotated[int, Field(ge=1, le=SECONDS_AN_HOUR), WHOLE]
ApprovedBy = Annotated[
    Name | None,
    Field(description="The id of a person of the customer, or the name of who signed what is referred to."),
]
Positive = Annotated[Decimal, Field(gt=0, le=10_000), DECIMAL]
HoursADay = Annotated[Decimal, Field(gt=0, le=24), DECIMAL]


class DayCardIn(In):
    """`days` of `hoursPerDay` hours each, paid beforehand. Work is rounded up to whole `accountingUnitSeconds`."""

    days: Positive
    hours_per_day: Annotated[HoursADay | None, Field(description="8 unless said.")] = None
    bought_on: DateIn
    valid_until_on: Annotated[DateIn | None, Field(description="Its last day; null: it does not end.")] = None
    accounting_unit_seconds: Annotated[AccountingUnit | None, Field(description="As agreed (900), unless said.")] = None
    reference: Reference

    def new(self) -> NewDayCard:
        return NewDayCard(
            days=self.days,
            bought_on=self.bought_on,
            reference=self.reference,
            hours_a_day=self.hours_per_day,
            valid_until_on=self.valid_until_on,
            accounting_unit_seconds=self.accounting_unit_seconds,
        )


class OverrunIn(In):
    """How far below zero the balance may go, for work through `untilOn`."""

    seconds: Annotated[int, Field(ge=1, le=MOST_SECONDS), WHOLE]
    until_on: DateIn | None = None
    reason: Note
    agreement_reference: Reference | None = None
    approved_by: ApprovedBy = None

    def new(self) -> NewOverrun:
        return NewOverrun(
            seconds=self.seconds,
            reason=self.reason,
            until_on=self.until_on,
            agreement_reference=self.agreement_reference,
            approved_by=approver(self.approved_by),
        )


class OverrunOut(Out):
    id: UUID
    customer_id: UUID
    seconds: int
    until_on: date | None
    reason: str
    approved_by_id: UUID | None
    approved_by_name: str | None
    agreement_reference: str | None

    @classmethod
    def of(cls, customer_id: UUID, fact: OverrunApproved) -> Self:
        return cls(
            id=fact.overrun_id,
            customer_id=customer_id,
            seconds=fact.seconds,
            until_on=fact.until_on,
            reason=fact.reason,
            approved_by_id=fact.approved_by_id,
            approved_by_name=fact.approved_by_name,
            agreement_reference=fact.agreement_reference,
        )


class DayCardOut(Out):
    """`leftSeconds` are left on it, whether or not its last day is over."""

    id: UUID
    customer_id: UUID
    days: float
    hours_per_day: float
    seconds: int
    bought_on: date
    valid_until_on: date | None
    accounting_unit_seconds: int
    reference: str
    used_seconds: int
    left_seconds: int

    @classmethod
    def of(cls, customer_id: UUID, card: DayCard) -> Self:
        bought = card.bought
        return cls(
            id=card.id,
            customer_id=customer_id,
            days=bought.seconds / bought.day_seconds,
            hours_per_day=bought.day_seconds / SECONDS_AN_HOUR,
            seconds=bought.seconds,
            bought_on=bought.bought_on,
            valid_until_on=bought.valid_until_on,
            accounting_unit_seconds=bought.accounting_unit_seconds,
            reference=bought.reference,
            used_seconds=card.used_seconds,
            left_seconds=card.left_seconds,
        )


class CardPartOut(Out):
    """Negative: it came back to the card."""

    day_card_id: UUID
    seconds: int


def card_parts(parts: tuple[DrawnPart, ...], sign: int = 1) -> tuple[CardPartOut, ...]:
    return tuple(
        CardPartOut(day_card_id=each.card_id, seconds=sign * each.seconds) for each in parts if each.card_id is not None
    )


class CardBalanceOut(Out):
    """Nothing of a card can be used once its last day is over."""

    day_card_id: UUID
    seconds: int
    used_seconds: int
    valid_until_on: date | None
    ended: bool

    @classmethod
    def of(cls, card: CardBalance) -> Self:
        return cls(
            day_card_id=card.card_id,
            seconds=card.seconds,
            used_seconds=card.used_seconds,
            valid_until_on=card.valid_until_on,
            ended=card.ended,
        )


class LedgerBalanceOut(Out):
    """`reservedSeconds`: approved for tickets and not written yet. Below zero only as far as that was approved."""

    seconds: int
    reserved_seconds: int
    approved_overrun_seconds: int
    by_card: tuple[CardBalanceOut, ...]


class LedgerEntryOut(Out):
    """What happened on a ledger; members that do not belong to its `type` are null.

    `id` is that of the card, the approval, the hours, the correction or the overrun; `entryId` the entry of a ticket
    that it is about. `durationSeconds` were bought, approved or spent; `accountedSeconds` are charged. Counter-entries
    are negative.
    """

    sequence: int
    id: UUID
    type: str
    occurred_at: Instant
    recorded_at: Instant
    actor_id: UUID | None
    ticket_id: UUID | None
    entry_id: UUID | None
    consultant_id: UUID | None
    worked_on: date | None
    work_from_on: date | None
    duration_seconds: int | None
    accounted_seconds: int | None
    charged_to: ChargedTo | None
    cards: tuple[CardPartOut, ...]
    agreement_reference: str | None
    text: str | None

    @classmethod
    def of(cls, event: LedgerEvent) -> Self:
        known: dict[str, Any] = {
            **dict.fromkeys(("ticket_id", "entry_id", "consultant_id", "worked_on", "work_from_on")),
            **dict.fromkeys(("duration_seconds", "accounted_seconds", "charged_to", "agreement_reference", "text")),
            "cards": (),
        }
        return cls(
            sequence=event.sequence,
            type=event.fact.type,
            occurred_at=event.occurred_at,
            recorded_at=event.recorded_at,
            actor_id=event.actor_id,
            **{**known, **dict(_members(event))},
        )


def _members(event: LedgerEvent) -> Iterator[tuple[str, Any]]:
    match event.fact:
        case DayCardBought(card_id=card_id, seconds=seconds, reference=reference):
            yield from (("id", card_id), ("duration_seconds", seconds), ("agreement_reference", reference))
        case HoursApproved() as fact:
            yield from (("id", fact.approval_id), ("ticket_id", fact.ticket_id), ("duration_seconds", fact.seconds))
            yield from (("charged_to", fact.charged_to), ("work_from_on", fact.work_from_on))
            yield "agreement_reference", fact.agreement_reference
        case HoursWritten() as fact:
            yield from (("id", fact.entry_id), ("entry_id", fact.entry_id), ("ticket_id", fact.ticket_id))
            yield from (("consultant_id", fact.consultant_id), ("worked_on", fact.worked_on))
            yield from (("duration_seconds", fact.seconds), ("accounted_seconds", fact.accounted_seconds))
            yield from (("cards", card_parts(fact.parts)), ("text", fact.description))
        case EntryCorrected() as fact:
            yield from (("id", fact.correction_id), ("entry_id", fact.entry_id), ("text", fact.reason))
            yield from (("duration_seconds", fact.seconds), ("accounted_seconds", fact.accounted_seconds))
            yield "cards", card_parts(fact.parts, 1 if fact.seconds > 0 else -1)
        case OverrunApproved() as fact:
            yield from (("id", fact.overrun_id), ("duration_seconds", fact.seconds), ("text", fact.reason))
            yield "agreement_reference", fact.agreement_reference
        case CardExpired(card_id=card_id, seconds=seconds):
            yield from (("id", card_id), ("duration_seconds", -seconds))
        case BalanceWarned(card_id=card_id, used_seconds=used):
            yield from (("id", card_id), ("duration_seconds", used))


class LedgerOut(Out):
    """A page of what happened, oldest first; and the balance of that moment, of the whole."""

    customer_id: UUID
    items: tuple[LedgerEntryOut, ...]
    next_cursor: str | None
    balance: LedgerBalanceOut
    section: str

    @classmethod
    def page(cls, view: LedgerView, items: tuple[LedgerEntryOut, ...], next_cursor: str | None) -> Self:
        balance = view.balance
        return cls(
            customer_id=view.customer_id,
            items=items,
            next_cursor=next_cursor,
            balance=LedgerBalanceOut(
                seconds=balance.seconds,
                reserved_seconds=balance.reserved_seconds,
                approved_overrun_seconds=balance.approved_overrun_seconds,
                by_card=tuple(map(CardBalanceOut.of, balance.by_card)),
            ),
            section="1.1",
        )


CARD_COLUMNS: Final[tuple[Column[DayCardOut], ...]] = (
    Column("id", lambda each: each.id, wide=True),
    Column("boughtOn", lambda each: each.bought_on),
    Column("validUntilOn", lambda each: each.valid_until_on),
    Column("days", lambda each: each.days),
    Column("hoursPerDay", lambda each: each.hours_per_day),
    Column("seconds", lambda each: each.seconds),
    Column("usedSeconds", lambda each: each.used_seconds),
    Column("leftSeconds", lambda each: each.left_seconds),
    Column("reference", lambda each: each.reference, gives_way=True),
)
LEDGER_COLUMNS: Final[tuple[Column[LedgerEntryOut], ...]] = (
    Column("sequence", lambda each: each.sequence),
    Column("recordedAt", lambda each: each.recorded_at),
    Column("type", lambda each: each.type),
    Column("ticketId", lambda each: each.ticket_id, wide=True),
    Column("entryId", lambda each: each.entry_id, wide=True),
    Column("consultantId", lambda each: each.consultant_id, wide=True),
    Column("workedOn", lambda each: each.worked_on),
    Column("durationSeconds", lambda each: each.duration_seconds),
    Column("accountedSeconds", lambda each: each.accounted_seconds),
    Column("chargedTo", lambda each: each.charged_to),
    Column("agreementReference", lambda each: each.agreement_reference, gives_way=True),
    Column("text", lambda each: each.text, gives_way=True),
)
