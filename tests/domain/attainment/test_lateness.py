"""When a ticket must have been registered to be late by now is what asking each moment comes to."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.business_time.limits import FIRST
from app.clock import Instant, instant
from app.domain.agreement.measures import Span, SpanUnit
from app.domain.attainment.attainment import Hours, Limit, limit_of, window_end, windows
from app.domain.attainment.lateness import late_spans
from app.domain.vocabulary import ServiceLevel
from app.sla.agreement import AGREEMENT

MICROSECOND = timedelta(microseconds=1)
HOURS = [Hours(terms.calendar, terms.day) for terms in AGREEMENT.levels.values()]
SPANS = [Span(amount, unit) for unit in SpanUnit for amount in (1, 3)]
LIMITS: list[tuple[Limit, Hours]] = [
    *((limit_of(promise.within, hours), hours) for promise in AGREEMENT.terms.attainment for hours in HOURS),
    *((span, HOURS[0]) for span in SPANS),
]
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)).map(instant)  # noqa: DTZ001


def is_late(limit: Limit, hours: Hours, registered_at: Instant, now: Instant) -> bool:
    return now > window_end(limit, registered_at, hours.calendar)


@given(st.sampled_from(LIMITS), MOMENTS, MOMENTS)
@example((Span(1, SpanUnit.CALENDAR_MONTHS), HOURS[0]), instant(datetime(2026, 2, 28, 12, tzinfo=UTC)), FIRST)
@example((Span(1, SpanUnit.CALENDAR_DAYS), HOURS[0]), instant(datetime(2026, 10, 26, 1, 30, tzinfo=UTC)), FIRST)
@example((Span(1, SpanUnit.CALENDAR_DAYS), HOURS[0]), instant(datetime(2026, 3, 29, 1, 10, tzinfo=UTC)), FIRST)
def test_whoever_is_registered_then_is_late(of: tuple[Limit, Hours], now: Instant, registered_at: Instant) -> None:
    limit, hours = of
    spans = late_spans(windows(limit, hours.calendar), now)

    def is_in(at: Instant) -> bool:
        return any(begins <= at < ends for begins, ends in spans)

    bounds = [Instant(at + moved) for span in spans for at in span for moved in (-MICROSECOND, timedelta(0))]
    around = [Instant(at + timedelta(minutes=each)) for at in bounds for each in (-61, -14, 14, 61)]
    for at in (registered_at, *bounds, *around):
        if at >= FIRST:
            assert is_in(at) == is_late(limit, hours, at, now), (limit, at)
    assert spans == sorted(spans)


@pytest.mark.parametrize("level", list(ServiceLevel))
def test_nobody_is_late_before_there_was_time(level: ServiceLevel) -> None:
    hours = Hours(AGREEMENT.levels[level].calendar, AGREEMENT.levels[level].day)
    for promise in AGREEMENT.terms.attainment:
        assert late_spans(windows(limit_of(promise.within, hours), hours.calendar), FIRST) == []
