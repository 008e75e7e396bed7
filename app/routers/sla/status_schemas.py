"""The status of the SLA, in JSON."""

from collections.abc import Callable, Mapping
from math import floor
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.clock import Instant
from app.db.attainment import CourseFilter
from app.db.clock_counts import Numbers
from app.db.clock_lists import ClockStanding, ListedClock
from app.domain.attainment import Attainment, Exclusion
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.routers.http.types import Id, InstantIn, Out
from app.routers.parameters import MomentQuery

DECIMALS = 1000


class StatusQuery(MomentQuery):
    customer_id: Id | None = None
    service_level: ServiceLevel | None = None
    priority: Priority | None = None
    registered_from: Annotated[
        InstantIn | None,
        Field(description="Attainment is about tickets registered from then on; without it, in the last 365 days."),
    ] = None
    registered_until: Annotated[InstantIn | None, Field(description="And before then.")] = None

    def filter(self) -> CourseFilter:
        return CourseFilter(customer_id=self.customer_id, service_level=self.service_level, priority=self.priority)


class NumbersOut(Out):
    """How many clocks stand so now. `running` has those `atRisk` too; the others exclude each other."""

    not_started: int
    running: int
    at_risk: int
    paused: int
    met: int
    breached: int
    not_applicable: int
    best_effort: int

    @classmethod
    def of(cls, number: Callable[[ClockStanding], int]) -> Self:
        return cls(**{standing.value: number(standing) for standing in ClockStanding})


class ByPriorityOut(Out):
    high: NumbersOut
    normal: NumbersOut
    low: NumbersOut
    total: NumbersOut

    @classmethod
    def of(cls, numbers: Numbers, names: tuple[ClockName, ...]) -> Self:
        def numbers_of(*priorities: Priority) -> NumbersOut:
            return NumbersOut.of(
                lambda standing: sum(
                    numbers.get((name, priority, standing), 0) for name in names for priority in priorities
                )
            )

        each = {priority.value: numbers_of(priority) for priority in Priority}
        return cls(**each, total=numbers_of(*Priority))


class CountsOut(Out):
    response: ByPriorityOut
    resolution: ByPriorityOut
    total: ByPriorityOut

    @classmethod
    def of(cls, numbers: Numbers) -> Self:
        each = {name.value: ByPriorityOut.of(numbers, (name,)) for name in ClockName}
        return cls(**each, total=ByPriorityOut.of(numbers, tuple(ClockName)))


class NextDueOut(Out):
    """A clock that runs and is not late."""

    ticket_id: UUID
    number: str
    title: str
    clock: ClockName
    due_at: Instant
    priority: Priority
    service_level: ServiceLevel
    customer_id: UUID

    @classmethod
    def of(cls, listed: ListedClock) -> Self:
        due_at, _, name = listed.position
        return cls(
            ticket_id=listed.ticket_id,
            number=listed.number,
            title=listed.title,
            clock=name,
            due_at=due_at,
            priority=listed.priority,
            service_level=listed.service_level,
            customer_id=listed.customer_id,
        )


class WithinOut(Out):
    amount: float
    unit: str


class ExcludedOut(Out):
    """Tickets that are on neither side of the fraction, by the first reason that holds."""

    signal: Annotated[int, Field(description="Never officially registered.")]
    change: Annotated[int, Field(description="The figures are about incidents.")]
    not_applicable: Annotated[int, Field(description="The cause is not the vendor's software.")]
    not_yet_decided: Annotated[int, Field(description="Neither done nor too late.")]

    @classmethod
    def of(cls, excluded: Mapping[Exclusion, int]) -> Self:
        return cls(**{exclusion.value: excluded.get(exclusion, 0) for exclusion in Exclusion})


class FigureOut(Out):
    """A figure of section 1.2.3: this share of the tickets of these priorities, within that time."""

    clock: ClockName
    priorities: tuple[Priority, ...]
    within: WithinOut
    promised_percent: int
    achieved_percent: Annotated[
        float | None, Field(description="Rounded down: 100 is all of them. Null: no ticket has been decided.")
    ]
    attained: Annotated[bool | None, Field(description="By the exact fraction.")]
    numerator: Annotated[int, Field(description="Tickets within the time.")]
    denominator: Annotated[int, Field(description="Tickets of which it is decided.")]
    excluded: ExcludedOut
    section: str

    @classmethod
    def of(cls, figure: Attainment) -> Self:
        promise, achieved = figure.promise, figure.achieved
        return cls(
            clock=promise.clock,
            priorities=promise.priorities,
            within=WithinOut(amount=promise.within.amount, unit=promise.within.unit),
            promised_percent=promise.share.percent,
            achieved_percent=None if achieved is None else floor(achieved * 100 * DECIMALS) / DECIMALS,
            attained=figure.is_attained,
            numerator=figure.within,
            denominator=figure.decided,
            excluded=ExcludedOut.of(figure.excluded),
            section=promise.section.number,
        )


class AttainmentOut(Out):
    registered_from: Instant
    registered_until: Annotated[Instant | None, Field(description="Null: up to now.")]
    figures: tuple[FigureOut, ...]


class StatusOut(Out):
    """How the promises stand now: all clocks in numbers, the next five due, and what was achieved."""

    as_of: Instant
    counts: CountsOut
    next_due: tuple[NextDueOut, ...]
    attainment: AttainmentOut
