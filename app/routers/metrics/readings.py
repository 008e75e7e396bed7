"""What Prometheus is told that stands in the database: the promises, by the statements of the status, and the feed.

A reading is a function of a unit of work that gives families of metrics; `READINGS` are all there are.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from typing import Final

from prometheus_client import Metric
from prometheus_client.core import GaugeMetricFamily

from app.agreements.book import Agreements
from app.attainment import sla_status
from app.clock import Clock, Instant
from app.domain.access.caller import Caller
from app.domain.actor import SYSTEM
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.errors import ServiceError
from app.feed import sequencing
from app.postgres import tenancy
from app.postgres.engine import AsyncEngine, transaction
from app.subscriptions.store import deliveries, subscriptions
from app.terms import terms
from app.tickets import announcing
from app.unit_of_work import UnitOfWork

AT_MOST_EVERY: Final = timedelta(seconds=5)
PATIENCE_SECONDS: Final = 4.0
"""Below the ten seconds that Prometheus waits for an answer, which has more to tell than this."""
MOST_COUNTED: Final = 10_000
"""Of the deliveries that wait: a receiver that is away for days may have any number of them."""
ALSO: Final[Mapping[ClockStanding, ClockStanding]] = {
    ClockStanding.AT_RISK: ClockStanding.RUNNING,
    ClockStanding.RECORDED_LATE: ClockStanding.MET,
}
"""What the status counts them as, too; here each clock is in one state, so that sums are right."""

Reading = Callable[[UnitOfWork], Awaitable[Sequence[Metric]]]


async def clocks(uow: UnitOfWork) -> Sequence[Metric]:
    """Of all customers. Next due is not told where nothing runs."""
    states = GaugeMetricFamily(
        "duetime_clocks",
        "Clocks by how they stand, each in one state: at_risk is no longer running, recorded_late is not met.",
        labels=["clock", "service_level", "priority", "state"],
    )
    next_due = GaugeMetricFamily(
        "duetime_next_due_timestamp_seconds", "When the next running clock falls due.", labels=["service_level"]
    )
    numbers = await sla_status.numbers_by_level(uow)
    for level in ServiceLevel:
        for name in ClockName:
            for priority in Priority:
                for state in ClockStanding:
                    also = [each for each in ALSO if ALSO[each] is state]
                    number = numbers.get((level, name, priority, state), 0)
                    number -= sum(numbers.get((level, name, priority, each), 0) for each in also)
                    states.add_metric([name, level, priority, state], number)
        if due_at := await sla_status.next_due_at(uow, level):
            next_due.add_metric([level], due_at.timestamp())
    return states, next_due


async def breaches(uow: UnitOfWork) -> Sequence[Metric]:
    """Of clocks and of terms."""
    number, longest = await announcing.unannounced(uow.connection, uow.now)
    of_terms, longest_of_terms = await terms.unannounced(uow.connection, uow.now)
    number, longest = number + of_terms, max(longest, longest_of_terms)
    return (
        GaugeMetricFamily("duetime_breaches_unannounced", "Breaches that the worker has still to announce.", number),
        GaugeMetricFamily(
            "duetime_breach_announcement_lag_seconds",
            "For how long the oldest unannounced breach has been one; 0 where all are announced.",
            longest.total_seconds(),
        ),
    )


async def events(uow: UnitOfWork) -> Sequence[Metric]:
    """How far the feed is behind, and what subscriptions still wait for."""
    behind = await sequencing.lag(uow.connection, uow.now)
    waiting = GaugeMetricFamily(
        "duetime_deliveries",
        f"Events that are still to go out to subscriptions, of the first {MOST_COUNTED} that are due.",
        labels=["state"],
    )
    for state, number in (await deliveries.count_open(uow.connection, MOST_COUNTED)).items():
        waiting.add_metric([state], number)
    subscribed = GaugeMetricFamily("duetime_subscriptions", "Subscriptions by how they stand.", labels=["state"])
    for state, number in (await subscriptions.count(uow.connection)).items():
        subscribed.add_metric([state], number)
    lag = GaugeMetricFamily(
        "duetime_feed_lag_seconds",
        "For how long the oldest event that is not in the feed yet has been recorded; 0 where all are in it.",
        behind.total_seconds(),
    )
    return lag, waiting, subscribed


READINGS: Final[Sequence[Reading]] = (clocks, breaches, events)


class Standing:
    """How it all stands, as a process read it last: read again at most once in `AT_MOST_EVERY`, however many ask."""

    def __init__(self, readings: Sequence[Reading] = READINGS) -> None:
        self._readings = readings
        self._read_at: Instant | None = None
        self._families: Sequence[Metric] = ()
        self._reading = asyncio.Lock()

    async def families(self, engine: AsyncEngine, book: Agreements, clock: Clock) -> Sequence[Metric]:
        async with self._reading:
            now = clock()
            if self._read_at is None or abs(now - self._read_at) >= AT_MOST_EVERY:
                self._families = await self._read(engine, book, now)
                self._read_at = now
        return self._families

    async def _read(self, engine: AsyncEngine, book: Agreements, now: Instant) -> Sequence[Metric]:
        """What cannot be read is not told: an old number would be taken for one of now."""
        families: list[Metric] = []
        try:
            async with asyncio.timeout(PATIENCE_SECONDS), transaction(engine, tenancy.SYSTEM) as connection:
                uow = UnitOfWork(connection, Caller(SYSTEM), now, book)
                for reading in self._readings:
                    families += await reading(uow)
        except (ServiceError, TimeoutError):
            return [_is_read(now=False)]
        return [*families, _is_read(now=True)]


def _is_read(*, now: bool) -> Metric:
    documentation = "Whether the numbers of clocks, breaches and events could be read from the database."
    return GaugeMetricFamily("duetime_database_readable", documentation, now)
