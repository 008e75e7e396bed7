"""What is counted as it comes to rest, or goes, is what counting all comes to: at every moment, for every wish."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select

from app.agreements.book import Agreements
from app.attainment import attainments, clocks_then, counting, sla_status
from app.attainment.clocks_then import counted
from app.attainment.store import resting_clocks
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.clock_counts import Standings
from app.attainment.store.clock_lists import ClockFilter
from app.business_time.limits import FIRST, LAST
from app.clock import Instant, instant
from app.domain.access.caller import Caller
from app.domain.agreement.agreement import hours
from app.domain.attainment.attainment import Attainment, Period
from app.domain.clocks.standings import standings_at
from app.domain.tickets.moments import Knowledge, Moment
from app.domain.vocabulary import Channel, Decision, Priority, Role, ServiceLevel
from app.postgres.engine import transaction
from app.postgres.tables import clocks, tickets
from app.postgres.tenancy import SYSTEM, tenant_of
from app.sla.agreement import AGREEMENT
from app.tickets.moments import TicketsAsOf, tickets_as_of
from app.tickets.store.clock_mapping import clock_from, clock_reads
from app.tickets.store.tickets import find
from app.unit_of_work import UnitOfWork
from app.verification.count_verification import miscounted
from app.workers.counting import count_customer
from tests.counting import count_all
from tests.domain.tickets.ticket_oracle import HOLIDAYS
from tests.office import TO_CUSTOMER, Office
from tests.tickets.makings import ONWARD

NOW = instant(datetime(2026, 6, 2, 9, 30, tzinfo=UTC))
OLDEST = Instant(NOW - timedelta(days=150))


async def every_clock(then: TicketsAsOf, wanted: CourseFilter) -> Standings:
    """One by one, from the rows, and from the tickets that are told again."""
    uow = then.uow
    of_clocks = ClockFilter(**vars(wanted))
    numbers: Counter[tuple[object, ...]] = Counter(counted(then.retold, of_clocks, uow.now))
    equal = {"customer_id": wanted.customer_id, "service_level": wanted.service_level, "priority": wanted.priority}
    rows = await uow.connection.execute(
        select(*clock_reads(clocks, "ticket_id", "customer_id", "service_level", "priority"))
    )
    for row in rows.mappings():
        if row["ticket_id"] not in then.changed and all(value in (None, row[name]) for name, value in equal.items()):
            clock = clock_from({str(name): value for name, value in row.items()})
            numbers.update((clock.name, Priority(row["priority"]), each) for each in standings_at(clock, uow.now))
    return numbers


class Story:
    """Anything that happens to some tickets, with somebody who counts now and then."""

    def __init__(self, office: Office, seed: int) -> None:
        self.office = office
        self.chance = Random(seed)  # noqa: S311 - a story
        self.customers: list[UUID] = []
        self.tickets: list[UUID] = []
        self.closed: set[date] = set()

    async def begin(self) -> None:
        self.office.now = OLDEST
        self.customers = [await self.office.customer(level) for level in (*ServiceLevel, ServiceLevel.EXTENDED)]
        await self.comes_in()

    async def goes_on(self) -> None:
        self.office.now = Instant(self.office.now + timedelta(seconds=self.chance.randrange(200_000)))
        await self.chance.choice(
            [self.comes_in, self.comes_in, self.moves, self.moves, self.moves, self.counted, self.counted, self.other]
        )()

    async def comes_in(self) -> None:
        channel = self.chance.choice([Channel.PORTAL, Channel.PORTAL, Channel.PHONE])
        customer = self.chance.choice(self.customers[1:] if channel is Channel.PHONE else self.customers)
        ago = timedelta(days=self.chance.choice([0, 0, 1, 5, 60, 100]), microseconds=self.chance.randrange(10**10))
        at = None if channel is Channel.PHONE else Instant(self.office.now - ago)
        priority = self.chance.choice(list(Priority))
        self.tickets.append(await self.office.ticket(customer, priority, channel=channel, registered_at=at))

    async def moves(self) -> None:
        for _ in range(self.chance.randrange(1, 6)):
            ticket_id = self.chance.choice(self.tickets)
            ticket = (await self.office.stored(ticket_id)).ticket
            if ticket.registration is None:
                await self.office.register(ticket_id)
                continue
            decision = ONWARD[ticket.place]
            if ticket.place == 3 and not ticket.waiting and self.chance.random() < 0.3:
                decision = Decision.REQUEST_INFORMATION
            elif ticket.waiting:
                decision = Decision.INFORMATION_RECEIVED
            elif ticket.place == 4:
                decision = self.chance.choice([Decision.BUG, Decision.CONFIGURATION])
            await self.office.decide(ticket_id, decision)

    async def counted(self) -> None:
        for _ in range(self.chance.randrange(1, 4)):
            await count_customer(self.office.engine, self.office.clock, self.office.book)
        if self.chance.random() < 0.2:
            async with transaction(self.office.engine, SYSTEM) as connection:
                await counting.begin(connection, self.office.book, self.office.now)

    async def other(self) -> None:
        ticket_id = self.chance.choice(self.tickets)
        ticket = (await self.office.stored(ticket_id)).ticket
        match self.chance.randrange(6):
            case 0 if ticket.place is not None:
                await self.office.assess(ticket_id, self.chance.choice(list(Priority)))
            case 1:
                await self.office.close_on(self._free_day())
            case 2:
                await self.office.announce()
            case 3:
                await self.office.follow()
            case 4:
                await self.office.delegate(ticket_id, ticket.step, TO_CUSTOMER)
            case _:
                await self.office.comment(ticket_id)

    def _free_day(self) -> date:
        day = self.office.now.date()
        while day in self.closed or day in HOLIDAYS:
            day += timedelta(days=1)
        self.closed.add(day)
        return day


async def agrees(uow: UnitOfWork, moment: Moment | None = None) -> int:
    """For every wish; how many tickets were decided."""
    seen = 0
    then = await tickets_as_of(uow, moment, None)
    customers = list(await uow.connection.scalars(select(tickets.c.customer_id).distinct()))
    for wanted in wishes(customers):
        numbers = (await sla_status.status(then, wanted, None, None)).numbers
        assert {key: number for key, number in numbers.items() if number} == await every_clock(then, wanted)
        for period in periods(then.uow.now):
            expected = await directly(then, wanted, period)
            assert await attainments.figures(then, wanted, period) == expected, (wanted, period)
            seen += sum(figure.decided for figure in expected)
    return seen


async def directly(then: TicketsAsOf, wanted: CourseFilter, period: Period) -> tuple[Attainment, ...]:
    """By the rules of the domain, a clock at a time."""
    connection = then.uow.connection
    ids = [each for each in await connection.scalars(select(tickets.c.id)) if each not in then.changed]
    stored = [await find(connection, then.uow.scope, each) for each in ids]
    stand = [*then.retold, *(each for each in stored if each is not None)]
    return tuple(await attainments.one_by_one(then.uow, clocks_then.clocks(stand, ClockFilter(**vars(wanted))), period))


def wishes(customers: Sequence[UUID]) -> Sequence[CourseFilter]:
    return [
        CourseFilter(),
        CourseFilter(priority=Priority.HIGH),
        CourseFilter(service_level=ServiceLevel.EXTENDED, priority=Priority.NORMAL),
        *(CourseFilter(customer_id=each) for each in customers[:1]),
    ]


def periods(now: Instant) -> Sequence[Period]:
    return [
        Period(Instant(now - timedelta(days=365)), LAST),
        Period(FIRST, LAST),
        Period(Instant(now - timedelta(days=70, microseconds=7)), Instant(now - timedelta(days=1, hours=3))),
        Period(Instant(now - timedelta(hours=9)), now),
    ]


@pytest.mark.parametrize("seed", range(3))
async def test_at_every_moment(office: Office, seed: int) -> None:
    story = Story(office, seed)
    await story.begin()
    seen = 0
    for step in range(60):
        await story.goes_on()
        if step % 10 == 9:
            async with office.uow() as uow:
                seen += await agrees(uow)
                earlier = Instant(office.now - timedelta(days=story.chance.randrange(40)))
                seen += await agrees(uow, Moment(earlier, story.chance.choice(list(Knowledge))))
                await agrees(uow, Moment(Instant(office.now + timedelta(days=story.chance.randrange(100)))))
    assert seen
    await count_all(office.engine, office.clock, office.book)
    for _ in range(20):
        await story.goes_on()
    assert await miscounted(office.engine, office.book, office.now) == []


async def test_a_customer_sees_its_own_numbers(office: Office) -> None:
    story = Story(office, 7)
    await story.begin()
    for _ in range(30):
        await story.goes_on()
    await count_all(office.engine, office.clock, office.book)
    for customer_id in story.customers:
        own = await office.person(Role.CUSTOMER, customer_id=customer_id)
        async with transaction(office.engine, tenant_of(own)) as connection:
            uow = UnitOfWork(connection, Caller(own), office.now, office.book)
            theirs = CourseFilter(customer_id=customer_id)
            for wanted in (CourseFilter(), theirs):
                numbers = (await sla_status.status(TicketsAsOf(uow), wanted, None, None)).numbers
                assert {key: number for key, number in numbers.items() if number} == await every_clock(
                    TicketsAsOf(uow), theirs
                )
                for period in periods(office.now):
                    expected = await directly(TicketsAsOf(uow), theirs, period)
                    assert await attainments.figures(TicketsAsOf(uow), wanted, period) == expected
            other = CourseFilter(customer_id=next(each for each in story.customers if each != customer_id))
            assert not +Counter((await sla_status.status(TicketsAsOf(uow), other, None, None)).numbers)


async def test_other_figures_are_not_mixed_up(office: Office) -> None:
    """With another agreement in force, nothing that was counted by this one is used, until it is counted anew."""
    story = Story(office, 3)
    await story.begin()
    for _ in range(40):
        await story.goes_on()
    await count_all(office.engine, office.clock, office.book)
    promises = tuple(replace(each, within=hours(1)) for each in AGREEMENT.terms.attainment)
    stricter = replace(
        AGREEMENT,
        revision=2,
        in_force_from=office.now.date() - timedelta(days=3),
        terms=replace(AGREEMENT.terms, attainment=promises),
    )
    before = office.book
    office.book = Agreements((AGREEMENT, stricter))
    period = periods(office.now)[0]
    async with office.uow() as uow:
        by_then = await directly(TicketsAsOf(uow), CourseFilter(), period)
        assert await attainments.figures(TicketsAsOf(uow), CourseFilter(), period) == by_then
    assert await count_all(office.engine, office.clock, office.book)
    async with office.uow() as uow:
        assert (await resting_clocks.current(uow.connection)).complete
        await agrees(uow)
    office.book = before
    async with office.uow() as uow:
        assert by_then != await directly(TicketsAsOf(uow), CourseFilter(), period)
