"""A ledger the slow way: every minute is a thing of its own, lies on a card, and is taken and put back by hand.

It shares nothing with the code under test: it is told the acts, not the facts, and says whether each is refused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date


@dataclass
class Card:
    minutes: int
    unit: int
    last: date | None
    lent: list[object] = field(default_factory=list[object])

    def pays(self, day: date) -> bool:
        return self.last is None or self.last >= day

    @property
    def free(self) -> bool:
        return len(self.lent) < self.minutes


INVOICE, BELOW = "invoice", "below zero"
Place = Card | str


@dataclass
class Entry:
    ticket: int
    day: date
    unit: int
    spent: int = 0
    minutes: list[Place] = field(default_factory=list[Place])


@dataclass
class Oracle:
    cards: list[Card] = field(default_factory=list[Card])
    approved: list[tuple[int, date, str]] = field(default_factory=list[tuple[int, date, str]])
    """One for each minute: ticket, day, and what it is charged to."""
    entries: list[Entry] = field(default_factory=list[Entry])
    overruns: list[tuple[int, date | None]] = field(default_factory=list[tuple[int, date | None]])

    def buy(self, minutes: int, unit: int, last: date | None) -> None:
        self.cards.append(Card(minutes, unit, last))
        self._settle()

    def approve(self, ticket: int, minutes: int, today: date, charged_to: str) -> None:
        self.approved += [(ticket, today, charged_to)] * minutes

    def write(self, ticket: int, minutes: int, day: date) -> bool:
        first = next(self._free(day), None) if self._open(ticket, "day_card") else None
        entry = Entry(ticket, day, first.unit if first else 15)
        self.entries.append(entry)
        if self._add(entry, minutes):
            return True
        self.entries.remove(entry)
        return False

    def correct(self, number: int, minutes: int) -> bool:
        entry = self.entries[number]
        if minutes > 0:
            return self._add(entry, minutes)
        if entry.spent + minutes < 0:
            return False
        entry.spent += minutes
        while len(entry.minutes) > _whole(entry.spent, entry.unit):
            place = entry.minutes.pop()
            if isinstance(place, Card):
                place.lent.remove(entry)
        self._settle()
        return True

    def _add(self, entry: Entry, minutes: int) -> bool:
        before, kept = entry.spent, list(entry.minutes)
        entry.spent += minutes
        if not self._matches(
            entry.ticket, [(each.day, each.spent) for each in self.entries if each.ticket == entry.ticket]
        ):
            entry.spent = before
            return False
        while len(entry.minutes) < _whole(entry.spent, entry.unit) and self._charge_one(entry):
            pass
        while len(entry.minutes) < entry.spent and self._may_charge(entry):
            if sum(place == BELOW for each in self.entries for place in each.minutes) >= self._depth(entry.day):
                self._put_back(entry, kept)
                entry.spent = before
                return False
            entry.minutes.append(BELOW)
        return True

    def _charge_one(self, entry: Entry) -> bool:
        """A minute that is there: on a card, else on an invoice."""
        if not self._may_charge(entry):
            return False
        card = next(self._free(entry.day), None) if self._open(entry.ticket, "day_card") else None
        if card is not None:
            card.lent.append(entry)
            entry.minutes.append(card)
            return True
        if self._open(entry.ticket, "invoice"):
            entry.minutes.append(INVOICE)
            return True
        return False

    def _may_charge(self, entry: Entry) -> bool:
        charged = [
            (each.day, len(each.minutes) + (each is entry)) for each in self.entries if each.ticket == entry.ticket
        ]
        return self._matches(entry.ticket, charged)

    def _matches(self, ticket: int, amounts: Iterable[tuple[date, int]]) -> bool:
        """Whether each minute finds an approved one of its day or before, that no other has taken."""
        there = sorted(day for of, day, _ in self.approved if of == ticket)
        for day, amount in sorted(amounts):
            for _ in range(amount):
                if not there or there[0] > day:
                    return False
                there.pop(0)
        return True

    def _open(self, ticket: int, charged_to: str) -> bool:
        approved = sum(1 for of, _, to in self.approved if (of, to) == (ticket, charged_to))
        places = [place for each in self.entries if each.ticket == ticket for place in each.minutes]
        return approved > sum((place == INVOICE) == (charged_to == "invoice") for place in places)

    def _free(self, day: date) -> Iterator[Card]:
        in_turn = sorted(self.cards, key=lambda card: (card.last or date.max, self.cards.index(card)))
        return (card for card in in_turn if card.pays(day) and card.free)

    def _depth(self, day: date) -> int:
        return sum(minutes for minutes, last in self.overruns if last is None or last >= day)

    def _settle(self) -> None:
        for entry in self.entries:
            for number, place in enumerate(entry.minutes):
                card = next(self._free(entry.day), None)
                if place == BELOW and card is not None:
                    card.lent.append(entry)
                    entry.minutes[number] = card

    def _put_back(self, entry: Entry, kept: list[Place]) -> None:
        while len(entry.minutes) > len(kept):
            place = entry.minutes.pop()
            if isinstance(place, Card):
                place.lent.remove(entry)

    def balance(self, today: date) -> int:
        there = sum(card.minutes - len(card.lent) for card in self.cards if card.pays(today))
        return there - self.below

    @property
    def below(self) -> int:
        return sum(place == BELOW for each in self.entries for place in each.minutes)


def _whole(minutes: int, unit: int) -> int:
    while minutes % unit:
        minutes += 1
    return minutes
