"""The awkward cases of §5.2 and §5.4, as tables: what is left out, what counts, and whether it was attained."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from app.clock import Instant
from app.domain.agreement.agreed_terms import AgreedTerms
from app.domain.agreement.service_terms import LeftOut
from app.domain.availability.availability import Availability, availabilities, availability, worst_first
from app.domain.availability.recorded import recorded
from app.domain.availability.stretches import InstanceSpan, Stretch, calendar_year, instance_span
from app.domain.availability.sweep import StretchKind
from app.domain.availability.timeline import timeline
from app.domain.operations.maintenance_periods import MaintenancePeriod
from app.domain.operations.outage_facts import OutageCategory, OutageReopened, RebuttalClaim
from app.domain.operations.outages import Outage
from app.domain.vocabulary import ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.domain.operations.service_facts import (
    CUSTOMER,
    INSTANCE,
    OTHER_CUSTOMER,
    MaintenanceHistory,
    OutageHistory,
    begun,
    outage,
)
from tests.domain.tickets.histories import AMSTERDAM, local

PROMISED = AgreedTerms(ServiceLevel.EXTENDED).availability(AGREEMENT)
SPAN = InstanceSpan(customer_id=CUSTOMER, starts_at=local("2020-01-01"), promised=PROMISED)
LATER = local("2030-01-01")
MICROSECOND = timedelta(microseconds=1)
YEAR = calendar_year(2026, AMSTERDAM)


def seen(
    outages: Sequence[Outage],
    maintenance: Sequence[MaintenancePeriod] = (),
    unmeasured: Sequence[Stretch] = (),
    *,
    span: InstanceSpan = SPAN,
    period: Stretch = YEAR,
    now: Instant = LATER,
) -> Availability:
    return availability(span, recorded(outages, maintenance, unmeasured), period, now)


def hours(time: timedelta) -> float:
    return time / timedelta(hours=1)


@pytest.mark.parametrize(
    ("year", "allowed"), [(2026, 315_360), (2027, 315_360), (2028, 316_224)], ids=["2026", "2027", "leap"]
)
def test_exactly_the_promise_is_attained_and_a_microsecond_more_is_not(year: int, allowed: int) -> None:
    period = calendar_year(year, AMSTERDAM)
    began = local(f"{year}-03-01 10:00")
    for more, attained, achieved in ((0, True, "99.0000"), (1, False, "98.9999")):
        ended = began + timedelta(seconds=allowed, microseconds=more)
        figure = seen([outage(began.isoformat(), ended.isoformat())], period=period).figure
        assert (figure.attained, str(figure.achieved_percent)) == (attained, achieved)
        assert figure.allowed == timedelta(seconds=allowed)
        assert figure.remaining == -more * MICROSECOND


@pytest.mark.parametrize(("seconds", "attained"), [(315_360, None), (315_361, False)], ids=["still", "no more"])
def test_before_the_year_ends_nothing_is_attained_but_it_can_be_lost(seconds: int, *, attained: bool | None) -> None:
    began = local("2026-03-01 10:00")
    hit = outage(began.isoformat(), (began + timedelta(seconds=seconds)).isoformat())
    figure = seen([hit], now=local("2026-07-14 00:00")).figure
    assert figure.attained is attained
    assert figure.achieved_percent == Decimal("98.1181")  # of 194 days less an hour
    assert figure.allowed == timedelta(seconds=315_360)


def test_overlapping_outages_count_once_and_are_one_stretch() -> None:
    hit = [
        outage("2026-02-02 01:00", "2026-02-02 03:00"),
        outage("2026-02-02 02:00", "2026-02-02 04:00"),
        outage("2026-02-02 02:30", "2026-02-02 02:45"),
    ]
    whole = seen(hit)
    assert whole.outage == whole.figure.counted == timedelta(hours=3)
    (stretch,) = whole.counted
    assert (stretch.from_at, stretch.until) == (local("2026-02-02 01:00"), local("2026-02-02 04:00"))
    assert stretch.outage_ids == tuple(each.id for each in hit)


@dataclass(frozen=True)
class Night:
    """An outage of Tuesday 10 March 2026 with what was announced; hours left out and counted."""

    out: tuple[str, str | None]
    planned: tuple[MaintenanceHistory, ...]
    left_out: float
    counted: float
    also: tuple[tuple[str, str], ...] = field(default=())


def plan(announced: str, planned_from: str, planned_until: str) -> MaintenanceHistory:
    return MaintenanceHistory(
        *(each if "-" in each else f"2026-03-10 {each}" for each in (announced, planned_from, planned_until))
    )


def at(time: str) -> str:
    return f"2026-03-10 {time}"


DAY_BEFORE = "2026-03-09 02:00"
NIGHTS = {
    "part of an outage, and carried out less long than announced": Night(
        ("01:00", "05:00"), (plan(DAY_BEFORE, "02:00", "04:00").done(at("02:10"), at("03:30")),), 4 / 3, 8 / 3
    ),
    "extended in time": Night(
        ("02:00", "05:00"),
        (plan(DAY_BEFORE, "02:00", "04:00").extended(at("03:30"), at("05:00")).done(at("02:00"), at("05:00")),),
        3,
        0,
    ),
    "extended when what it adds has begun": Night(
        ("02:00", "05:00"),
        (plan(DAY_BEFORE, "02:00", "04:00").extended(at("04:10"), at("05:00")).done(at("02:00"), at("05:00")),),
        2,
        1,
    ),
    "a fresh announcement after the first has passed": Night(
        ("02:00", "05:00"),
        (
            plan(DAY_BEFORE, "02:00", "04:00").done(at("02:00"), at("04:00")),
            plan("04:10", "04:15", "05:00").done(at("04:15"), at("05:00")),
        ),
        2.75,
        0.25,
    ),
    "announced while the outage was going on": Night(
        ("01:00", "05:00"), (plan("01:09", "01:10", "05:00").done(at("01:10"), at("05:00")),), 0, 4
    ),
    "announced while it was going on, and put down as another outage": Night(
        ("01:00", "05:00"),
        (plan("01:09", "01:10", "05:00").done(at("01:10"), at("05:00")),),
        0,
        4,
        also=(("01:10", "05:00"),),
    ),
    "announced at the very moment at which it began": Night(
        ("02:00", "04:00"), (plan("02:00", "02:00:00.000001", "04:00").done(at("02:00"), at("04:00")),), 0, 2
    ),
    "announced a microsecond before it begins": Night(
        ("02:00", "04:00"), (plan("01:59:59.999999", "02:00", "04:00").done(at("02:00"), at("04:00")),), 2, 0
    ),
    "announced when it begins": Night(
        ("02:00", "04:00"), (plan("02:00", "02:00", "04:00").done(at("02:00"), at("04:00")),), 0, 2
    ),
    "announced five minutes after its start": Night(
        ("02:00", "04:00"), (plan("02:05", "02:00", "04:00").done(at("02:00"), at("04:00")),), 0, 2
    ),
    "cancelled while under way": Night(
        ("02:00", "04:00"),
        (plan(DAY_BEFORE, "02:00", "04:00").done(at("02:00"), None).cancelled(at("02:30")),),
        0.5,
        1.5,
    ),
    "cancelled before": Night(("02:00", "04:00"), (plan(DAY_BEFORE, "02:00", "04:00").cancelled(at("01:00")),), 0, 2),
    "an outage that began in what was cancelled, then announced anew": Night(
        ("02:00", "05:00"),
        (
            plan(DAY_BEFORE, "02:00", "04:00").cancelled(at("01:00")),
            plan("02:10", "02:15", "05:00").done(at("02:15"), at("05:00")),
        ),
        0,
        3,
    ),
    "never carried out": Night(("02:00", "04:00"), (plan(DAY_BEFORE, "02:00", "04:00"),), 0, 2),
    "in the window and not announced": Night(("02:00", "03:00"), (), 0, 1),
    "two announcements of the same hours": Night(
        ("02:00", "04:00"),
        (
            plan(DAY_BEFORE, "02:00", "04:00").done(at("02:00"), at("04:00")),
            plan("2026-03-08 02:00", "02:00", "03:00").done(at("02:00"), at("03:00")),
        ),
        2,
        0,
    ),
    "going on past what was announced": Night(
        ("22:00", "23:59"), (plan(DAY_BEFORE, "22:00", "23:00").done(at("22:00"), at("23:59")),), 1, 59 / 60
    ),
}


@pytest.mark.parametrize("night", NIGHTS.values(), ids=NIGHTS)
def test_maintenance_is_left_out_as_far_as_it_was_announced_and_carried_out(night: Night) -> None:
    hit = [outage(at(began), None if ended is None else at(ended)) for began, ended in (night.out, *night.also)]
    whole = seen(hit, [each.period for each in night.planned])
    assert hours(whole.figure.left_out) == pytest.approx(night.left_out)
    assert hours(whole.figure.counted) == pytest.approx(night.counted)
    assert {each.reason for each in whole.left_out} <= {LeftOut.ANNOUNCED_MAINTENANCE}


def test_maintenance_without_an_outage_leaves_the_time_whole() -> None:
    work = MaintenanceHistory("2026-03-09 02:00", "2026-03-10 02:00", "2026-03-10 04:00").done(
        "2026-03-10 02:00", "2026-03-10 04:00"
    )
    whole = seen([], [work.period])
    assert whole.up == whole.period == timedelta(hours=8760)
    assert whole.figure.left_out == timedelta(0)
    assert whole.figure.allowed == timedelta(hours=87.6)


def test_what_is_left_out_leaves_both_sides() -> None:
    work = MaintenanceHistory("2027-03-09 02:00", "2027-03-10 02:00", "2027-03-10 22:00").done(
        "2027-03-10 02:00", "2027-03-10 22:00"
    )
    figure = seen(
        [outage("2027-03-10 02:00", "2027-03-10 22:00")], [work.period], period=calendar_year(2027, AMSTERDAM)
    ).figure
    assert figure.left_out == timedelta(hours=20)
    assert figure.allowed == timedelta(hours=87.4)
    assert (figure.achieved_percent, figure.attained) == (Decimal("100.0000"), True)


def test_an_announcement_is_told_with_its_moment_and_the_outage() -> None:
    work = MaintenanceHistory("2026-03-09 02:00", "2026-03-10 02:00", "2026-03-10 04:00").done(
        "2026-03-10 02:00", "2026-03-10 04:00"
    )
    hit = outage("2026-03-10 01:00", "2026-03-10 03:00")
    (stretch,) = seen([hit], [work.period]).left_out
    assert (stretch.maintenance_id, stretch.announced_at) == (work.id, local("2026-03-09 02:00"))
    assert (stretch.outage_ids, stretch.reason) == ((hit.id,), LeftOut.ANNOUNCED_MAINTENANCE)


def attacked(*, accepted: bool | None) -> OutageHistory:
    return (
        OutageHistory("2026-03-10 02:00")
        .end("2026-03-10 06:00")
        .claim(LeftOut.ATTACK, "2026-03-10 03:00", "2026-03-10 05:00", accepted=accepted)
    )


def planned() -> MaintenancePeriod:
    work = MaintenanceHistory("2026-03-09 02:00", "2026-03-10 02:00", "2026-03-10 04:00")
    return work.done("2026-03-10 02:00", "2026-03-10 04:00").period


def test_two_reasons_for_the_same_hours_leave_them_out_once() -> None:
    whole = seen([attacked(accepted=True).outage], [planned()])
    assert [(each.reason, hours(each.until - each.from_at)) for each in whole.left_out] == [
        (LeftOut.ANNOUNCED_MAINTENANCE, 2),
        (LeftOut.ATTACK, 1),
    ]
    assert whole.left_out[1].decided_by is not None
    assert hours(whole.figure.counted) == 1
    assert whole.if_accepted is None


def test_a_claim_that_waits_leaves_nothing_out_and_both_figures_are_shown() -> None:
    whole = seen([attacked(accepted=None).outage], [planned()])
    assert (hours(whole.figure.left_out), hours(whole.figure.counted)) == (2, 2)
    assert whole.if_accepted is not None
    assert (hours(whole.if_accepted.left_out), hours(whole.if_accepted.counted)) == (3, 1)


def test_a_claim_that_was_declined_leaves_nothing_out() -> None:
    whole = seen([attacked(accepted=False).outage])
    assert (hours(whole.figure.left_out), hours(whole.figure.counted)) == (0, 4)
    assert whole.if_accepted is None


@pytest.mark.parametrize("other", [each for each in LeftOut if each is not LeftOut.ANNOUNCED_MAINTENANCE])
def test_the_reason_that_the_document_names_first_is_told(other: LeftOut) -> None:
    history = OutageHistory("2026-03-10 02:00").end("2026-03-10 06:00")
    for reason in (other, LeftOut.ATTACK, LeftOut.OUTSIDE_CONTROL):
        history.claim(reason, "2026-03-10 03:00", "2026-03-10 05:00")
    assert [each.reason for each in seen([history.outage]).left_out] == [LeftOut.ATTACK]


CLOCK_CHANGES = {
    "spring": ("2026-03-29 01:30", "2026-03-29 04:30", 2),
    "autumn": ("2026-10-25 01:30", "2026-10-25 04:30", 4),
}


@pytest.mark.parametrize(("began", "ended", "lasted"), CLOCK_CHANGES.values(), ids=CLOCK_CHANGES)
def test_what_counts_is_time_that_really_passes(began: str, ended: str, lasted: int) -> None:
    work = MaintenanceHistory("2026-03-01 10:00", began, ended).done(began, ended)
    assert hours(seen([outage(began, ended)]).figure.counted) == lasted
    assert hours(seen([outage(began, ended)], [work.period]).figure.left_out) == lasted


def test_an_outage_over_new_year_is_split_at_local_midnight() -> None:
    hit = outage("2026-12-31 22:00", "2027-01-01 03:00")
    assert hours(seen([hit]).figure.counted) == 2
    assert hours(seen([hit], period=calendar_year(2027, AMSTERDAM)).figure.counted) == 3


def test_maintenance_announced_for_where_the_outage_began_counts_in_the_next_year_too() -> None:
    first = MaintenanceHistory("2026-12-30 10:00", "2026-12-31 22:00", "2027-01-01 01:00")
    fresh = MaintenanceHistory("2027-01-01 00:30", "2027-01-01 01:00", "2027-01-01 03:00")
    works = [
        first.done("2026-12-31 22:00", "2027-01-01 01:00").period,
        fresh.done("2027-01-01 01:00", "2027-01-01 03:00").period,
    ]
    hit = outage("2026-12-31 22:00", "2027-01-01 03:00")
    figure = seen([hit], works, period=calendar_year(2027, AMSTERDAM)).figure
    assert (hours(figure.left_out), hours(figure.counted)) == (3, 0)


def test_a_service_that_began_in_june_counts_from_then() -> None:
    span = instance_span(CUSTOMER, date(2026, 6, 1), date(2026, 9, 30), PROMISED, AMSTERDAM)
    whole = seen([outage("2026-05-31 22:00", "2026-06-01 01:00")], span=span)
    assert (whole.from_at, whole.until) == (local("2026-06-01"), local("2026-10-01"))
    assert whole.period == timedelta(days=122)
    assert hours(whole.figure.counted) == 1
    assert whole.figure.attained is True


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [(date(2027, 1, 1), None), (date(2020, 1, 1), date(2025, 12, 31))],
    ids=["later", "before"],
)
def test_an_instance_that_was_not_there_has_no_figure(starts_on: date, ends_on: date | None) -> None:
    whole = seen(
        [outage("2026-05-31 22:00", "2026-06-01 01:00")],
        span=instance_span(CUSTOMER, starts_on, ends_on, PROMISED, AMSTERDAM),
    )
    assert (whole.period, whole.counted, whole.figure.achieved_percent) == (timedelta(0), (), None)
    assert whole.figure.attained is None


def test_an_outage_that_goes_on_counts_to_now() -> None:
    now = local("2026-03-10 05:00")
    whole = seen([outage("2026-03-10 02:00", None)], now=now)
    assert hours(whole.figure.counted) == 3
    assert whole.until == now
    assert whole.ends_at == YEAR.until


def test_an_outage_that_was_reopened_lasted_on() -> None:
    history = OutageHistory("2026-03-10 02:00").end("2026-03-10 03:00")
    history.add(OutageReopened(reason="Still down"), "2026-03-10 04:00").end("2026-03-10 06:00")
    assert hours(seen([history.outage]).figure.counted) == 4


def test_unmeasured_time_is_neither_down_nor_hidden() -> None:
    gap = Stretch(local("2026-03-10 01:00"), local("2026-03-10 03:00"))
    whole = seen([], unmeasured=[gap])
    assert whole.unmeasured == timedelta(seconds=7200)
    assert (whole.figure.achieved_percent, whole.outage) == (Decimal("100.0000"), timedelta(0))
    known = seen([outage("2026-03-10 02:00", "2026-03-10 04:00")], unmeasured=[gap])
    assert (hours(known.unmeasured), hours(known.figure.counted)) == (1, 2)


def test_nothing_is_promised_of_a_test_instance_and_it_is_measured() -> None:
    span = InstanceSpan(customer_id=CUSTOMER, starts_at=local("2020-01-01"), promised=None)
    figure = seen([outage("2026-03-10 02:00", "2026-08-10 04:00")], span=span).figure
    assert (figure.attained, figure.allowed, figure.remaining) == (None, None, None)
    assert figure.achieved_percent is not None
    assert figure.achieved_percent < 60


def test_degradation_is_shown_and_does_not_count() -> None:
    hit = outage("2026-03-10 02:00", "2026-03-10 04:00", degradation=True)
    whole = seen([hit])
    assert whole.outage == timedelta(0)
    (stretch,) = whole.degraded
    assert (stretch.from_at, stretch.until, stretch.outage_id) == (
        local("2026-03-10 02:00"),
        local("2026-03-10 04:00"),
        hit.id,
    )


def blocked(began: str, ended: str) -> Outage:
    return OutageHistory(began, begun(category=OutageCategory.FAIR_USE_BLOCK)).end(ended).outage


def test_a_block_for_fair_use_counts_as_a_category_of_its_own() -> None:
    hits = [blocked("2026-03-10 01:00", "2026-03-10 05:00"), outage("2026-03-10 02:00", "2026-03-10 03:00")]
    whole = seen(hits)
    assert [(each.category, hours(each.until - each.from_at), len(each.outage_ids)) for each in whole.counted] == [
        (OutageCategory.FAIR_USE_BLOCK, 1, 1),
        (OutageCategory.FAILURE, 1, 2),
        (OutageCategory.FAIR_USE_BLOCK, 2, 1),
    ]
    told_before = seen([blocked("2026-03-10 02:00", "2026-03-10 04:00")], [planned()])
    assert (hours(told_before.figure.left_out), told_before.counted) == (2, ())


PROOFS = {
    "began earlier": (RebuttalClaim.BEGAN_EARLIER, "2026-03-10 01:00", None, 2, 3),
    "ended later": (RebuttalClaim.ENDED_LATER, None, "2026-03-10 06:30", 2, 2.5),
    "not left out": (RebuttalClaim.NOT_LEFT_OUT, None, None, 0, 4),
    "not left out in part": (RebuttalClaim.NOT_LEFT_OUT, "2026-03-10 03:00", "2026-03-10 03:30", 1.5, 2.5),
}


@pytest.mark.parametrize(("claim", "from_at", "until", "left_out", "counted"), PROOFS.values(), ids=PROOFS)
def test_what_a_customer_proves_holds_for_its_own_instances(
    claim: RebuttalClaim, from_at: str | None, until: str | None, left_out: float, counted: float
) -> None:
    for accepted, customer_id, expected in (
        (True, CUSTOMER, (left_out, counted)),
        (None, CUSTOMER, (2, 2)),
        (False, CUSTOMER, (2, 2)),
        (True, OTHER_CUSTOMER, (2, 2)),
    ):
        history = OutageHistory("2026-03-10 02:00").end("2026-03-10 06:00")
        history.prove(claim, from_at, until, accepted=accepted, customer_id=customer_id)
        figure = seen([history.outage], [planned()]).figure
        assert (hours(figure.left_out), hours(figure.counted)) == expected


def test_a_proof_that_it_began_earlier_can_undo_that_it_was_announced_beforehand() -> None:
    work = MaintenanceHistory("2026-03-10 01:30", "2026-03-10 02:00", "2026-03-10 04:00")
    works = [work.done("2026-03-10 02:00", "2026-03-10 04:00").period]
    history = OutageHistory("2026-03-10 02:00").end("2026-03-10 04:00")
    assert hours(seen([history.outage], works).figure.left_out) == 2
    history.prove(RebuttalClaim.BEGAN_EARLIER, "2026-03-10 01:00")
    figure = seen([history.outage], works).figure
    assert (hours(figure.left_out), hours(figure.counted)) == (0, 3)


def test_a_proof_reaches_no_further_than_its_outage() -> None:
    history = OutageHistory("2026-03-10 02:00").end("2026-03-10 04:00")
    history.prove(RebuttalClaim.NOT_LEFT_OUT, "2026-03-10 02:30", "2026-03-10 04:00")
    history.add(OutageReopened(reason="Ended before"), "2026-03-10 05:00").end("2026-03-10 03:00")
    figure = seen([history.outage, outage("2026-03-10 03:00", "2026-03-10 04:00")], [planned()]).figure
    assert (hours(figure.left_out), hours(figure.counted)) == (1.5, 0.5)


def test_a_claim_to_the_end_ends_where_the_vendor_measured_the_end() -> None:
    history = OutageHistory("2026-03-10 02:00").end("2026-03-10 04:00")
    history.claim(LeftOut.SUPPLIER, "2026-03-10 02:00", None)
    history.prove(RebuttalClaim.ENDED_LATER, until="2026-03-10 05:00")
    figure = seen([history.outage]).figure
    assert (hours(figure.left_out), hours(figure.counted)) == (2, 1)


def test_many_at_once_come_to_what_each_comes_to_and_the_worst_is_first() -> None:
    here, there, none = INSTANCE, uuid4(), uuid4()
    both = OutageHistory("2026-03-10 02:00").end("2026-03-10 04:00").outage
    spans = dict.fromkeys((here, there, none), SPAN)
    spans[none] = InstanceSpan(customer_id=CUSTOMER, starts_at=local("2027-01-01"), promised=PROMISED)
    gap = Stretch(local("2026-03-10 01:00"), local("2026-03-10 03:00"))
    work = planned()
    figures = availabilities(spans, [both], [work], {there: [gap]}, YEAR, LATER)
    assert figures[here] == seen([both], [work])
    assert figures[there] == seen([], [], [gap])
    worse = availabilities(spans, [both], [], {}, YEAR, LATER)
    assert worst_first(worse) == [here, there, none]


def test_a_timeline_tiles_the_period() -> None:
    late = MaintenanceHistory("2026-03-12 10:00", "2026-03-12 10:00", "2026-03-12 11:00")
    works = [planned(), late.done("2026-03-12 10:00", "2026-03-12 11:00").period]
    gap = Stretch(local("2026-03-12 09:30"), local("2026-03-12 10:30"))
    hit = outage("2026-03-10 01:00", "2026-03-10 05:00")
    period = Stretch(local("2026-03-09"), local("2026-03-13"))
    line = timeline(SPAN, recorded([hit], works, [gap]), period, LATER)
    assert [(each.kind, f"{each.from_at.astimezone(AMSTERDAM):%d %H:%M}") for each in line.stretches] == [
        (StretchKind.UP, "09 00:00"),
        (StretchKind.OUTAGE, "10 01:00"),
        (StretchKind.LEFT_OUT, "10 02:00"),
        (StretchKind.OUTAGE, "10 04:00"),
        (StretchKind.UP, "10 05:00"),
        (StretchKind.UNMEASURED, "12 09:30"),
        (StretchKind.MAINTENANCE, "12 10:30"),
        (StretchKind.UP, "12 11:00"),
    ]
    assert line.stretches[6].maintenance_id == late.id
