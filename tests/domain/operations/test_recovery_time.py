"""Recovery times (§5.8.2): vendor business hours from the beginning of the outage, by what was lost."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from app.domain.agreement.service_terms import LeftOut, Loss
from app.domain.operations.instance_facts import Environment
from app.domain.operations.instances import Instance
from app.domain.operations.outage_facts import DetectedBy, OutageCategory
from app.domain.operations.outages import FoundLoss, LeftOutClaim, Outage, SecondOpinion
from app.domain.operations.recovery import recovery_of, recovery_time_terms
from app.domain.terms.subject_terms import SubjectTerm
from app.domain.vocabulary import ClockState
from tests.domain.operations.instance_histories import OWNER, SERVICES, instance_of
from tests.domain.tickets.histories import local, wall

OUTAGE = UUID(int=21)


def term_of(began: str, *losses: Loss, ended: str | None = None) -> SubjectTerm:
    ended_at = None if ended is None else local(ended)
    (term,) = recovery_time_terms(OUTAGE, local(began), ended_at, losses, [instance_of()], SERVICES)
    return term


@pytest.mark.parametrize(
    ("loss", "began", "due"),
    [
        (Loss.DATA, "2026-11-27 16:30", "2026-11-30 09:30"),
        (Loss.OPERATION, "2026-11-30 08:00", "2026-12-02 14:00"),
        (Loss.SYSTEM, "2026-12-24 16:00", "2026-12-28 15:00"),
        (Loss.INSTANCE, "2026-11-28 03:00", "2026-11-30 12:00"),
        (Loss.SITE, "2026-11-26 17:00", "2026-11-30 15:00"),
        (Loss.DATA, "2026-04-26 23:00", "2026-04-28 10:00"),
        (Loss.DATA, "2026-11-27 15:00", "2026-11-27 17:00"),
    ],
)
def test_due(loss: Loss, began: str, due: str) -> None:
    term = term_of(began, loss)
    assert (wall(term.due_at), term.section, term.about) == (due, "5.8.2", (loss,))


def test_repaired_on_a_sunday_took_no_time() -> None:
    term = term_of("2026-11-27 17:00", Loss.DATA, ended="2026-11-29 12:00")
    assert term.state_at(local("2026-11-29 13:00")) is ClockState.MET
    late = term_of("2026-11-27 17:00", Loss.DATA, ended="2026-11-30 10:00:00.000001")
    assert late.state_at(local("2026-12-01 13:00")) is ClockState.BREACHED


def test_the_worst_loss_governs_from_the_beginning_and_the_others_are_kept() -> None:
    term = term_of("2026-11-30 08:00", Loss.DATA, Loss.SYSTEM)
    assert wall(term.due_at) == "2026-11-30 16:00"
    assert [wall(each.due_at) for each in term.commitments] == ["2026-11-30 16:00", "2026-11-30 10:00"]
    assert term == term_of("2026-11-30 08:00", Loss.SYSTEM, Loss.DATA, Loss.DATA)


def test_without_a_loss_no_due_time_is_known() -> None:
    term = term_of("2026-11-30 08:00")
    assert (term.due_at, term.target, term.breach_at) == (None, None, None)
    assert term.state_at(local("2027-11-30 08:00")) is ClockState.RUNNING


def test_each_instance_that_was_hit_has_its_own_and_a_test_none() -> None:
    first, second = instance_of(), instance_of(id_=UUID(int=31), customer_id=UUID(int=32))
    trial: Instance = instance_of(id_=UUID(int=41), environment=Environment.TEST)
    hit = [first, second, trial]
    found = recovery_time_terms(OUTAGE, local("2026-11-30 08:00"), None, [Loss.DATA], hit, SERVICES)
    assert [(term.key, term.customer_id) for term in found] == [
        (str(first.id), OWNER),
        (str(second.id), UUID(int=32)),
    ]
    assert len({term.id for term in found}) == 2


HOUR = timedelta(hours=1)
BEGAN = local("2026-11-30 09:00")
DOWN = Outage(
    id=OUTAGE,
    service_id=None,
    instance_ids=(UUID(int=1),),
    began_at=BEGAN,
    ended_at=local("2026-11-30 14:00"),
    detected_by=DetectedBy.STAFF,
    category=OutageCategory.FAILURE,
    degradation=False,
    summary="No answer",
    losses=(FoundLoss(Loss.DATA, BEGAN),),
)
"""Five hours, of which two are promised for a loss of data."""


def claim(
    since: str, until: str | None, reason: LeftOut = LeftOut.SUPPLIER, *, accepted: bool | None = True
) -> LeftOutClaim:
    opinion = SecondOpinion(accepted=bool(accepted), reason="", decided_by=None, decided_at=BEGAN)
    return LeftOutClaim(
        id=UUID(int=int(since.replace(":", ""))),
        from_at=local(f"2026-11-30 {since}"),
        until=None if until is None else local(f"2026-11-30 {until}"),
        reason=reason,
        evidence="",
        claimed_by=None,
        claimed_at=BEGAN,
        decision=None if accepted is None else opinion,
    )


def missed(*claims: LeftOutClaim, outage: Outage = DOWN, at: str = "2026-12-01 09:00") -> tuple[float, float]:
    told = recovery_of(replace(outage, claims={each.id: each for each in claims}), SERVICES, local(at))
    assert told is not None
    assert (told.promised, told.section, wall(told.due_at)) == (2 * HOUR, "5.8.2", "2026-11-30 11:00")
    assert told.missed == max(told.taken - told.promised, 0 * HOUR)
    return told.missed / HOUR, told.at_provider / HOUR


def test_what_lay_with_the_provider_of_what_was_missed() -> None:
    assert missed() == (3, 0)
    assert missed(claim("09:00", "10:00")) == (3, 1)
    assert missed(claim("09:00", None)) == missed(claim("08:00", "18:00")) == (3, 3)
    assert missed(claim("09:00", "10:30"), claim("10:00", "11:00"), claim("09:15", "09:30")) == (3, 2)


def test_what_was_not_accepted_or_is_not_of_the_supplier_did_not_lie_with_it() -> None:
    others = claim("09:00", "10:00", LeftOut.ATTACK)
    assert missed(others, claim("09:01", "10:00", accepted=False), claim("09:02", "10:00", accepted=None)) == (3, 0)


def test_it_is_counted_in_the_vendors_hours_and_to_the_moment_that_is_asked_of() -> None:
    assert missed(claim("09:00", "10:00"), at="2026-11-30 10:59") == (0, 0)
    going = replace(DOWN, ended_at=None)
    assert missed(claim("16:00", None), outage=going, at="2026-11-30 18:00") == (6, 1)
    assert missed(claim("16:00", None), outage=going, at="2026-12-01 09:00") == (7, 2)


def test_where_nothing_is_known_to_be_recovered_nothing_is_said() -> None:
    for outage in (
        replace(DOWN, losses=()),
        replace(DOWN, degradation=True),
        replace(DOWN, category=OutageCategory.FAIR_USE_BLOCK),
    ):
        assert recovery_of(outage, SERVICES, BEGAN) is None
