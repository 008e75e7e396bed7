"""§1.2.2: when a consultant can be booked, and what becomes of a booking."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.clock import Instant
from app.domain.actor import ActorKind
from app.domain.agreement.agreed_terms import AgreedTerms, BookingLead
from app.domain.consultancy.booking_days import earliest_on, is_open_day, last_day
from app.domain.consultancy.booking_facts import BookingConfirmed, BookingEvent, BookingFact, BookingMade
from app.domain.consultancy.bookings import (
    Booking,
    BookingState,
    BookingTerms,
    cancel_booking,
    confirm_booking,
    hold_booking,
    make_booking,
    move_booking,
    replay_booking,
    require_own_consultant,
)
from app.domain.consultancy.participant import Participant
from app.domain.vocabulary import ServiceLevel
from app.errors import Conflict, Forbidden, Invalid
from app.sla.agreement import AGREEMENT
from tests.domain.consultancy.ledgers import COLLEAGUE, CONSULTANT, MANAGER, OTHER_CONSULTANT, REGISTRANT, SUPPORT
from tests.domain.tickets.histories import local
from tests.domain.tickets.ticket_oracle import AMSTERDAM, HOLIDAYS

STANDARD, EXTENDED = (
    BookingTerms(level, AGREEMENT.levels[level].calendar, AgreedTerms(level).booking_lead(AGREEMENT))
    for level in ServiceLevel
)
OWN: Final = replace(EXTENDED, own_consultant_id=CONSULTANT.actor.id)
ITS_OWN: Final = replace(STANDARD, lead=BookingLead(3, "1"))
LATE_EVENING: Final = local("2026-12-01 23:30")


def made(
    on: str, terms: BookingTerms = STANDARD, at: Instant = LATE_EVENING, by: Participant = REGISTRANT, **given_: Any
) -> BookingMade:
    said: dict[str, Any] = {"subject": "Connector", **given_}
    return make_booking(by, at, terms, AGREEMENT, booked_on=date.fromisoformat(on), **said)


def refusal_of(on: str, terms: BookingTerms = STANDARD, at: Instant = LATE_EVENING, **given_: Any) -> str:
    with pytest.raises(Conflict) as refusal:
        made(on, terms, at, **given_)
    assert refusal.value.section == terms.lead.section
    return refusal.value.detail


def booking(*facts: BookingFact) -> Booking:
    events = [
        BookingEvent(
            sequence=number,
            occurred_at=LATE_EVENING,
            recorded_at=LATE_EVENING,
            actor_id=None,
            actor_kind=ActorKind.PERSON,
            fact=fact,
        )
        for number, fact in enumerate(facts, start=1)
    ]
    return replay_booking(UUID(int=1), events)


@pytest.mark.parametrize(
    ("terms", "passes", "refused"), [(STANDARD, "2026-12-22", "2026-12-21"), (EXTENDED, "2026-12-08", "2026-12-07")]
)
def test_days_are_counted_from_the_local_day_of_booking(terms: BookingTerms, passes: str, refused: str) -> None:
    """In the evening of 1 December it is 22:30 in UTC; half an hour later it is the next day, local and alone."""
    assert made(passes, terms).booked_on == date.fromisoformat(passes)
    assert passes in refusal_of(refused, terms)
    assert earliest_on(LATE_EVENING, terms.calendar, terms.lead.days) == date.fromisoformat(passes)
    after_midnight = local("2026-12-02 00:00")
    assert after_midnight.isoformat().startswith("2026-12-01T23:00")
    assert "too soon" in refusal_of(passes, terms, after_midnight)


@pytest.mark.parametrize(
    ("terms", "at", "earliest"),
    [
        (EXTENDED, "2026-12-18 10:00", "2026-12-28"),  # 25 December and a weekend
        (EXTENDED, "2026-12-25 10:00", "2027-01-04"),
        (EXTENDED, "2027-02-22 10:00", "2027-03-01"),
        (EXTENDED, "2027-02-28 10:00", "2027-03-08"),
        (STANDARD, "2028-02-09 10:00", "2028-03-01"),
        (STANDARD, "2028-02-08 10:00", "2028-02-29"),
        (EXTENDED, "2026-10-19 23:59", "2026-10-26"),  # the clocks go back in between
        (EXTENDED, "2027-03-22 23:59", "2027-03-30"),  # and forward; Easter Monday
        (EXTENDED, "2026-10-25 02:30", "2026-11-02"),
    ],
)
def test_the_first_day_that_is_late_enough_and_open(terms: BookingTerms, at: str, earliest: str) -> None:
    moment = local(at)
    assert earliest_on(moment, terms.calendar, terms.lead.days) == date.fromisoformat(earliest)
    assert made(earliest, terms, moment).lead_days == terms.lead.days
    before = date.fromisoformat(earliest) - timedelta(days=1)
    assert earliest in refusal_of(before.isoformat(), terms, moment)


@given(
    st.datetimes(local("2026-01-01 00:00").replace(tzinfo=None), local("2029-06-30 00:00").replace(tzinfo=None)),
    st.integers(0, 30),
)
def test_the_first_day_is_found_day_by_day(naive: Any, lead_days: int) -> None:
    at = local(f"{naive.isoformat()}+00:00")
    day, left = at.astimezone(AMSTERDAM).date(), lead_days
    while left or day.weekday() >= 5 or day in HOLIDAYS:
        day, left = day + timedelta(days=1), max(0, left - 1)
    assert earliest_on(at, EXTENDED.calendar, lead_days) == day


@pytest.mark.parametrize(
    ("day", "why"), [("2026-12-25", "Christmas"), ("2026-12-26", "2026-12-28"), ("2027-01-02", "Saturday")]
)
def test_closed_days_are_refused_with_the_next_open_one(day: str, why: str) -> None:
    assert why in refusal_of(day)


def test_a_closing_day_is_closed() -> None:
    calendar = EXTENDED.calendar.with_closures({date(2026, 12, 8): "Office moves"}, revision=2)
    terms = replace(EXTENDED, calendar=calendar)
    assert not is_open_day(date(2026, 12, 8), calendar)
    detail = refusal_of("2026-12-08", terms)
    assert "Office moves" in detail
    assert "2026-12-09" in detail
    assert earliest_on(LATE_EVENING, calendar, 7) == date(2026, 12, 9)


@pytest.mark.parametrize("waiver", [None, "It burns"])
@pytest.mark.parametrize("day", ["2026-11-30", "2020-01-06", "1999-12-31", "9999-12-31"])
def test_a_day_that_is_past_is_no_day(day: str, waiver: str | None) -> None:
    with pytest.raises(Invalid) as fault:
        made(day, waiver_reason=waiver, by=MANAGER)
    assert fault.value.faults[0].pointer == "/bookedOn"


def test_the_booking_time_is_waived_by_the_manager_or_the_customer_with_a_reason() -> None:
    by_manager = made("2026-12-02", by=MANAGER, waiver_reason="It burns").waiver
    assert by_manager is not None
    assert (by_manager.by_customer, by_manager.reason) == (False, "It burns")
    by_customer = made("2026-12-02", waiver_reason="It burns").waiver
    assert by_customer is not None
    assert by_customer.by_customer
    assert made("2026-12-22", waiver_reason="It burns").waiver is None
    for who in (SUPPORT, CONSULTANT):
        with pytest.raises(Forbidden):
            made("2026-12-02", by=who, waiver_reason="It burns")
    with pytest.raises(Invalid) as fault:
        made("2026-12-02", by=MANAGER, waiver_reason=" ")
    assert fault.value.faults[0].pointer == "/waiverReason"
    assert refusal_of("2026-12-05", by=MANAGER, waiver_reason="It burns").endswith("booked is 2026-12-01.")


def test_own_figures_for_the_booking_time() -> None:
    assert made("2026-12-04", ITS_OWN).lead_days == 3
    assert "2026-12-04" in refusal_of("2026-12-03", ITS_OWN)


def test_a_consultant_of_one_s_own_is_for_extended_alone() -> None:
    assert "extended has" in refusal_of("2026-12-22", STANDARD, consultant_id=CONSULTANT.actor.id)
    assert made("2026-12-08", OWN).consultant_id == CONSULTANT.actor.id
    assert made("2026-12-08", OWN, consultant_id=OTHER_CONSULTANT.actor.id).consultant_id == OTHER_CONSULTANT.actor.id
    assert made("2026-12-08", EXTENDED).consultant_id is None
    require_own_consultant(ServiceLevel.EXTENDED, AGREEMENT)
    with pytest.raises(Conflict) as refusal:
        require_own_consultant(ServiceLevel.STANDARD, AGREEMENT)
    assert refusal.value.section == "1.2.2"


def test_who_books_confirms_and_holds() -> None:
    for who in (REGISTRANT, SUPPORT, MANAGER, CONSULTANT):
        assert made("2026-12-08", OWN, by=who).days == 1
    for who, terms in ((COLLEAGUE, EXTENDED), (OTHER_CONSULTANT, OWN)):
        with pytest.raises(Forbidden):
            made("2026-12-08", terms, by=who)
    requested = booking(made("2026-12-08", OWN))
    for who in (SUPPORT, MANAGER, CONSULTANT):
        assert confirm_booking(requested, who, AGREEMENT) == BookingConfirmed()
    for who in (REGISTRANT, OTHER_CONSULTANT):
        with pytest.raises(Forbidden):
            confirm_booking(requested, who, AGREEMENT)
    with pytest.raises(Forbidden):
        cancel_booking(requested, OTHER_CONSULTANT, AGREEMENT, "Ill")
    with pytest.raises(Forbidden):
        move_booking(requested, COLLEAGUE, LATE_EVENING, OWN, AGREEMENT, booked_on=date(2026, 12, 9))


def test_a_consultant_has_to_do_with_no_session_but_their_own() -> None:
    ours = made("2026-12-22", by=CONSULTANT)
    assert ours.consultant_id == CONSULTANT.actor.id
    assert made("2026-12-22", by=CONSULTANT, consultant_id=CONSULTANT.actor.id) == ours
    unnamed = booking(made("2026-12-22"))
    assert unnamed.consultant_id is None
    with pytest.raises(Forbidden):
        cancel_booking(unnamed, CONSULTANT, AGREEMENT, "Ill")
    with pytest.raises(Forbidden):
        move_booking(unnamed, CONSULTANT, LATE_EVENING, STANDARD, AGREEMENT, booked_on=date(2026, 12, 23))
    by_support = booking(unnamed.made, confirm_booking(unnamed, SUPPORT, AGREEMENT))
    assert by_support.consultant_id is None
    with pytest.raises(Forbidden):
        hold_booking(by_support, CONSULTANT, local("2026-12-22 18:00"), AGREEMENT, Decimal(4))


def test_what_nobody_is_named_for_is_the_consultants_who_confirms_it() -> None:
    unnamed = booking(made("2026-12-22"))
    taken = booking(unnamed.made, confirm_booking(unnamed, CONSULTANT, AGREEMENT))
    assert (taken.state, taken.consultant_id) == (BookingState.CONFIRMED, CONSULTANT.actor.id)
    with pytest.raises(Forbidden):
        hold_booking(taken, OTHER_CONSULTANT, local("2026-12-22 18:00"), AGREEMENT, Decimal(4))
    held = hold_booking(taken, CONSULTANT, local("2026-12-22 18:00"), AGREEMENT, Decimal(4))
    assert held.seconds == 4 * 3600


def test_a_booking_that_moves_is_judged_again_and_confirmed_again() -> None:
    first = made("2026-12-08", EXTENDED)
    confirmed = booking(first, BookingConfirmed())
    later = local("2026-12-04 10:00")
    with pytest.raises(Conflict, match="2026-12-11"):
        move_booking(confirmed, REGISTRANT, later, EXTENDED, AGREEMENT, booked_on=date(2026, 12, 10))
    waived = move_booking(
        confirmed, MANAGER, later, EXTENDED, AGREEMENT, booked_on=date(2026, 12, 10), waiver_reason="Ill"
    )
    assert booking(first, BookingConfirmed(), waived).waiver == waived.waiver
    standard_by_now = replace(STANDARD, own_consultant_id=None)
    with pytest.raises(Conflict, match="2026-12-28"):
        move_booking(confirmed, REGISTRANT, later, standard_by_now, AGREEMENT, booked_on=date(2026, 12, 11))
    moved = move_booking(confirmed, REGISTRANT, later, EXTENDED, AGREEMENT, booked_on=date(2026, 12, 11))
    now = booking(first, BookingConfirmed(), moved)
    assert (now.state, now.booked_on, now.made) == (BookingState.MOVED, date(2026, 12, 11), first)
    again = booking(first, BookingConfirmed(), moved, confirm_booking(now, SUPPORT, AGREEMENT))
    assert again.state is BookingState.CONFIRMED


def test_a_session_is_held_once_it_is_confirmed_and_not_before_its_day() -> None:
    first = made("2026-12-08", EXTENDED)
    with pytest.raises(Conflict):
        hold_booking(booking(first), MANAGER, local("2026-12-08 17:00"), AGREEMENT, Decimal(4))
    confirmed = booking(first, BookingConfirmed())
    with pytest.raises(Conflict):
        hold_booking(confirmed, MANAGER, local("2026-12-07 23:59"), AGREEMENT, Decimal(4))
    held = hold_booking(confirmed, MANAGER, local("2026-12-08 00:00"), AGREEMENT, Decimal("0.1"))
    assert booking(first, BookingConfirmed(), held).held_seconds == 360
    with pytest.raises(Invalid):
        hold_booking(confirmed, MANAGER, local("2026-12-08 17:00"), AGREEMENT, Decimal("0.0001"))


def test_what_is_over_stays_so() -> None:
    first = made("2026-12-08", EXTENDED)
    confirmed = booking(first, BookingConfirmed())
    cancelled = booking(first, cancel_booking(confirmed, REGISTRANT, AGREEMENT, "Not needed"))
    assert (cancelled.state, cancelled.reason) == (BookingState.CANCELLED, "Not needed")
    held = hold_booking(confirmed, SUPPORT, local("2026-12-08 17:00"), AGREEMENT, Decimal(4))
    for over in (cancelled, booking(first, BookingConfirmed(), held)):
        with pytest.raises(Conflict):
            cancel_booking(over, MANAGER, AGREEMENT, "Ill")
        with pytest.raises(Conflict):
            move_booking(over, MANAGER, LATE_EVENING, EXTENDED, AGREEMENT, booked_on=date(2026, 12, 9))
        with pytest.raises(Conflict):
            confirm_booking(over, MANAGER, AGREEMENT)
    with pytest.raises(Conflict):
        confirm_booking(confirmed, MANAGER, AGREEMENT)
    with pytest.raises(Invalid):
        cancel_booking(confirmed, MANAGER, AGREEMENT, "")
    with pytest.raises(ValueError, match="begins"):
        booking(BookingConfirmed())


@pytest.mark.parametrize(
    ("given_", "pointer"), [({"subject": ""}, "/subject"), ({"days": 0}, "/days"), ({"days": 61}, "/days")]
)
def test_a_booking_that_is_none(given_: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as fault:
        made("2026-12-22", **given_)
    assert fault.value.faults[0].pointer == pointer


def test_a_session_of_several_days_goes_on_on_open_days() -> None:
    calendar = EXTENDED.calendar
    assert last_day(date(2026, 12, 23), 1, calendar) == date(2026, 12, 23)
    assert last_day(date(2026, 12, 23), 3, calendar) == date(2026, 12, 28)
