"""By when a change is reviewed (§4.1.3): the closing time of the fifth business day after it was over."""

from datetime import datetime
from uuid import UUID

import pytest

from app.clock import Instant
from app.domain import streams
from app.domain.actor import ActorKind
from app.domain.changes.change_facts import (
    ChangeFact,
    ChangeImplemented,
    ChangeRegistered,
    ChangeReviewed,
    ImplementationBegun,
    ImplementationFailed,
    Rollback,
)
from app.domain.changes.change_record import ChangeRecord, advance_change, begin_change
from app.domain.changes.change_terms import change_terms
from app.domain.streams import RecordedFact
from app.domain.vocabulary import ChangeType, ClockState
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import local

CHANGE, WHO, REVIEWER = (UUID(int=number) for number in range(1, 4))


def told(*facts: tuple[ChangeFact, Instant, UUID]) -> list[RecordedFact[ChangeFact]]:
    return [
        RecordedFact(
            sequence=number, occurred_at=at, recorded_at=at, actor_id=who, actor_kind=ActorKind.PERSON, fact=fact
        )
        for number, (fact, at, who) in enumerate(facts, start=1)
    ]


def replayed(events: list[RecordedFact[ChangeFact]]) -> ChangeRecord:
    return streams.replay(lambda first: begin_change(CHANGE, None, first), advance_change, events)


def over(at: datetime, change_type: ChangeType, *, failed: bool = False) -> ChangeRecord:
    registered = ChangeRegistered(number="C-2026-000001", change_type=change_type, title="t", description="d")
    ended = ImplementationFailed(report="r", rollback=Rollback.DONE) if failed else ChangeImplemented(report="r")
    moment = Instant(at)
    return replayed(told((registered, moment, WHO), (ImplementationBegun(), moment, WHO), (ended, moment, WHO)))


def terms(change: ChangeRecord) -> list[str]:
    found = change_terms(change, AGREEMENT.terms.change_review, AGREEMENT.services.recovery_calendar)
    return [each.due_at.astimezone(AGREEMENT.vendor.zone).strftime("%Y-%m-%d %H:%M") for each in found if each.due_at]


@pytest.mark.parametrize(
    ("ended", "due"),
    [
        ("2026-12-24 11:00", "2027-01-04 17:00"),
        ("2026-11-23 03:00", "2026-11-30 17:00"),
        ("2026-11-27 23:00", "2026-12-04 17:00"),
        ("2026-11-28 12:00", "2026-12-04 17:00"),
        ("2027-03-25 10:00", "2027-04-02 17:00"),
    ],
)
def test_the_fifth_business_day_after(ended: str, due: str) -> None:
    """Christmas, New Year and Easter Monday are none; hours of the night are of the day that they are on."""
    assert terms(over(local(ended), ChangeType.URGENT)) == [due]


@pytest.mark.parametrize(
    ("change_type", "failed", "owed"),
    [
        (ChangeType.NORMAL, False, False),
        (ChangeType.STANDARD, False, False),
        (ChangeType.NORMAL, True, True),
        (ChangeType.STANDARD, True, True),
        (ChangeType.URGENT, True, True),
    ],
)
def test_which_changes_owe_one(change_type: ChangeType, *, failed: bool, owed: bool) -> None:
    change = over(local("2026-11-23 12:00"), change_type, failed=failed)
    assert (change.owes_review, bool(terms(change))) == (owed, owed)


@pytest.mark.parametrize(
    ("reviewed", "state"),
    [("2026-11-30 17:00", ClockState.MET), ("2026-11-30 17:00:00.000001", ClockState.BREACHED)],
)
def test_in_time_is_at_the_closing_time(reviewed: str, state: ClockState) -> None:
    at = local(reviewed)
    change = over(local("2026-11-23 12:00"), ChangeType.URGENT)
    (event,) = told((ChangeReviewed(worked=True, lessons="l"), at, REVIEWER))
    after = advance_change(change, event)
    (term,) = change_terms(after, AGREEMENT.terms.change_review, AGREEMENT.services.recovery_calendar)
    assert term.state_at(at) is state


def test_a_history_begins_with_a_registration_and_has_one() -> None:
    at = local("2026-11-23 12:00")
    registered = ChangeRegistered(number="C", change_type=ChangeType.NORMAL, title="t", description="d")
    for facts in ([ImplementationBegun()], [registered, registered]):
        with pytest.raises(ValueError, match="regist"):
            replayed(told(*((fact, at, WHO) for fact in facts)))
