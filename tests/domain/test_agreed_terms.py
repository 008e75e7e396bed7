"""What is agreed with a customer at a moment: changes with dates of their own, recorded in whatever order."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.agreement.agreed_terms import (
    NO_FIGURES,
    AgreedTerms,
    BookingLead,
    OwnFigures,
    TermsChange,
    announced_and_begun,
    terms_at,
    terms_to_come,
)
from app.domain.agreement.agreement import RequestClass, hours
from app.domain.agreement.measures import PromisedShare
from app.domain.tickets.facts import OwnTarget
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT
from tests.organisations import MONDAY

STD, EXT = ServiceLevel.STANDARD, ServiceLevel.EXTENDED
OWN = (
    OwnTarget(request_class=RequestClass.INCIDENT, clock=ClockName.RESPONSE, priority=Priority.HIGH, target=hours(1)),
)


def at(days: float) -> Instant:
    return Instant(MONDAY + timedelta(days=days))


def history(*changes: tuple[float, float, ServiceLevel | None, tuple[OwnTarget, ...] | None]) -> Sequence[TermsChange]:
    """Of each: recorded on which day, from which day, the level, the figures. The first: standard, without figures."""
    first = TermsChange(number=1, from_at=at(0), service_level=STD, own_targets=(), recorded_at=at(0))
    others = [
        TermsChange(number=n, from_at=at(begins), service_level=level, own_targets=own, recorded_at=at(recorded))
        for n, (recorded, begins, level, own) in enumerate(changes, start=2)
    ]
    return [first, *others]


@pytest.mark.parametrize(
    ("changes", "day", "held"),
    [
        ([], -100, AgreedTerms(STD)),
        ([(5, 5, EXT, None)], -1, AgreedTerms(STD)),
        ([(5, 5, EXT, None)], 4.999, AgreedTerms(STD)),
        ([(5, 5, EXT, None)], 5, AgreedTerms(EXT)),
        ([(5, 9, EXT, None)], 8.999, AgreedTerms(STD)),
        ([(5, 9, EXT, None)], 9, AgreedTerms(EXT)),
        # what a change does not name, it leaves as it is agreed otherwise, also later
        ([(1, 9, EXT, None), (2, 2, None, OWN)], 5, AgreedTerms(STD, OWN)),
        ([(1, 9, EXT, None), (2, 2, None, OWN)], 9, AgreedTerms(EXT, OWN)),
        ([(1, 9, None, OWN), (2, 2, EXT, None)], 9, AgreedTerms(EXT, OWN)),
        # agreed for later, it holds from then, whatever is agreed for before that
        ([(1, 9, EXT, None), (2, 5, STD, None)], 9, AgreedTerms(EXT)),
        # and is taken back from the same moment
        ([(1, 9, EXT, None), (2, 9, STD, None)], 9, AgreedTerms(STD)),
        ([(1, 9, EXT, OWN), (2, 9, STD, None)], 9, AgreedTerms(STD, OWN)),
        ([(1, 1, None, OWN), (3, 3, None, ())], 3, AgreedTerms(STD)),
    ],
)
def test_what_holds_at_a_moment(
    changes: list[tuple[float, float, ServiceLevel | None, tuple[OwnTarget, ...] | None]], day: float, held: AgreedTerms
) -> None:
    assert terms_at(history(*changes), at(day)) == held


def test_a_customer_without_terms_is_no_customer() -> None:
    with pytest.raises(ValueError, match="from the beginning"):
        terms_at([], MONDAY)


def test_what_is_to_come_is_what_will_be_otherwise() -> None:
    told = history((1, 9, EXT, None), (2, 9, STD, None), (3, 20, EXT, OWN), (3, 30, None, ()), (4, 4, None, OWN))

    assert terms_to_come(told, at(5)) == (
        (at(20), AgreedTerms(EXT, OWN)),
        (at(30), AgreedTerms(EXT)),
    )
    assert terms_to_come(told, at(20)) == ((at(30), AgreedTerms(EXT)),)
    assert terms_to_come(told, at(30)) == ()


def test_only_what_was_announced_begins_by_itself() -> None:
    told = history((5, 5, EXT, None), (5, 9, STD, None), (6, 12, EXT, None))

    assert [announced_and_begun(told, at(day)) for day in (5, 8.9, 9, 12)] == [0, 0, 1, 2]


days = st.integers(0, 20)
levels = st.sampled_from([None, STD, EXT])
figures = st.sampled_from([None, (), OWN])


@given(st.lists(st.tuples(days, days, levels, figures), max_size=8), st.integers(-3, 40))
def test_a_change_touches_nothing_before_it(
    drawn: list[tuple[int, int, ServiceLevel | None, tuple[OwnTarget, ...] | None]], day: int
) -> None:
    recorded = sorted(each[0] for each in drawn)
    told = history(*((on, on + ahead, level, own) for on, (_, ahead, level, own) in zip(recorded, drawn, strict=True)))

    for known in range(1, len(told)):
        if at(day) < told[known].from_at:
            assert terms_at(told[: known + 1], at(day)) == terms_at(told[:known], at(day))
    upcoming = [(at(day), terms_at(told, at(day))), *terms_to_come(told, at(day))]
    assert all(terms_at(told, begins) == agreed for begins, agreed in upcoming)
    assert all(before != after for (_, before), (_, after) in pairwise(upcoming))


def test_own_figures_have_dates_of_their_own_and_are_replaced_as_a_whole() -> None:
    figures = [OwnFigures(registrants=7), OwnFigures(booking_lead_days=3), NO_FIGURES]
    first, *_ = history()
    said = [
        TermsChange(number=n, from_at=at(n), own_figures=each, recorded_at=at(1)) for n, each in enumerate(figures, 2)
    ]

    level = TermsChange(number=5, from_at=at(3.5), service_level=EXT, recorded_at=at(1))

    held = [terms_at([first, *said, level], at(day)).own_figures for day in (1.9, 2, 3, 3.9, 4)]
    assert held == [NO_FIGURES, *figures[:2], *figures[1:]]
    assert [when for when, _ in terms_to_come([first, *said], at(1))] == [at(2), at(3), at(4)]


def test_what_is_not_its_own_is_of_the_level_or_the_agreement() -> None:
    usual = AgreedTerms(EXT)
    own = AgreedTerms(
        EXT, own_figures=OwnFigures(registrants=7, booking_lead_days=0, availability_percent=Decimal("99.5"))
    )

    assert [each.seats(AGREEMENT).most for each in (usual, own)] == [4, 7]
    assert [each.seats(AGREEMENT).section for each in (usual, own)] == ["1.2.2", "1"]
    assert [each.booking_lead(AGREEMENT) for each in (usual, own)] == [BookingLead(7, "1.2.2"), BookingLead(0, "1")]
    assert [each.availability(AGREEMENT) for each in (usual, own)] == [
        PromisedShare(Decimal(99), "5.2"),
        PromisedShare(Decimal("99.5"), "1"),
    ]
