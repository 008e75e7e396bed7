"""Availability (§5.2) against a walk minute by minute and against sets, and what always holds of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise
from typing import Final
from uuid import UUID, uuid4

from hypothesis import given
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.agreement.measures import Share
from app.domain.agreement.service_terms import LeftOut
from app.domain.availability.availability import Availability, availability
from app.domain.availability.recorded import recorded
from app.domain.availability.stretches import InstanceSpan, Stretch
from app.domain.availability.sweep import StretchKind
from app.domain.availability.timeline import ServiceTimeline, timeline
from app.domain.operations.maintenance_facts import MaintenanceKind
from app.domain.operations.maintenance_periods import AnnouncedStretch, MaintenancePeriod
from app.domain.operations.outage_facts import DetectedBy, OutageCategory, RebuttalClaim
from app.domain.operations.outages import LeftOutClaim, Outage, Rebuttal, SecondOpinion
from tests.domain.availability.availability_oracle import ClaimOf, OutageOf, WorkOf, World, achieved, sets, walk
from tests.domain.operations.service_facts import CUSTOMER, INSTANCE
from tests.domain.tickets.histories import local

BEGIN: Final = local("2026-10-24 22:00")
"""Two hours before the night in which the clocks go back; the longest world is longer than that."""
MINUTE: Final = timedelta(minutes=1)
LONG: Final = 60
PROMISED: Final = Share(90)
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


def counts(seen: Availability) -> dict[str, int]:
    figure = seen.figure
    parts = {"outage": figure.counted, "left_out": figure.left_out, "unmeasured": seen.unmeasured, "up": seen.up}
    return {kind: time // MINUTE for kind, time in parts.items()}


@given(worlds())
def test_the_figures_are_those_of_a_walk_and_of_sets(world: World) -> None:
    seen, _ = asked(world)
    walked = [kind for kind, _ in walk(world)]
    tallied = {kind: walked.count(kind) for kind in ("outage", "left_out", "unmeasured")}
    tallied["up"] = walked.count("up") + walked.count("maintenance")
    assert counts(seen) == tallied == sets(world)
    share = achieved(tallied, len(walked))
    cut = None if share is None else (Decimal(share.numerator * 100) / share.denominator)
    assert seen.figure.achieved_percent == (None if cut is None else cut.quantize(Decimal("0.0001"), ROUND_FLOOR))


@given(worlds())
def test_if_what_waits_were_accepted(world: World) -> None:
    seen, _ = asked(world)
    waits = any(claim.accepted is None for each in world.outages for claim in each.claims)
    assert (seen.if_accepted is not None) == waits
    if seen.if_accepted is not None:
        supposed = sets(replace(world, pending=True))
        assert seen.if_accepted.counted // MINUTE == supposed["outage"]
        assert seen.if_accepted.left_out // MINUTE == supposed["left_out"]
        assert seen.if_accepted.counted <= seen.figure.counted


@given(worlds())
def test_the_parts_always_add_up_to_the_period(world: World) -> None:
    seen, _ = asked(world)
    assert seen.up + seen.figure.counted + seen.figure.left_out + seen.unmeasured == seen.period
    assert seen.period == seen.until - seen.from_at
    down = sorted((*seen.counted, *seen.left_out), key=lambda each: each.from_at)
    assert sum((each.until - each.from_at for each in down), timedelta(0)) == seen.outage
    assert all(one.until <= other.from_at for one, other in pairwise(down))


@given(worlds())
def test_the_timeline_is_the_walk_without_gap_or_overlap(world: World) -> None:
    _, line = asked(world)
    drawn: list[tuple[str, str | None]] = []
    at = line.from_at
    for each in line.stretches:
        assert each.from_at == at
        assert each.from_at < each.until
        told = each.kind.value, None if each.reason is None else each.reason.value
        drawn += [told] * ((each.until - each.from_at) // MINUTE)
        at = each.until
    assert at == line.until
    assert drawn == list(walk(world))
    outages_in_a_row = (StretchKind.OUTAGE, StretchKind.OUTAGE)
    assert all((one.kind, other.kind) != outages_in_a_row for one, other in pairwise(line.stretches))


@given(worlds(), st.lists(spans, min_size=1, max_size=3))
def test_one_more_outage_never_makes_it_more_available(world: World, more: Sequence[tuple[int, int]]) -> None:
    seen, _ = asked(world)
    worse, _ = asked(replace(world, outages=(*world.outages, *(OutageOf(*each) for each in more))))
    assert worse.outage >= seen.outage
    assert worse.figure.counted >= seen.figure.counted
    if worse.figure.achieved_percent is not None and seen.figure.achieved_percent is not None:
        assert worse.figure.achieved_percent <= seen.figure.achieved_percent
    assert (seen.figure.attained, worse.figure.attained) != (False, True)


@given(worlds(), minutes)
def test_what_is_announced_too_late_changes_nothing(world: World, at: int) -> None:
    seen, _ = asked(world)
    late = WorkOf(((at, at + 20, at + 1), (at + 20, at + 25, at + 20)), begun=at, over=at + 25)
    again, _ = asked(replace(world, works=(*world.works, late)))
    assert again.figure == seen.figure


@given(worlds(), st.integers(0, LONG))
def test_the_verdict_once_lost_stays_lost_as_time_goes_on(world: World, later: int) -> None:
    ended = replace(world, outages=tuple(each for each in world.outages if each.until is not None), works=())
    before, _ = asked(ended)
    after, _ = asked(replace(ended, now=ended.now + later))
    if before.figure.attained is False and before.figure.left_out == after.figure.left_out:
        assert after.figure.attained is False


@given(worlds())
def test_allowed_less_counted_says_whether_it_is_attained(world: World) -> None:
    seen, _ = asked(world)
    figure = seen.figure
    assert figure.allowed is not None
    assert figure.remaining == figure.allowed - figure.counted
    basis = seen.ends_at - seen.from_at - figure.left_out
    assert (100 * figure.counted > (100 - PROMISED.percent) * basis) == (figure.attained is False)
    over = seen.until == seen.ends_at and seen.period > timedelta(0)
    assert figure.attained is (False if figure.remaining < timedelta(0) else True if over else None)
