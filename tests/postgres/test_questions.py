"""A question that stands alone is answered as within a transaction, and nothing is looked at before it lets in."""

import json
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, cast
from uuid import UUID

import pytest
from asyncpg import Record
from sqlalchemy import func, literal, select, true

from app.accounts.store import customers as organisations
from app.agreements.book import Agreements
from app.attainment import attainments, sla_status
from app.attainment.store import clock_lists
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.clock_lists import ClockFilter
from app.consultancy import escalations
from app.domain.access.caller import Caller
from app.domain.attainment.attainment import OutcomeSought
from app.domain.clocks.standings import ClockStanding
from app.domain.tickets.orders import TicketOrder
from app.domain.vocabulary import (
    ClockName,
    CoverageOutcome,
    Impact,
    Kind,
    Priority,
    ServiceLevel,
    TicketStatus,
    Urgency,
)
from app.postgres.connection import Connection
from app.postgres.engine import AsyncEngine, transaction, visit
from app.postgres.idempotency import Key, stage_claim
from app.postgres.scope import Scope
from app.postgres.statements import Statement
from app.postgres.tables import customers, people
from app.postgres.tenancy import SYSTEM, Pass, tenant_of
from app.sla.agreement import AGREEMENT, REVISIONS
from app.tickets.intake import NewTicket, raise_ticket
from app.tickets.moments import tickets_as_of
from app.tickets.store import ticket_lists, ticket_numbers, tickets
from app.tickets.store.ticket_lists import Place, TicketFilter
from app.unit_of_work import UnitOfWork
from tests.domain.tickets.histories import details
from tests.organisations import MONDAY, Organisation, make_organisation
from tests.postgres.explained import listening
from tests.postgres.visitors import pass_of

Asked = Callable[[Connection, Organisation], Awaitable[object]]

APP: Final = Path(__file__).parents[2] / "app"
KNOWN: Final = {
    "attainment/store/attainment_counts.py",
    "attainment/store/attainment_sums.py",
    "attainment/store/clock_counts.py",
    "attainment/store/clock_lists.py",
    "attainment/store/escalated_tickets.py",
    "attainment/store/overdue_clocks.py",
    "accounts/store/customers.py",
    "tickets/store/ticket_lists.py",
    "tickets/store/ticket_numbers.py",
    "tickets/store/tickets.py",
}
NAMES: Final = (people.c.name, customers.c.name)
IS_OF: Final = people.c.customer_id == customers.c.id
reading: Final = Statement.reading
ODD: Final[list[Statement]] = [
    Statement.reading(
        lambda: select(customers.c.id, people.c.id, *NAMES).join(people, IS_OF).order_by(people.c.name.desc())
    ),
    reading(lambda: select(people.c.name).order_by(people.c.name).limit(2)),
    reading(lambda: select(select(people.c.name).cte("everybody")).order_by("name")),
    Statement.reading(
        lambda: select(select(people.c.name).cte("everybody").prefix_with("MATERIALIZED")).order_by("name")
    ),
    reading(lambda: select(people.c.name).union_all(select(customers.c.name)).order_by("name")),
    Statement.reading(
        lambda: select(people.c.active, func.count()).group_by(people.c.active).order_by(people.c.active)
    ),
    reading(lambda: select(*NAMES).select_from(customers.outerjoin(people, true())).order_by(people.c.name)),
    reading(lambda: select(select(func.count()).select_from(people).scalar_subquery())),
    reading(lambda: select(people).where(people.c.id == literal(UUID(int=1)))),
    reading(lambda: select(func.generate_series(1, 3))),
]
NARROWING: Final[dict[str, Callable[[Organisation], dict[str, Any]]]] = {
    "name": lambda _: {"name": ClockName.RESPONSE},
    "priority": lambda _: {"priority": Priority.HIGH},
    "customer": lambda dairy: {"customer_id": dairy.customer.id},
    "level": lambda _: {"service_level": ServiceLevel.STANDARD},
    "due before": lambda _: {"due_before": clock_lists.NEVER},
    "due from": lambda _: {"due_from": MONDAY},
    "begun from": lambda _: {"begun_from": MONDAY},
    "begun until": lambda _: {"begun_until": clock_lists.NEVER},
}
"""What may narrow a list of clocks: nothing, any of these, or all of them."""
SEARCHING: Final[dict[str, Any]] = {
    "kind": Kind.INCIDENT,
    "priority": Priority.HIGH,
    "service_level": ServiceLevel.STANDARD,
    "step": 3,
    "status": TicketStatus.OPEN,
    "due_before": clock_lists.NEVER,
    "external_reference": "INC1",
    "words": "button",
    "number": "T-2026-000001",
    "product": "idu",
    "coverage": CoverageOutcome.SUPPORT,
    "begun_from": MONDAY,
    "begun_until": clock_lists.NEVER,
    "updated_from": MONDAY,
    "holder_id": UUID(int=7),
    "waiting": True,
}
"""And a list of tickets."""


