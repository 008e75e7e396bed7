"""The promised and achieved shares are what looking at every ticket comes to: counted once, anew, or as listed."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from app.attainment import attainments, sla_status
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.clock_lists import ClockFilter
from app.business_time.limits import FIRST, LAST
from app.clock import Instant, instant
from app.domain.attainment.attainment import Attainment, OutcomeSought, Period, Verdict
from app.domain.tickets.moments import Knowledge, Moment
from app.domain.vocabulary import Decision, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from app.tickets.moments import TicketsAsOf, tickets_as_of
from tests.attainment.shares import DAYS, FIGURES, Life, Lives, shares, verdict
from tests.counting import count_all
from tests.office import Office

NOW = instant(datetime(2027, 3, 2, 9, 30, tzinfo=UTC))
PROMISES = AGREEMENT.terms.attainment
MOMENTS = ("2026-04-03T14:00:00Z", "2026-05-27T14:00:00.000001Z", "2026-11-24T14:59:59Z", "2027-02-20T12:00:00Z")


def said(figures: Sequence[Attainment]) -> list[dict[str, int]]:
    return [{verdict.value: number for verdict, number in each.numbers.items() if number} for each in figures]


def chosen(lives: Sequence[Life], wanted: CourseFilter, period: Period) -> list[Life]:
    """Of whatever priority: that is for each of its clocks."""
    return [
        life
        for life in lives
        if wanted.customer_id in (None, life.customer_id)
        and wanted.service_level in (None, life.level)
        and instant(life.begun) in period
    ]


@pytest.mark.parametrize("place", range(len(FIGURES)))
def test_the_figures_are_those_of_the_document(place: int) -> None:
    clock, priorities, percent, _ = FIGURES[place]
    promise = PROMISES[place]
    assert (promise.clock, {*promise.priorities}, promise.share.percent) == (clock, priorities, percent)


@pytest.mark.parametrize("seed", range(3))
async def test_shares_are_what_looking_at_every_ticket_comes_to(office: Office, seed: int) -> None:
    chance = Random(seed)  # noqa: S311 - a story
    customers = {level: await office.customer(level) for level in ServiceLevel}
    story = Lives(office, chance, closes=True)
    lives = [life for level, customer in customers.items() for life in await story.several(customer, level, 45)]
    somewhere = instant(datetime.fromisoformat(f"{DAYS[9]}T09:00:00Z"))
    periods = (Period(FIRST, LAST), Period(somewhere, NOW), Period(FIRST, Instant(somewhere - timedelta(hours=11))))
    wishes = (
        CourseFilter(),
        CourseFilter(priority=Priority.LOW),
        CourseFilter(customer_id=customers[ServiceLevel.STANDARD]),
    )
    seen: set[str] = set()
    office.now = NOW
    for counted in (False, True):
        if counted:
            assert await count_all(office.engine, office.clock, office.book)
        async with office.uow() as uow:
            for period in periods:
                for wanted in (*wishes, CourseFilter(service_level=ServiceLevel.EXTENDED)):
                    expected = shares(chosen(lives, wanted, period), NOW, wanted.priority)
                    assert said(await attainments.figures(TicketsAsOf(uow), wanted, period)) == expected, (
                        counted,
                        wanted,
                    )
                    seen |= {each for figure in expected for each in figure}
    assert seen == {*map(str, Verdict)} - {Verdict.NOT_YET_DECIDED}


async def test_shares_of_any_moment_are_those_of_the_tickets_as_they_stood(office: Office) -> None:
    lives = Lives(office, Random(7))  # noqa: S311 - a story
    await lives.several(await office.customer(ServiceLevel.STANDARD), ServiceLevel.STANDARD, 40)
    await count_all(office.engine, office.clock, office.book)
    office.now = NOW
    seen: set[str] = set()
    for moment in MOMENTS:
        at = datetime.fromisoformat(moment)
        then = lives.as_known(at)
        async with office.uow() as uow:
            told = await tickets_as_of(uow, _moment(at), None)
            figures = await attainments.figures(told, CourseFilter(), Period(FIRST, LAST))
            expected = shares(then, at)
            assert said(figures) == expected, moment
            seen |= {each for figure in expected for each in figure}
            for place, promise in enumerate(PROMISES):
                for sought in OutcomeSought:
                    wanted = ClockFilter(figure=promise, sought=sought, begun_from=FIRST)
                    found = await sla_status.clocks(told, wanted, after=None, limit=200)
                    words = {each.value for each in sought.verdicts}
                    assert {each.ticket_id for each in found} == {
                        life.id for life in then if verdict(place, life, at) in words
                    }, (moment, promise.name, sought)

    assert {Verdict.NOT_YET_DECIDED, Verdict.RECORDED_LATE, Verdict.MISSED, Verdict.IN_TIME} <= seen


def _moment(at: datetime) -> Moment:
    return Moment(instant(at), Knowledge.THEN)


@pytest.mark.parametrize(
    ("decision", "place", "at", "within"),
    [
        (Decision.START_INVESTIGATION, 4, datetime(2026, 2, 20, 16, 0, tzinfo=UTC), 1),  # 17:00, four hours later
        (Decision.START_INVESTIGATION, 4, datetime(2026, 2, 20, 16, 0, 1, tzinfo=UTC), 0),  # no support time passed
        (Decision.WORKAROUND, 7, datetime(2026, 5, 20, 11, 0, tzinfo=UTC), 1),  # 13:00, three months later
        (Decision.WORKAROUND, 7, datetime(2026, 5, 20, 11, 0, 1, tzinfo=UTC), 0),
    ],
)
async def test_the_last_instant_is_within(
    office: Office, decision: Decision, place: int, at: datetime, within: int
) -> None:
    customer = await office.customer(ServiceLevel.EXTENDED)
    office.now = NOW
    registered = instant(datetime(2026, 2, 20, 12, 0, tzinfo=UTC))
    ticket = await office.ticket(customer, Priority.HIGH, registered_at=registered)
    await office.decide(ticket, decision, instant(at))

    async with office.uow() as uow:
        figure = (await attainments.figures(TicketsAsOf(uow), CourseFilter(), Period(FIRST, LAST)))[place]

    assert (figure.within, figure.recorded_late, figure.decided) == (within, within, 1)
