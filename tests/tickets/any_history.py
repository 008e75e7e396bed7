"""Anything that can happen to a few tickets, one thing after the other, as hypothesis makes it up.

Everything happens through the services, at any distance; after each step a witness looks at what is stored and said.
"""

from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, precondition, rule

from app.clock import Instant
from app.domain.actor import Actor
from app.domain.tickets import process
from app.domain.tickets.moments import Knowledge
from app.domain.vocabulary import Channel, ClockName, Decision, Kind, Priority, Role, ServiceLevel
from app.errors import Forbidden, NotFound
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.process_table import CAUSES, VALID_ROWS
from tests.domain.tickets.ticket_oracle import AMSTERDAM, HOLIDAYS
from tests.office import ASSESSED_AS, TO_CUSTOMER, Office
from tests.savepoints import rolled_back
from tests.tickets.makings import ONWARD, OWN_TARGETS, gaps, kinds, own_hours, priorities, reports, shares, starts
from tests.tickets.witness import Case, Witness

MOST_TICKETS: Final = 3
AHEAD: Final = timedelta(days=17, hours=3, minutes=8)
ASKS_IN: Final = (3, 4)
"""The steps in which the vendor may ask for information."""

tickets: Bundle[Case] = Bundle("tickets")


class AnyHistory(RuleBasedStateMachine):
    """`run` runs a coroutine to its end; `office` is one where nothing has happened, and nothing remains of it."""

    def __init__(self, run: Callable[[Awaitable[Any]], Any], office: Office) -> None:
        super().__init__()
        self._run = run
        self.office = office
        self.witness = Witness(office)
        self.people: list[Actor] = []
        self.undone = AsyncExitStack()
        run(self.undone.enter_async_context(rolled_back(office.engine)))

    def teardown(self) -> None:
        self._run(self.undone.aclose())

    @initialize(
        target=tickets,
        start=starts,
        level=st.sampled_from(ServiceLevel),
        own=st.booleans(),
        kind=kinds,
        priority=priorities,
        report=reports,
    )
    def begin(
        self, *, start: Instant, level: ServiceLevel, own: bool, kind: Kind, priority: Priority, report: dict[str, Any]
    ) -> Case:
        self.office.now = start
        for role in (Role.SUPPORT, Role.SUPPORT, Role.CONSULTANT, Role.SUPPORT_MANAGER):
            self.people.append(self._run(self.office.person(role)))
        return self._raised(level, kind, priority, Channel.PORTAL, start, report, own=own)

    @precondition(lambda self: len(self.witness.cases) < MOST_TICKETS)
    @rule(
        target=tickets,
        gap=gaps,
        level=st.sampled_from(ServiceLevel),
        own=st.booleans(),
        kind=kinds,
        priority=priorities,
        report=reports,
        by_phone=st.booleans(),
        ago=gaps,
    )
    def raise_one(
        self,
        *,
        gap: timedelta,
        level: ServiceLevel,
        own: bool,
        kind: Kind,
        priority: Priority,
        report: dict[str, Any],
        by_phone: bool,
        ago: timedelta,
    ) -> Case:
        """By phone, it is a signal; only the extended level has one."""
        self._pass(gap)
        channel = Channel.PHONE if by_phone and level is ServiceLevel.EXTENDED else Channel.PORTAL
        return self._raised(level, kind, priority, channel, Instant(self.office.now - ago), report, own=own)

    def _raised(
        self,
        level: ServiceLevel,
        kind: Kind,
        priority: Priority,
        channel: Channel,
        at: Instant,
        report: dict[str, Any],
        *,
        own: bool,
    ) -> Case:
        customer = self._run(self.office.customer(level, OWN_TARGETS if own else ()))
        self.people.append(self._run(self.office.person(Role.CUSTOMER, customer_id=customer)))
        making = self.office.ticket(customer, priority, kind=kind, channel=channel, registered_at=at, **report)
        ticket_id = self._run(making)
        case = Case(ticket_id, customer, level, own_hours(kind) if own else None)
        self.witness.cases.append(case)
        return case

    @rule(case=tickets, gap=gaps, late=shares)
    def register(self, case: Case, gap: timedelta, late: float) -> None:
        self._pass(gap)
        if self._ticket(case).registration is None:
            self._run(self.office.register(case.ticket_id, self._moment(case, late)))

    @rule(case=tickets, gap=gaps, late=st.none() | shares, data=st.data())
    def decide(self, case: Case, gap: timedelta, late: float | None, data: st.DataObject) -> None:
        """By whoever may, and by nobody else; recorded when it happens, or later by vendor staff."""
        self._pass(gap)
        decisions = [rule.decision for rule in process.possible(self._ticket(case), AGREEMENT)]
        if decisions:
            decision = data.draw(st.sampled_from(decisions), "decision")
            cause = data.draw(st.sampled_from(CAUSES.get(decision, (None,))), "cause")
            may, may_not = self._run(self.witness.told_apart(case, [self.office.administrator, *self.people], decision))
            if may_not and data.draw(st.integers(0, 3), "by whom") == 0:
                stranger = data.draw(st.sampled_from(may_not), "by")
                sees_it = stranger.customer_id in (None, case.customer_id)
                with pytest.raises(Forbidden if sees_it else NotFound):
                    self._decide(case, decision, None, stranger, cause=cause)
                return
            by = data.draw(st.sampled_from(may), "by")
            at = self._moment(case, late) if late is not None and by.is_vendor else None
            self._decide(case, decision, at, by, cause=cause)

    @rule(case=tickets, gap=gaps, role=st.sampled_from(Role), data=st.data())
    def assign(self, case: Case, gap: timedelta, role: Role, data: st.DataObject) -> None:
        """None: whoever has the role, again."""
        self._pass(gap)
        holders = [who for who in self.people if role in who.roles and who.customer_id in (None, case.customer_id)]
        self._run(self.office.assign(case.ticket_id, role, data.draw(st.sampled_from([None, *holders]), "to")))

    @rule(case=tickets, steps=st.lists(st.tuples(gaps, st.none() | shares), min_size=1, max_size=4))
    def hurry(self, case: Case, steps: list[tuple[timedelta, float | None]]) -> None:
        """Towards the end, and on if it was there."""
        if self._ticket(case).registration is not None:
            for gap, late in steps:
                self._look()
                self._pass(gap)
                at = None if late is None else self._moment(case, late)
                self._decide(case, ONWARD[self._ticket(case).place], at)

    def _decide(
        self, case: Case, decision: Decision, at: Instant | None = None, by: Actor | None = None, **outputs: Any
    ) -> None:
        taken = self._run(self.office.decide(case.ticket_id, decision, at, by, **outputs))
        event = self._run(self.office.events(case.ticket_id))[taken.sequence - 1]
        assert (event.occurred_at, event.recorded_at) == (at or self.office.now, self.office.now)

    @rule(case=tickets, pauses=st.lists(st.tuples(gaps, gaps, st.booleans()), min_size=1, max_size=3))
    def pause(self, case: Case, pauses: list[tuple[timedelta, timedelta, bool]]) -> None:
        for gap, answered, late in pauses:
            self._pass(gap)
            self._paused(case, answered, late=late)
            self._look()

    def _paused(self, case: Case, answered: timedelta, *, late: bool) -> None:
        """A pause never brings a due time forward, however late one hears of it."""
        ticket = self._ticket(case)
        if ticket.registration is None or ticket.place is None or ticket.waiting:
            return
        before = self._run(self.office.due_at(case.ticket_id))
        if ticket.place in ASKS_IN:
            self._ask_and_hear(case, answered, late=late)
        else:
            self._run(self.office.delegate(case.ticket_id, ticket.step, TO_CUSTOMER))
            self._look()
            self._pass(answered)
            self._run(self.office.delegate(case.ticket_id, ticket.step, ticket.overrides.get(ticket.step)))
        after = self._run(self.office.due_at(case.ticket_id))
        assert before is None or after >= before

    def _ask_and_hear(self, case: Case, answered: timedelta, *, late: bool) -> None:
        asked = max(self.office.now, self._ticket(case).last_fact_at) if late else None
        if late:
            self._pass(answered)
            self._run(self.office.announce())
        self._decide(case, Decision.REQUEST_INFORMATION, asked)
        self._look()
        if not late:
            self._pass(answered)
        self._decide(case, Decision.INFORMATION_RECEIVED)

    @rule(case=tickets, gap=gaps, priority=priorities, late=st.none() | shares)
    def assess(self, case: Case, gap: timedelta, priority: Priority, late: float | None) -> None:
        self._pass(gap)
        if self._ticket(case).place is not None:
            at = None if late is None else self._moment(case, late)
            self._run(self.office.assess(case.ticket_id, priority, at))

    @rule(
        case=tickets, gap=gaps, priority=priorities, answered=gaps, accepted=st.sampled_from([None, False, True, True])
    )
    def ask_priority(
        self, *, case: Case, gap: timedelta, priority: Priority, answered: timedelta, accepted: bool | None
    ) -> None:
        """None: it is never answered."""
        self._pass(gap)
        ticket = self._ticket(case)
        if ticket.place is None or (ticket.urgency, ticket.impact) == ASSESSED_AS[priority]:
            return
        asked = self._run(self.office.request_priority(case.ticket_id, priority))
        self._look()
        self._pass(answered)
        if accepted is not None:
            self._run(self.office.answer_priority(case.ticket_id, asked, accepted=accepted))

    @rule(
        case=tickets,
        gap=gaps,
        step=st.sampled_from([None, 3, 4, 10, 12]),
        row=st.none() | st.sampled_from(VALID_ROWS),
        late=st.none() | shares,
    )
    def delegate(self, case: Case, gap: timedelta, step: int | None, row: Any, late: float | None) -> None:
        """None is the step that the ticket is in."""
        self._pass(gap)
        at = None if late is None else self._moment(case, late)
        self._run(self.office.delegate(case.ticket_id, step or self._ticket(case).step, row, at))

    @rule(case=tickets, gap=gaps)
    def comment(self, case: Case, gap: timedelta) -> None:
        self._pass(gap)
        self._run(self.office.comment(case.ticket_id))

    @rule(gap=gaps, days=st.integers(0, 30))
    def close_on(self, gap: timedelta, days: int) -> None:
        """A closing day never brings a due time forward. A holiday or a closed day cannot be closed once more."""
        self._pass(gap)
        day = self._today + timedelta(days=days)
        if day not in HOLIDAYS and day not in self.witness.closed_days:
            before = self._run(self.witness.due_times())
            self._run(self.office.close_on(day))
            after = self._revised(self.witness.closed_days | {day})
            assert all(after[each] >= due_at for each, due_at in before.items())

    @precondition(lambda self: self.witness.closed_days)
    @rule(gap=gaps, data=st.data())
    def open_on(self, gap: timedelta, data: st.DataObject) -> None:
        """And taking one away puts none off. What is past stays as it was."""
        self._pass(gap)
        to_come = sorted(day for day in self.witness.closed_days if day >= self._today)
        if to_come:
            day = data.draw(st.sampled_from(to_come), "day")
            before = self._run(self.witness.due_times())
            self._run(self.office.open_on(day))
            after = self._revised(self.witness.closed_days - {day})
            assert all(after[each] <= due_at for each, due_at in before.items())

    def _revised(self, days: frozenset[date]) -> dict[tuple[UUID, ClockName], Instant]:
        self.witness.revised(days)
        self._run(self.witness.follows())
        return self._run(self.witness.due_times())

    @rule(gap=gaps)
    def follow(self, gap: timedelta) -> None:
        """Those that were reopened since."""
        self._pass(gap)
        self._run(self.office.follow())
        self._run(self.witness.follows())

    @rule(gap=gaps)
    def announce(self, gap: timedelta) -> None:
        self._pass(gap)
        self._run(self.office.announce())
        self._run(self.witness.hear())

    @precondition(lambda self: self.witness.seen)
    @rule(share=st.floats(0, 1), knowledge=st.sampled_from(Knowledge), data=st.data())
    def look_back(self, share: float, knowledge: Knowledge, data: st.DataObject) -> None:
        seen = sorted(self.witness.seen)
        remembered = data.draw(st.sampled_from(seen), "moment")
        at = Instant(seen[0] + (self.office.now - seen[0]) * share)
        self._run(self.witness.look_back(remembered, at, knowledge))

    @invariant()
    def what_is_stored_is_what_happened(self) -> None:
        self._look()
        self._run(self.witness.follows())

    def _look(self) -> None:
        self._run(self.witness.look(AHEAD))

    @property
    def _today(self) -> date:
        return self.office.now.astimezone(AMSTERDAM).date()

    def _pass(self, gap: timedelta) -> None:
        self.office.now = Instant(self.office.now + gap)

    def _ticket(self, case: Case) -> Any:
        return self._run(self.office.stored(case.ticket_id)).ticket

    def _moment(self, case: Case, share: float) -> Instant:
        """Between the latest thing that happened to the ticket and now."""
        since = min(self._ticket(case).last_fact_at, self.office.now)
        return Instant(since + (self.office.now - since) * share)
