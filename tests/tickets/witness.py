"""Sees everything that happens to some tickets, and holds what the services say of them against the raw events.

Due times and states are those of the slow oracle; of closing days it knows what it was told, not what is stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from app.clock import Instant
from app.domain.actor import Actor
from app.domain.clocks.clock_readings import read
from app.domain.tickets.derived_facts import BreachAnnounced, BreachWithdrawn
from app.domain.tickets.facts import Event
from app.domain.tickets.moments import Knowledge, Moment
from app.domain.vocabulary import ClockName, Decision, ServiceLevel
from app.errors import NotFound
from app.tickets.moments import ticket_as_of
from app.tickets.store.replay import TicketSelection
from app.verification.verification import verify
from tests.domain.news_oracle import breach_after, is_news
from tests.domain.tickets.ticket_oracle import Situation, Truth, situation, truth
from tests.office import Office

Answer = Mapping[ClockName, Truth]


@dataclass(frozen=True)
class Case:
    """A ticket, and what was agreed with its customer: hours to resolve by priority, or what its level says."""

    ticket_id: UUID
    customer_id: UUID
    level: ServiceLevel
    own_hours: Mapping[str, float] | None


@dataclass
class Witness:
    office: Office
    cases: list[Case] = field(default_factory=list[Case])
    closing_days: dict[int, frozenset[date]] = field(default_factory=lambda: {1: frozenset[date]()})
    histories: dict[UUID, list[Event]] = field(default_factory=dict[UUID, list[Event]])
    """The events of every ticket, as they were when they were looked at last."""
    seen: dict[Instant, Mapping[UUID, Answer]] = field(default_factory=dict[Instant, Mapping[UUID, Answer]])
    """What was answered when something had happened, by ticket."""

    @property
    def latest_revision(self) -> int:
        return max(self.closing_days)

    @property
    def closed_days(self) -> frozenset[date]:
        return self.closing_days[self.latest_revision]

    def revised(self, days: frozenset[date]) -> None:
        self.closing_days[self.latest_revision + 1] = days

    def truths(self, case: Case, events: Sequence[Event], at: Instant) -> Answer:
        """By the events alone."""
        own = {ClockName.RESPONSE: None, ClockName.RESOLUTION: case.own_hours}
        return {name: truth(name, events, case.level, own[name], at, self.closing_days) for name in ClockName}

    async def told_apart(
        self, case: Case, people: Sequence[Actor], decision: Decision
    ) -> tuple[list[Actor], list[Actor]]:
        """By the events alone, who may take a decision that is possible now, and who may not."""
        stands = situation(await self.office.events(case.ticket_id))
        parted: tuple[list[Actor], list[Actor]] = [], []
        for who in people:
            roles = who.roles if who.customer_id in (None, case.customer_id) else ()
            may = who.administrator or any(stands.roles_in(decision, who.id, roles))
            parted[0 if may else 1].append(who)
        return parted

    async def situations(self) -> dict[UUID, Situation]:
        return {case.ticket_id: situation(await self.office.events(case.ticket_id)) for case in self.cases}

    async def due_times(self) -> dict[tuple[UUID, ClockName], Instant]:
        """Of registered tickets that are open and go by the latest calendar; without the clocks that have none."""
        now = await self.situations()
        going = [each for each, it in now.items() if not it.closed and it.calendar_revision == self.latest_revision]
        stored = [await self.office.stored(each) for each in going]
        return {
            (each.ticket.id, name): kept.clock.due_at
            for each in stored
            for name, kept in each.clocks.items()
            if kept.clock.due_at is not None
        }

    async def follows(self) -> None:
        """Every open ticket goes by the latest calendar; a closed one still by the one it had."""
        now = await self.situations()
        behind = {each for each, it in now.items() if it.registered and it.calendar_revision != self.latest_revision}
        assert behind <= {each for each, it in now.items() if it.closed}

    async def look(self, ahead: timedelta) -> None:
        """At the tickets that something happened to: now, and at a moment to come if nothing more does."""
        histories = {case.ticket_id: await self.office.events(case.ticket_id) for case in self.cases}
        changed = [case for case in self.cases if histories[case.ticket_id] != self.histories.get(case.ticket_id)]
        self.histories = histories
        answers = {case.ticket_id: await self._examined(case, ahead) for case in changed}
        self.seen[self.office.now] = {**self.seen.get(self.office.now, {}), **answers}

    async def _examined(self, case: Case, ahead: timedelta) -> Answer:
        found = verify(self.office.engine, self.office.book, TicketSelection(ticket=case.ticket_id))
        differences = [each.words async for batch in found for each in batch.differences]
        assert not differences, "; ".join(differences)
        events = self.histories[case.ticket_id]
        answer = await self.answer(case.ticket_id)
        assert answer is not None
        assert answer == self.truths(case, events, self.office.now)
        to_come = Instant(self.office.now + ahead)
        assert await self.answer(case.ticket_id, Moment(to_come)) == self.truths(case, events, to_come)
        standing = announced(events)
        assert standing.items() <= breached(answer).items()
        stored = await self.office.stored(case.ticket_id)
        given = {name: kept.notice.announced_due_at for name, kept in stored.clocks.items()}
        assert {name: due_at for name, due_at in given.items() if due_at} == standing
        return answer

    async def hear(self) -> None:
        """After everything was announced: of what is late, all that is news."""
        for case in self.cases:
            events = await self.office.events(case.ticket_id)
            late = breached(self.truths(case, events, self.office.now))
            assert announced(events) == {name: at for name, at in late.items() if self._is_news(case, name, events)}

    def _is_news(self, case: Case, name: ClockName, events: Sequence[Event]) -> bool:
        own = None if name is ClockName.RESPONSE else case.own_hours
        known = (events[:count] for count in range(1, len(events) + 1))
        return is_news(events, [breach_after(name, each, case.level, own, self.closing_days) for each in known])

    async def look_back(self, remembered: Instant, at: Instant, knowledge: Knowledge) -> None:
        """What was answered is answered again; and at any other moment, what the events known then say."""
        for ticket_id, answer in self.seen[remembered].items():
            assert await self.answer(ticket_id, Moment(remembered)) == answer
        for case in self.cases:
            moment = Moment(at, knowledge)
            known = [event for event in await self.office.events(case.ticket_id) if moment.knows(event)]
            expected = self.truths(case, known, at) if known else None
            assert await self.answer(case.ticket_id, moment) == expected

    async def answer(self, ticket_id: UUID, moment: Moment | None = None) -> Answer | None:
        """What the services say. None: there was no such ticket."""
        async with self.office.uow() as uow:
            try:
                then, stored = await ticket_as_of(uow, ticket_id, moment)
            except NotFound:
                return None
            calendar = await uow.book.calendar_of(uow.connection, stored.ticket, then.now)
        readings = {name: read(kept.clock, calendar, then.now) for name, kept in stored.clocks.items()}
        return {name: Truth(each.state, each.due_at, each.elapsed, each.paused) for name, each in readings.items()}


def breached(answer: Answer) -> dict[ClockName, datetime | None]:
    return {name: each.due_at for name, each in answer.items() if each.state == "breached"}


def announced(events: Sequence[Event]) -> dict[ClockName, datetime | None]:
    """The breaches whose announcement stands: each was made once, and withdrawn at most once."""
    standing: dict[ClockName, datetime | None] = {}
    for event in events:
        match event.fact:
            case BreachAnnounced(clock=name, due_at=due_at):
                assert name not in standing
                standing[name] = due_at
            case BreachWithdrawn(clock=name, announced_due_at=due_at):
                assert standing.pop(name) == due_at
            case _:
                pass
    return standing