@pytest.fixture
async def dairy(pair: AsyncEngine) -> Organisation:
    """With a ticket of each urgency, all of them escalated."""
    async with transaction(pair, SYSTEM) as connection:
        made = await make_organisation(connection, "Dairy", ServiceLevel.STANDARD, "Ann", "Bob", "Cas")
        for urgency in Urgency:
            report = NewTicket(customer_id=None, details=details(), urgency=urgency, impact=Impact.I2)
            uow = UnitOfWork(connection, Caller(made.registrants[0].actor), MONDAY, Agreements(REVISIONS))
            stored = await raise_ticket(uow, report)
            await escalations.escalate(uow, stored.ticket.id, "It cannot wait.")
    return made


@asynccontextmanager
async def alone(engine: AsyncEngine, presented: Pass, asked: list[tuple[str, Any]]) -> AsyncGenerator[Connection]:
    """A visit in which nothing begins a transaction. `asked` gets what PostgreSQL is asked."""
    async with visit(engine, presented, at_once=False) as connection:
        with listening() as heard:
            yield connection
        asked += [(each.text, each.values) for each in heard]
        assert not connection.has_begun


def oddities() -> Iterator[Asked]:
    for question in ODD:
        yield lambda connection, _, question=question: question.all(connection, {})
        yield lambda connection, _, question=question: question.one(connection, {})


def listings() -> Iterator[Asked]:
    for standing in (None, *ClockStanding):
        for names in ((), *((name,) for name in NARROWING), tuple(NARROWING)):
            for further in (False, True):
                yield lambda connection, dairy, how=(standing, names, further): listed(connection, dairy, how)


async def listed(connection: Connection, dairy: Organisation, how: tuple[Any, tuple[str, ...], bool]) -> object:
    """How they stand, what narrows them, and whether of one customer, after a clock, and without a ticket as well."""
    standing, names, further = how
    narrowed = {key: value for name in names for key, value in NARROWING[name](dairy).items()}
    return await clock_lists.page(
        connection,
        Scope(dairy.customer.id if further else None),
        ClockFilter(standing=standing, **narrowed),
        MONDAY,
        after=(MONDAY, UUID(int=1), ClockName.RESPONSE) if further else None,
        limit=4,
        without=[UUID(int=2)] if further else (),
    )


def figures() -> Iterator[Asked]:
    for promise in AGREEMENT.terms.attainment:
        for sought in (None, OutcomeSought.NOT_YET_DECIDED):
            wanted = ClockFilter(figure=promise, sought=sought)
            yield lambda connection, dairy, wanted=wanted: sifted(connection, dairy, wanted)


async def sifted(connection: Connection, dairy: Organisation, wanted: ClockFilter) -> object:
    uow = UnitOfWork(connection, Caller(dairy.registrants[0].actor), MONDAY, Agreements(REVISIONS, {1: {}}))
    sifting = await attainments.sifting(uow, wanted, ())
    scope = Scope(dairy.customer.id)
    return await clock_lists.page(connection, scope, wanted, MONDAY, after=None, limit=4, sifting=sifting)


def ticket_listings() -> Iterator[Asked]:
    for state in (None, *ClockStanding):
        for names in ((), *((name,) for name in SEARCHING), tuple(SEARCHING)):
            wanted = TicketFilter(clock_state=state, **{name: SEARCHING[name] for name in names})
            for further in (False, True):
                order = TicketOrder.NEWEST if state else TicketOrder.LATEST_CHANGED
                how = partial(searched, wanted=wanted, order=order, further=further)
                yield lambda connection, dairy, how=how: how(connection, dairy)


async def searched(
    connection: Connection, dairy: Organisation, wanted: TicketFilter, order: TicketOrder, *, further: bool
) -> list[object]:
    scope = Scope(dairy.customer.id if further else None)
    last = UUID(int=2**128 - 1)
    after: Place = (last,) if ticket_lists.moment_column(order) is None else (clock_lists.NEVER, last)
    page = ticket_lists.page(connection, scope, wanted, MONDAY, after=after if further else None, limit=2, order=order)
    return [*await page]


async def found(connection: Connection, dairy: Organisation) -> object:
    shown = await clock_lists.page(connection, Scope(None), ClockFilter(), MONDAY, after=None, limit=9)
    scopes = (Scope(None), Scope(dairy.customer.id), Scope(UUID(int=3)))
    return [await tickets.find(connection, scope, clock.ticket_id) for clock in shown for scope in scopes]


