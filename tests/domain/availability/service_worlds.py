"""Random outages, maintenance and gaps at an instance, in whole minutes, and what the code makes of them."""

from datetime import timedelta
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid4

from hypothesis import strategies as st

from app.clock import Instant
from app.domain.agreement.measures import PromisedShare
from app.domain.agreement.service_terms import LeftOut
from app.domain.availability.availability import Availability, availability
from app.domain.availability.recorded import recorded
from app.domain.availability.stretches import InstanceSpan, Stretch
from app.domain.availability.timeline import ServiceTimeline, timeline
from app.domain.operations.maintenance_facts import MaintenanceKind
from app.domain.operations.maintenance_periods import AnnouncedStretch, MaintenancePeriod
from app.domain.operations.outage_facts import DetectedBy, OutageCategory, RebuttalClaim
from app.domain.operations.outages import LeftOutClaim, Outage, Rebuttal, SecondOpinion
from tests.domain.availability.availability_oracle import ClaimOf, OutageOf, WorkOf, World
from tests.domain.operations.service_facts import CUSTOMER, INSTANCE
from tests.domain.tickets.histories import local

BEGIN: Final = local("2026-10-24 22:00")
"""Two hours before the night in which the clocks go back; the longest world is longer than that."""
MINUTE: Final = timedelta(minutes=1)
LONG: Final = 60
PROMISED: Final = PromisedShare(Decimal(90), "5.2")
minutes = st.integers(0, LONG)


def span_of(since: int, length: int) -> tuple[int, int]:
    return since, since + length


spans = st.builds(span_of, st.integers(-5, LONG), st.integers(1, 30))
reasons = st.sampled_from([each.value for each in LeftOut if each is not LeftOut.ANNOUNCED_MAINTENANCE])


@st.composite
def claims(draw: st.DrawFn, since: int, until: int | None) -> ClaimOf:
    begins = draw(st.integers(since, since + 5))
    ends = draw(st.one_of(st.none(), st.integers(begins, begins + 20)))
    return ClaimOf(draw(reasons), begins, ends, draw(st.sampled_from([True, False, None])))


@st.composite
def outages(draw: st.DrawFn) -> OutageOf:
    since, until = draw(spans)
    ended = draw(st.sampled_from([until, until, until, None]))
    proof = draw(st.sampled_from([None, None, "earlier", "later", "denied"]))
    return OutageOf(
        since,
        ended,
        tuple(draw(st.lists(claims(since, ended), max_size=2))),
        earlier=draw(st.integers(since - 10, since)) if proof == "earlier" else None,
        later=draw(st.integers(until, until + 10)) if proof == "later" else None,
        denied=draw(spans) if proof == "denied" else None,
        degradation=draw(st.integers(0, 7)) == 0,
    )


@st.composite
def works(draw: st.DrawFn) -> WorkOf:
    at = draw(st.integers(-5, LONG))
    stretches: list[tuple[int, int, int]] = []
    announced = at - draw(st.integers(-5, 20))
    for _ in range(draw(st.integers(1, 3))):
        until = at + draw(st.integers(1, 15))
        stretches.append((at, until, announced))
        announced = max(announced, until - draw(st.integers(-5, 10)))
        at = until
    begun = draw(st.one_of(st.none(), st.integers(-5, LONG)))
    over = None if begun is None else draw(st.one_of(st.none(), st.integers(begun, begun + 30)))
    cancelled = draw(st.one_of(st.none(), st.integers(begun or 0, LONG + 20))) if over is None else None
    return WorkOf(tuple(stretches), begun, over, cancelled)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    since = draw(minutes)
    return World(
        tuple(draw(st.lists(outages(), max_size=5))),
        tuple(draw(st.lists(works(), max_size=3))),
        tuple(draw(st.lists(spans, max_size=2))),
        since,
        since + draw(st.integers(0, LONG)),
        draw(st.integers(0, 2 * LONG)),
    )


def moment(minute: int) -> Instant:
    return Instant(BEGIN + minute * MINUTE)


def maybe(minute: int | None) -> Instant | None:
    return None if minute is None else moment(minute)


def opinion(*, accepted: bool) -> SecondOpinion:
    return SecondOpinion(accepted=accepted, reason="", decided_by=UUID(int=9), decided_at=moment(0))


def folded(each: OutageOf) -> Outage:
    made: list[LeftOutClaim] = [
        LeftOutClaim(
            id=uuid4(),
            from_at=moment(claim.since),
            until=maybe(claim.until),
            reason=LeftOut(claim.reason),
            evidence="",
            claimed_by=None,
            claimed_at=moment(0),
            decision=None if claim.accepted is None else opinion(accepted=claim.accepted),
        )
        for claim in each.claims
    ]
    proven = {
        RebuttalClaim.BEGAN_EARLIER: (each.earlier, None),
        RebuttalClaim.ENDED_LATER: (None, each.later),
        RebuttalClaim.NOT_LEFT_OUT: each.denied or (None, None),
    }
    rebuttals = [
        Rebuttal(
            id=uuid4(),
            customer_id=CUSTOMER,
            claim=claim,
            from_at=maybe(since),
            until=maybe(until),
            evidence="",
            reference=None,
            rebutted_by=None,
            rebutted_at=moment(0),
            decision=opinion(accepted=True),
        )
        for claim, (since, until) in proven.items()
        if (since, until) != (None, None)
    ]
    return Outage(
        id=uuid4(),
        service_id=None,
        instance_ids=(INSTANCE,),
        began_at=moment(each.since),
        ended_at=maybe(each.until),
        detected_by=DetectedBy.STAFF,
        category=OutageCategory.FAILURE,
        degradation=each.degradation,
        summary="",
        claims={claim.id: claim for claim in made},
        rebuttals={rebuttal.id: rebuttal for rebuttal in rebuttals},
    )


def planned(each: WorkOf) -> MaintenancePeriod:
    return MaintenancePeriod(
        id=uuid4(),
        service_id=None,
        instance_ids=(INSTANCE,),
        kind=MaintenanceKind.CORRECTIVE,
        change_id=None,
        planned_from=moment(each.stretches[0][0]),
        planned_until=moment(each.stretches[-1][1]),
        announced=tuple(AnnouncedStretch(*map(moment, stretch)) for stretch in each.stretches),
        begun_at=maybe(each.begun),
        ended_at=maybe(each.over),
        cancelled_at=maybe(each.cancelled),
    )


def asked(world: World) -> tuple[Availability, ServiceTimeline]:
    what = recorded(
        [folded(each) for each in world.outages],
        [planned(each) for each in world.works],
        [Stretch(*map(moment, gap)) for gap in world.gaps],
    )
    span = InstanceSpan(customer_id=CUSTOMER, starts_at=moment(-100), promised=PROMISED)
    arguments = span, what, Stretch(moment(world.since), moment(world.until)), moment(world.now)
    return availability(*arguments), timeline(*arguments)
