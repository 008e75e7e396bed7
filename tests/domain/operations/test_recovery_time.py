"""Recovery times (§5.8.2): vendor business hours from the beginning of the outage, by what was lost."""

from uuid import UUID

import pytest

from app.domain.agreement.service_terms import Loss
from app.domain.operations.instance_facts import Environment
from app.domain.operations.instances import Instance
from app.domain.operations.recovery import recovery_time_terms
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
