"""Which revision binds a registration, and when it may take effect (§Wijzigingen)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from app.clock import instant
from app.domain.agreement import revising
from app.domain.agreement.agreement import in_force
from app.sla.agreement import AGREEMENT, REVISIONS

SECOND = replace(AGREEMENT, revision=2, in_force_from=date(2026, 4, 1))
THIRD = replace(AGREEMENT, revision=3, in_force_from=date(2027, 1, 1))
TERMS = AGREEMENT.terms.revising


@pytest.mark.parametrize(
    ("at", "revision"),
    [
        ("2026-03-31T23:59:59.999999+02:00", 1),
        ("2026-04-01T00:00:00+02:00", 2),
        ("2026-03-31T22:00:00Z", 2),  # already 1 April where the vendor is
        ("2026-03-31T18:00:00-04:00", 2),
        ("2026-12-31T22:59:59Z", 2),
        ("2026-12-31T23:00:00Z", 3),
        ("2023-03-01T00:00:00+01:00", 1),
        ("2019-06-01T12:00:00Z", 1),  # before there was an agreement
    ],
)
def test_the_revision_in_force_by_the_vendors_date(at: str, revision: int) -> None:
    moment = instant(datetime.fromisoformat(at))

    assert in_force([AGREEMENT, SECOND, THIRD], moment).revision == revision
    assert in_force([THIRD, SECOND, AGREEMENT], moment).revision == revision


def test_the_revisions_are_numbered_and_begin_one_after_another() -> None:
    assert [each.revision for each in REVISIONS] == list(range(1, len(REVISIONS) + 1))
    assert [each.in_force_from for each in REVISIONS] == sorted({each.in_force_from for each in REVISIONS})


@pytest.mark.parametrize(
    ("in_force_from", "announced_by"),
    [
        (date(2027, 3, 31), date(2027, 2, 28)),
        (date(2027, 3, 1), date(2027, 2, 1)),
        (date(2027, 2, 28), date(2027, 1, 28)),
        (date(2028, 3, 31), date(2028, 2, 29)),
        (date(2027, 1, 15), date(2026, 12, 15)),
    ],
)
def test_it_is_announced_a_calendar_month_before_counted_back_from_the_date_of_force(
    in_force_from: date, announced_by: date
) -> None:
    assert revising.announced_by(TERMS, in_force_from) == announced_by
    assert revising.earliest_in_force(TERMS, announced_by) <= in_force_from
    assert revising.earliest_in_force(TERMS, announced_by + timedelta(days=1)) > in_force_from


@pytest.mark.parametrize(
    ("announced_on", "in_force_from", "objected_by"),
    [
        (date(2027, 1, 31), date(2027, 3, 1), date(2027, 2, 28)),
        (date(2027, 1, 29), date(2027, 3, 1), date(2027, 2, 28)),
        (date(2027, 1, 28), date(2027, 2, 28), date(2027, 2, 28)),
        (date(2026, 12, 31), date(2027, 1, 31), date(2027, 1, 31)),
        (date(2027, 2, 28), date(2027, 3, 28), date(2027, 3, 28)),
    ],
)
def test_it_is_in_force_at_the_earliest_and_objected_to_until(
    announced_on: date, in_force_from: date, objected_by: date
) -> None:
    assert revising.earliest_in_force(TERMS, announced_on) == in_force_from
    assert revising.last_day_to_object(TERMS, announced_on) == objected_by
