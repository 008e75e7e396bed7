"""The status of the SLA, in JSON."""

from collections.abc import Callable
from functools import partial
from math import floor
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field

from app.attainment.sla_status import Status
from app.attainment.store.attainment import CourseFilter
from app.attainment.store.clock_counts import Standings
from app.attainment.store.clock_lists import ListedClock
from app.clock import Instant
from app.domain.agreement.terms import AttainmentPromise
from app.domain.attainment.attainment import EXCLUDED, Attainment, OutcomeSought
from app.domain.clocks.standings import ClockStanding
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.routers.http.types import Id, InstantIn, Out
from app.routers.request.parameters import MomentQuery
from app.routers.sla.links import Lists

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

    def lists(self, as_of: Instant) -> Lists:
        of = {"customerId": self.customer_id, "serviceLevel": self.service_level, "priority": self.priority}
        return Lists.of(as_of, self.knowledge, **of)

    def filter(self) -> CourseFilter:
        return CourseFilter(customer_id=self.customer_id, service_level=self.service_level, priority=self.priority)


class NumberLinksOut(Out):
    """The list behind each of the numbers."""

    not_started: str
    running: str
    at_risk: str
    paused: str
    met: str
    recorded_late: str
    breached: str
    not_applicable: str
    best_effort: str


class NumbersOut(Out):
    """How many clocks stand so now. `running` has those `atRisk` too, `met` those `recordedLate`; the others exclude
    each other.
    """

    not_started: int
    running: int
    at_risk: int
    paused: int
    met: int
    recorded_late: Annotated[
        int, Field(description="Met by a late record only: that it was in time was recorded after the due time.")
    ]
    breached: int
    not_applicable: int
    best_effort: int
    links: Annotated[NumberLinksOut | None, Field(description="Null: the filters leave out this priority.")]

    @classmethod
    def of(cls, number: Callable[[ClockStanding], int], link: Callable[[ClockStanding], str | None]) -> Self:
        links = {standing.value: to for standing in ClockStanding if (to := link(standing)) is not None}
        linked = NumberLinksOut(**links) if links else None
        return cls(**{standing.value: number(standing) for standing in ClockStanding}, links=linked)


class ByPriorityOut(Out):
    high: NumbersOut
    normal: NumbersOut
    low: NumbersOut
    total: NumbersOut

    @classmethod
    def of(cls, numbers: Standings, lists: Lists, name: ClockName | None = None) -> Self:
        """Without a name, of both clocks."""
        names = tuple(ClockName) if name is None else (name,)

        def numbers_of(priority: Priority | None) -> NumbersOut:
            among = tuple(Priority) if priority is None else (priority,)
            return NumbersOut.of(
                lambda standing: sum(numbers.get((each, one, standing), 0) for each in names for one in among),
                lambda standing: lists.standing(standing, name, priority),
            )

        each = {priority.value: numbers_of(priority) for priority in Priority}
        return cls(**each, total=numbers_of(None))


class CountsOut(Out):
    response: ByPriorityOut
    resolution: ByPriorityOut
    total: ByPriorityOut

    @classmethod
    def of(cls, numbers: Standings, lists: Lists) -> Self:
        each = {name.value: ByPriorityOut.of(numbers, lists, name) for name in ClockName}
        return cls(**each, total=ByPriorityOut.of(numbers, lists))


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
    information_request: Annotated[int, Field(description="The figures are about incidents (section 3.1).")]
    service_request: int
    enhancement_request: int
    change: int
    not_applicable: Annotated[int, Field(description="No resolution is promised: its `reason` says why.")]
    not_yet_decided: Annotated[int, Field(description="Neither done nor too late.")]

    @classmethod
    def of(cls, figure: Attainment) -> Self:
        return cls(**{verdict.value: figure.number(verdict) for verdict in EXCLUDED})


class ExcludedLinksOut(Out):
    """The list behind each of them."""

    signal: str
    information_request: str
    service_request: str
    enhancement_request: str
    change: str
    not_applicable: str
    not_yet_decided: str


class FigureLinksOut(Out):
    """The list behind each number of a figure."""

    numerator: str
    recorded_late: str
    missed: str
    denominator: str
    excluded: ExcludedLinksOut


class FigureOut(Out):
    """A figure of section 1.2.3: this share of the incidents of these priorities, within that time."""

    name: Annotated[str, Field(description="`figure` of `/sla/clocks`.", examples=["resolution-normal-low-5-days"])]
    clock: ClockName
    priorities: Annotated[tuple[Priority, ...], Field(description="By which the clock is judged.")]
    within: WithinOut
    promised_percent: int
    achieved_percent: Annotated[
        float | None, Field(description="Rounded down: 100 is all of them. Null: no ticket has been decided.")
    ]
    attained: Annotated[bool | None, Field(description="By the exact fraction.")]
    numerator: Annotated[int, Field(description="Tickets within the time.")]
    recorded_late: Annotated[
        int, Field(description="Of the numerator: those of which it was recorded only after that time.")
    ]
    missed: Annotated[int, Field(description="The rest of the denominator.")]
    denominator: Annotated[int, Field(description="Tickets of which it is decided.")]
    excluded: ExcludedOut
    section: str
    links: FigureLinksOut

    @classmethod
    def of(cls, figure: Attainment, link: Callable[[AttainmentPromise, OutcomeSought], str]) -> Self:
        promise, achieved = figure.promise, figure.achieved
        excluded = {each.value: link(promise, OutcomeSought(each.value)) for each in EXCLUDED}
        return cls(
            name=promise.name,
            clock=promise.clock,
            priorities=promise.priorities,
            within=WithinOut(amount=promise.within.amount, unit=promise.within.unit),
            promised_percent=promise.share.percent,
            achieved_percent=None if achieved is None else floor(achieved * 100 * DECIMALS) / DECIMALS,
            attained=figure.is_attained,
            numerator=figure.within,
            recorded_late=figure.recorded_late,
            missed=figure.missed,
            denominator=figure.decided,
            excluded=ExcludedOut.of(figure),
            section=promise.section.number,
            links=FigureLinksOut(
                numerator=link(promise, OutcomeSought.ACHIEVED),
                recorded_late=link(promise, OutcomeSought.RECORDED_LATE),
                missed=link(promise, OutcomeSought.MISSED),
                denominator=link(promise, OutcomeSought.DECIDED),
                excluded=ExcludedLinksOut(**excluded),
            ),
        )


class AttainmentOut(Out):
    registered_from: Instant
    registered_until: Annotated[Instant | None, Field(description="Null: up to now.")]
    figures: tuple[FigureOut, ...]


class StatusOut(Out):
    """How the promises stand now: all clocks in numbers, the next five due, and what was achieved."""

    as_of: Instant
    counts: CountsOut
    escalated: Annotated[int, Field(description="How many tickets cannot wait (section 1).")]
    next_due: tuple[NextDueOut, ...]
    attainment: AttainmentOut

    @classmethod
    def of(cls, status: Status, as_of: Instant, lists: Lists, registered_until: Instant | None) -> Self:
        begun = {"registeredFrom": status.period.from_at, "registeredUntil": registered_until}
        return cls(
            as_of=as_of,
            counts=CountsOut.of(status.numbers, lists),
            escalated=status.escalated,
            next_due=tuple(map(NextDueOut.of, status.next_due)),
            attainment=AttainmentOut(
                registered_from=status.period.from_at,
                registered_until=registered_until,
                figures=tuple(FigureOut.of(each, partial(lists.figure, begun=begun)) for each in status.figures),
            ),
        )
