"""What a customer has left, at any moment (§1.1). A card's time is gone at local midnight after its last day."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from app.business_time.hours import MIDNIGHT
from app.business_time.wall import to_instant
from app.clock import Instant, instant
from app.domain.agreement.measures import Share
from app.domain.consultancy.ledger import DayCard, Ledger, open_seconds_of
from app.domain.consultancy.ledger_facts import BalanceWarned, CardExpired, ChargedTo, LedgerDerivedFact


@dataclass(frozen=True)
class CardBalance:
    """`seconds` are left and can be used; none once it has `ended`."""

    card_id: UUID
    seconds: int
    used_seconds: int
    valid_until_on: date | None
    ended: bool


@dataclass(frozen=True)
class LedgerBalance:
    """`seconds` is below zero as far as that was approved. `reserved_seconds`: approved for tickets, not yet written.

    `approved_overrun_seconds`: how far below zero it may go.
    """

    seconds: int
    reserved_seconds: int
    approved_overrun_seconds: int
    by_card: Sequence[CardBalance]


def balance_at(ledger: Ledger, at: Instant, zone: ZoneInfo) -> LedgerBalance:
    """Of the ledger as it was recorded then; see `replay_ledger`."""
    day = at.astimezone(zone).date()
    cards = [_card_balance(card, day) for card in ledger.in_turn]
    return LedgerBalance(
        seconds=sum(card.seconds for card in cards) - ledger.overdrawn_seconds,
        reserved_seconds=open_seconds_of(ledger.approvals, ledger.entries.values(), ChargedTo.DAY_CARD),
        approved_overrun_seconds=ledger.overrun_seconds(day),
        by_card=cards,
    )


def _card_balance(card: DayCard, day: date) -> CardBalance:
    ended = not card.pays_for(day)
    return CardBalance(
        card_id=card.id,
        seconds=0 if ended else card.left_seconds,
        used_seconds=card.used_seconds,
        valid_until_on=card.bought.valid_until_on,
        ended=ended,
    )


def usable_seconds(ledger: Ledger, day: date) -> int:
    """What work of this day can draw: time left on cards, and below zero as far as that is approved."""
    left = sum(card.left_seconds for card in ledger.cards.values() if card.pays_for(day))
    return left + max(0, ledger.overrun_seconds(day) - ledger.overdrawn_seconds)


def ends_at(card: DayCard, zone: ZoneInfo) -> Instant | None:
    """The first instant at which it has ended; None: it never does."""
    last = card.bought.valid_until_on
    return None if last is None else to_instant(last + timedelta(days=1), MIDNIGHT, zone)


def to_tell(ledger: Ledger, at: Instant, zone: ZoneInfo, warned_when_used: Share) -> Iterator[LedgerDerivedFact]:
    """What is to be recorded by now and was not: that a card has ended, or is nearly used up. Each once a card."""
    for card in ledger.in_turn:
        ended = ends_at(card, zone)
        if ended is not None and ended <= at:
            if card.id not in ledger.told_expired:
                yield CardExpired(card_id=card.id, seconds=card.left_seconds)
        elif card.id not in ledger.warned and _is_nearly_used_up(card, warned_when_used):
            yield BalanceWarned(card_id=card.id, seconds=card.bought.seconds, used_seconds=card.used_seconds)


AT_ONCE: Final = instant(datetime(2000, 1, 1, tzinfo=UTC))


def tells_at(ledger: Ledger, zone: ZoneInfo, warned_when_used: Share) -> Instant | None:
    """From when on `to_tell` has something of this ledger, if nothing more happens on it; None: never."""
    untold = [card for card in ledger.cards.values() if card.id not in ledger.told_expired]
    if any(card.id not in ledger.warned and _is_nearly_used_up(card, warned_when_used) for card in untold):
        return AT_ONCE
    return min((ended for card in untold if (ended := ends_at(card, zone)) is not None), default=None)


def _is_nearly_used_up(card: DayCard, warned_when_used: Share) -> bool:
    return card.used_seconds * 100 >= card.bought.seconds * warned_when_used.percent
