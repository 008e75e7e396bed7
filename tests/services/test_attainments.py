"""What the database counts of the promised and achieved shares is what looking at every ticket comes to."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from app.business_time.limits import LAST
from app.clock import Instant, instant
from app.db import attainment
from app.db.attainment import CourseFilter
from app.db.tables import tickets
from app.domain.attainment import Attainment, Period
from app.domain.vocabulary import Channel, Decision, Priority, ServiceLevel
from app.services import attainments
from app.services.moments import Then
from app.services.work import Work
from app.sla.agreement import AGREEMENT
from tests.services.office import Office

OLDEST, NOW = instant(datetime(2026, 2, 20, 9, tzinfo=UTC)), instant(datetime(2026, 6, 2, 9, 30, tzinfo=UTC))
EDGES = [timedelta(hours=4), timedelta(hours=4, microseconds=1), timedelta(0), timedelta(days=89), timedelta(days=90)]
"""Around four hours of support, and three months."""
PROMISES = AGREEMENT.terms.attainment


async def lives(office: Office, chance: Random, level: ServiceLevel) -> None:
    customer = await office.customer(level)
    for _ in range(14):
        registered = Instant(OLDEST + timedelta(seconds=chance.randrange(101 * 86_400)))
        office.now = NOW
        if level is ServiceLevel.EXTENDED and chance.random() < 0.1:
            await office.ticket(customer, channel=Channel.PHONE)
            continue
        ticket = await office.ticket(customer, chance.choice(list(Priority)), registered_at=registered)
        at = registered
        found = chance.choice([Decision.BUG, Decision.CONFIGURATION])
        for decision in (Decision.START_INVESTIGATION, Decision.UNCLEAR, found):
            waited = chance.choice([*EDGES, timedelta(hours=chance.randrange(200))])
            at = Instant(at + waited)
            if at > NOW:
                break
            await office.decide(ticket, decision, at)


async def one_by_one(work: Work, wanted: CourseFilter, period: Period) -> Sequence[Attainment]:
    statement = attainment.of_period(select(tickets.c.id), work.scope, wanted, period, ())
    ids = list(await work.connection.scalars(statement))
    rows = await attainment.courses(work.connection, work.scope, ids)
    return await attainments.one_by_one(work, PROMISES, rows, period)


@pytest.mark.parametrize(
    ("decision", "place", "at", "within"),
    [
        (Decision.START_INVESTIGATION, 4, datetime(2026, 2, 20, 16, 0, tzinfo=UTC), 1),  # 17:00, four hours later
        (Decision.START_INVESTIGATION, 4, datetime(2026, 2, 20, 16, 0, 1, tzinfo=UTC), 0),  # no support time passed
        (Decision.CLEAR, 7, datetime(2026, 5, 20, 11, 0, tzinfo=UTC), 1),  # 13:00, three months later
        (Decision.CLEAR, 7, datetime(2026, 5, 20, 11, 0, 1, tzinfo=UTC), 0),
    ],
)
async def test_to_the_second(office: Office, decision: Decision, place: int, at: datetime, within: int) -> None:
    customer = await office.customer(ServiceLevel.EXTENDED)
    office.now = NOW
    registered = instant(datetime(2026, 2, 20, 12, 0, tzinfo=UTC))
    ticket = await office.ticket(customer, Priority.HIGH, registered_at=registered)
    await office.decide(ticket, decision, instant(at))
    if decision is Decision.CLEAR:
        await office.decide(ticket, Decision.SOLVED, instant(at))

    async with office.work() as work:
        figure = (await attainments.figures(Then(work), CourseFilter(), Period(OLDEST, LAST)))[place]

    assert (figure.within, figure.decided) == (within, 1)


@pytest.mark.parametrize("seed", range(2))
async def test_counted_as_looked_at(office: Office, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a story
    for level in ServiceLevel:
        await lives(office, chance, level)
    whole = Period(OLDEST, LAST)
    half = Period(Instant(OLDEST + timedelta(days=30)), Instant(OLDEST + timedelta(days=61, hours=7)))
    wishes = [CourseFilter(), CourseFilter(priority=Priority.HIGH), CourseFilter(service_level=ServiceLevel.STANDARD)]
    seen = 0

    for now in (NOW, Instant(NOW + timedelta(hours=30)), Instant(NOW + timedelta(days=100))):
        office.now = now
        async with office.work() as work:
            for wanted in wishes:
                for period in (whole, half):
                    expected = await one_by_one(work, wanted, period)
                    assert await attainments.figures(Then(work), wanted, period) == tuple(expected)
                    seen += sum(figure.decided for figure in expected)
    assert seen