async def standing(connection: Connection, dairy: Organisation) -> object:
    """Of somebody who is a registrant, somebody who isn't, and of a customer that isn't theirs."""
    asked = [
        (scope, who)
        for scope in (None, dairy.customer.id, UUID(int=3))
        for who in (dairy.registrants[0].id, UUID(int=2))
    ]
    return [await organisations.standing(connection, Scope(scope), dairy.customer.id, who) for scope, who in asked]


async def counted(connection: Connection, dairy: Organisation) -> object:
    """How many clocks stand how, how many tickets cannot wait, and what was achieved: of all in sight, and of one
    customer.
    """
    uow = UnitOfWork(connection, Caller(dairy.registrants[0].actor), MONDAY, Agreements(REVISIONS, {1: {}}))
    then = await tickets_as_of(uow, None, None)
    wanted = (CourseFilter(), CourseFilter(customer_id=dairy.customer.id), CourseFilter(priority=Priority.NORMAL))
    found = [await sla_status.status(then, each, None, None) for each in wanted]
    assert [each.escalated for each in found] == [3, 3, 1]
    return [str((each, await sla_status.overdue(uow, by))) for each, by in zip(found, wanted, strict=True)]


async def drawn(connection: Connection, dairy: Organisation) -> object:
    """Another serial each time: for a request without a key, for one whose key is new, and when none is left."""

    async def ask() -> object:
        return await ticket_numbers.standing(connection, Scope(None), dairy.customer.id, dairy.registrants[0].id)

    connection.spare_serials.clear()
    plainly = await ask()
    key = Key(UUID(int=1), "POST /tickets", "new")
    await stage_claim(connection, key, b"", MONDAY)
    with_key = await ask()
    connection.taken_back(key)  # nobody's, so that nobody may write it
    first, second, third = [await ticket_numbers.take(connection) for _ in range(3)]
    return [plainly, with_key, first < second < third]


def plain(answer: Any) -> Any:
    """Rows by position: names may be there twice."""
    if isinstance(answer, list):
        return [plain(each) for each in cast("list[Any]", answer)]
    return tuple(answer.values()) if isinstance(answer, Record) else answer


def test_every_question_there_is_gets_asked_here() -> None:
    modules = {str(path.relative_to(APP)) for path in APP.rglob("*.py") if "Statement.reading(" in path.read_text()}

    assert modules == KNOWN


KINDS: Final[dict[str, Callable[[], Iterator[Asked]]]] = {
    "odd": oddities,
    "clocks": listings,
    "figures": figures,
    "tickets": ticket_listings,
    "ticket": lambda: iter([found]),
    "standing": lambda: iter([standing]),
    "status": lambda: iter([counted]),
    "numbers": lambda: iter([drawn]),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("whose", ["vendor", "customer"])
async def test_the_answer_is_the_same_and_nothing_is_read_before(
    pair: AsyncEngine, dairy: Organisation, presented: Pass, eve: Any, kind: str, whose: str
) -> None:
    person = eve if whose == "vendor" else dairy.registrants[1]
    shown = presented if whose == "vendor" else await pass_of(pair, person)
    asked: list[tuple[str, Any]] = []
    answers: list[Any] = []
    for each in KINDS[kind]():
        async with alone(pair, shown, asked) as connection:
            answers.append(plain(await each(connection, dairy)))
        async with transaction(pair, tenant_of(person.actor)) as connection:
            assert plain(await each(connection, dairy)) == answers[-1]
    assert sum(bool(answer) for answer in answers) > len(answers) / 5

    async with transaction(pair, SYSTEM) as connection:
        let_in = {query: arguments for query, arguments in asked if "duetime_enter" in query}
        assert let_in
        for query, arguments in let_in.items():
            for plan in await plans(connection, query, arguments):
                assert is_gated(plan), (query, plan)


async def plans(connection: Connection, query: str, arguments: Any) -> list[dict[str, Any]]:
    """For these values, and for any."""
    driver = connection.driver
    nulls = ", ".join("NULL" for _ in arguments)
    await driver.execute(f"SET LOCAL plan_cache_mode = force_generic_plan; PREPARE question AS {query}")
    explained = [
        await driver.fetchval(f"EXPLAIN (FORMAT JSON) {query}", *arguments),
        await driver.fetchval(f"EXPLAIN (FORMAT JSON) EXECUTE question({nulls})"),
    ]
    await driver.execute("DEALLOCATE question")
    return [json.loads(plan)[0]["Plan"] for plan in explained]


def is_gated(node: dict[str, Any]) -> bool:
    """Whether every way down from the top goes through the condition before it reaches what is read."""
    if "One-Time Filter" in node:
        return True
    below = [each for each in node.get("Plans", ()) if each["Parent Relationship"] != "InitPlan"]
    return bool(below) and all(map(is_gated, below))
