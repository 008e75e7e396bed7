"""§1.2.3 against §3.1.1: two tables for the standard service, both kept, the earliest due time governs."""

from datetime import timedelta

import pytest

from app.domain.agreement.agreement import Commitment, RequestClass
from app.domain.vocabulary import ClockName, Priority, ServiceLevel
from app.sla.agreement import AGREEMENT

HOUR = timedelta(hours=1)


def support_time(commitment: Commitment) -> timedelta:
    assert commitment.target
    unit = {"hours": HOUR, "days": AGREEMENT.levels[commitment.level].day}[commitment.target.unit]
    return commitment.target.amount * unit


@pytest.mark.parametrize("priority", Priority)
def test_the_first_table_is_always_the_stricter_one(priority: Priority) -> None:
    wanted = (ServiceLevel.STANDARD, RequestClass.INCIDENT, ClockName.RESPONSE, priority)
    first, second = (
        each for each in AGREEMENT.commitments if (each.level, each.request_class, each.clock, each.priority) == wanted
    )

    assert (first.section.number, second.section.number) == ("1.2.3", "3.1.1")
    assert support_time(first) < support_time(second)


def test_only_incidents_of_the_standard_service_are_promised_twice() -> None:
    promised = [(each.level, each.request_class, each.clock, each.priority) for each in AGREEMENT.commitments]
    twice = {each for each in promised if promised.count(each) > 1}

    assert {(level, request_class) for level, request_class, *_ in twice} == {
        (ServiceLevel.STANDARD, RequestClass.INCIDENT)
    }


def test_half_a_day_of_the_extended_service_is_four_and_a_half_hours() -> None:
    half = next(each for each in AGREEMENT.commitments if each.target and each.target.amount < 1)

    assert support_time(half) == 4.5 * HOUR
