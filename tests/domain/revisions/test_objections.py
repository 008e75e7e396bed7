"""By which revision a customer that objects is bound (Wijzigingen)."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

import pytest

from app.clock import Instant
from app.domain.revisions.objections import Objection, agreement_for, require_in_time
from app.errors import Conflict
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import local

SECOND = replace(AGREEMENT, revision=2, in_force_from=date(2027, 2, 28))
THIRD = replace(AGREEMENT, revision=3, in_force_from=date(2027, 6, 1))
ALL = (AGREEMENT, SECOND, THIRD)


def objection(revision: int, *, accepted: bool | None = None, decided: str | None = None) -> Objection:
    return Objection(
        id=UUID(int=1),
        customer_id=UUID(int=2),
        revision=revision,
        reasons="They get longer.",
        received_at=local("2027-02-10 09:00"),
        made_by=None,
        accepted=accepted,
        decided_at=None if decided is None else local(decided),
    )


DECLINED = objection(2, accepted=False, decided="2027-03-05 12:00")


@pytest.mark.parametrize(
    ("objections", "at", "bound"),
    [
        ((), "2027-02-27 23:59", 1),
        ((), "2027-02-28 00:00", 2),
        ((), "2027-06-01 00:00", 3),
        ((objection(2),), "2027-03-01 09:00", 1),
        ((objection(2),), "2027-06-02 09:00", 3),
        ((objection(2), objection(3)), "2027-06-02 09:00", 1),
        ((objection(3),), "2027-06-02 09:00", 2),
        ((DECLINED,), "2027-03-05 11:59", 1),
        ((DECLINED,), "2027-03-05 12:00", 2),
        ((objection(2, accepted=True, decided="2027-03-05 12:00"),), "2027-05-01 12:00", 1),
        ((objection(1),), "2027-02-20 12:00", 1),
    ],
)
def test_undecided_or_accepted_the_one_before_binds(objections: tuple[Objection, ...], at: str, bound: int) -> None:
    assert agreement_for(ALL, objections, local(at)).revision == bound
    assert agreement_for(ALL[::-1], objections, local(at)).revision == bound


def test_what_was_registered_before_it_was_made_is_bound_as_all_is() -> None:
    late = replace(objection(2), received_at=local("2027-02-28 12:00"))
    assert agreement_for(ALL, (late,), local("2027-02-28 11:59")).revision == 2
    assert agreement_for(ALL, (late,), local("2027-02-28 12:00")).revision == 1


@pytest.mark.parametrize(
    ("received_at", "in_time"), [("2027-02-28T22:59:59.999999Z", True), ("2027-02-28T23:00:00Z", False)]
)
def test_the_last_day_is_whole_where_the_vendor_is(received_at: str, *, in_time: bool) -> None:
    moment = Instant(datetime.fromisoformat(received_at))
    if in_time:
        require_in_time(date(2027, 2, 28), moment, AGREEMENT.vendor.zone, "Wijzigingen")
        return
    with pytest.raises(Conflict, match="by 2027-02-28"):
        require_in_time(date(2027, 2, 28), moment, AGREEMENT.vendor.zone, "Wijzigingen")
