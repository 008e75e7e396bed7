"""What holds for any ledger, whatever is bought, approved, written and corrected (§1.1)."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.consultancy.ledger import Ledger, advance, replay_ledger
from app.domain.consultancy.ledger_facts import ChargedTo, EntryCorrected, HoursWritten
from app.errors import Conflict
from tests.domain.consultancy.ledger_oracle import Oracle
from tests.domain.consultancy.ledgers import Books, ticket
from tests.domain.tickets.histories import AMSTERDAM, CUSTOMER_ID
from tests.searches import examples

MINUTE = 60
MANY = settings(deadline=None, max_examples=examples(40))

lasts = st.none() | st.integers(0, 8)
amounts = st.integers(1, 50)
worked_ago = st.sampled_from([0, 0, 0, 0, 1, 2, 5])
charges = st.sampled_from([ChargedTo.DAY_CARD] * 3 + [ChargedTo.INVOICE])
tickets = st.integers(1, 2)


@dataclass
class Told:
    """The same acts, to both."""

    books: Books = field(default_factory=Books)
    oracle: Oracle = field(default_factory=Oracle)

    @property
    def today(self) -> date:
        return self.books.at.astimezone(AMSTERDAM).date()

    def buy(self, days: int, unit: int, last: int | None) -> None:
        """Days of three minutes."""
        until = None if last is None else self.today + timedelta(days=last)
        card: dict[str, Any] = {"days": Decimal(days), "hours_a_day": Decimal("0.05")}
        self.books = self.books.bought("1", until and until.isoformat(), unit * MINUTE, **card)
        self.oracle.buy(days * 3, unit, until)

    def approve(self, number: int, days: int, charged_to: ChargedTo) -> None:
        self.books = self.books.approved(str(days * Decimal("0.05")), ticket(number), charged_to=charged_to)
        self.oracle.approve(number, days * 3, self.today, charged_to)

    def overrun(self, minutes: int, last: int | None) -> None:
        until = None if last is None else self.today + timedelta(days=last)
        self.books = self.books.overrun(minutes * MINUTE, until and until.isoformat())
        self.oracle.overruns.append((minutes, until))

    def write(self, number: int, minutes: int, ago: int) -> None:
        worked = self.today - timedelta(days=ago)
        try:
            self.books, went = self.books.wrote(minutes * MINUTE, ticket(number), worked.isoformat()), True
        except Conflict:
            went = False
        assert went == self.oracle.write(number, minutes, worked)

    def correct(self, number: int, minutes: int) -> None:
        if not self.books.entries or not minutes:
            return
        number %= len(self.books.entries)
        on = self.oracle.entries[number].ticket
        try:
            self.books, went = self.books.corrected(minutes * MINUTE, number, ticket(on)), True
        except Conflict:
            went = False
        assert went == self.oracle.correct(number, minutes)

    def let_pass(self, passed: int) -> None:
        self.books = self.books.on(Instant(self.books.at + timedelta(days=passed)))

    def compare(self) -> None:
        ledger = self.books.ledger
        assert [card.left_seconds // MINUTE for card in ledger.cards.values()] == [
            card.minutes - len(card.lent) for card in self.oracle.cards
        ]
        assert [(each.seconds // MINUTE, each.accounted_seconds // MINUTE) for each in ledger.entries.values()] == [
            (each.spent, len(each.minutes)) for each in self.oracle.entries
        ]
        assert ledger.overdrawn_seconds == self.oracle.below * MINUTE
        for later in (0, 1, 5, 400):
            at = Instant(self.books.at + timedelta(days=later))
            assert self.books.left(at) == self.oracle.balance(at.astimezone(AMSTERDAM).date()) * MINUTE


ACTS = {
    "buy": (st.integers(1, 20), st.sampled_from([1, 6, 15, 20]), lasts),
    "approve": (tickets, st.integers(1, 30), charges),
    "overrun": (st.integers(1, 60), lasts),
    "write": (tickets, amounts, worked_ago),
    "correct": (st.integers(0, 9), st.integers(-60, 30)),
    "let_pass": (st.integers(1, 5),),
}
OFTEN = (*ACTS, *["write"] * 6, *["correct"] * 3)


@st.composite
def told(draw: st.DrawFn) -> Told:
    """Begins with something to write on, so that most acts have something to do with."""
    made = Told()
    for number in (1, 2):
        made.buy(draw(st.integers(1, 15)), draw(st.sampled_from([1, 15])), draw(lasts))
        made.approve(number, draw(st.integers(10, 40)), draw(charges))
    made.overrun(draw(st.integers(1, 60)), draw(lasts))
    for name in draw(st.lists(st.sampled_from(OFTEN), min_size=3, max_size=16)):
        getattr(made, name)(*(draw(each) for each in ACTS[name]))
        made.compare()
    return made


@MANY
@given(told())
def test_minute_by_minute_it_comes_to_the_same(made: Told) -> None:
    made.compare()


@MANY
@given(told())
def test_never_below_zero_without_an_approval_at_any_moment(made: Told) -> None:
    books = made.books
    for moment in [*(event.recorded_at for event in books.events), books.at]:
        for later in (timedelta(0), timedelta(hours=15), timedelta(days=3), timedelta(days=400)):
            at = Instant(moment + later)
            ledger = replay_ledger(CUSTOMER_ID, books.events, until=at)
            assert books.left(at) >= -sum(each.seconds for each in ledger.overruns)
    assert all(card.left_seconds >= 0 for card in books.ledger.cards.values())


@MANY
@given(told())
def test_entries_add_up_and_corrections_make_no_time(made: Told) -> None:
    ledger = made.books.ledger
    drawn: Counter[UUID | None] = Counter()
    for entry in ledger.entries.values():
        assert sum(part.seconds for part in entry.parts) == entry.accounted_seconds
        assert entry.accounted_seconds == entry.written.accounted_seconds + sum(
            each.accounted_seconds for each in entry.corrections
        )
        assert entry.seconds == entry.written.seconds + sum(each.seconds for each in entry.corrections) >= 0
        for part in entry.parts:
            drawn[part.card_id] += part.seconds
    for card in ledger.cards.values():
        assert 0 <= card.used_seconds == drawn[card.id] <= card.bought.seconds
    for number in (1, 2):
        hours = ledger.of_ticket(ticket(number).id)
        assert hours.spent_seconds <= hours.approved_seconds
        assert hours.accounted_seconds <= hours.approved_seconds
        assert all(hours.open_to(charged_to) >= 0 for charged_to in ChargedTo)


@MANY
@given(told())
def test_each_fact_says_what_it_draws_and_returns(made: Told) -> None:
    ledger = Ledger(customer_id=CUSTOMER_ID)
    for event in made.books.events:
        before, ledger = ledger, advance(ledger, event)
        if isinstance(event.fact, HoursWritten | EntryCorrected):
            amount = sum(part.seconds for part in event.fact.parts)
            assert abs(event.fact.accounted_seconds) == amount
            assert (event.fact.seconds > 0) == (event.fact.accounted_seconds > 0) or not amount
            total = [sum(each.accounted_seconds for each in one.entries.values()) for one in (before, ledger)]
            assert total[1] - total[0] == event.fact.accounted_seconds
