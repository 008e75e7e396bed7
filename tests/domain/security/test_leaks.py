"""Data leaks (§5.9.2): 72 hours that really pass, the law's and not the agreement's, and who is told."""

from typing import Any
from uuid import UUID

import pytest

from app.domain.actor import ActorKind
from app.domain.security.leaks import (
    AUTHORITY,
    AuthorityNotified,
    CustomerTold,
    DataRole,
    Leak,
    LeakDismissed,
    LeakEstablished,
    LeakEvent,
    LeakFact,
    LeakState,
    LeakSuspected,
    NotificationOverdue,
    dismiss,
    establish,
    leak_terms,
    notify_authority,
    overdue_fact,
    replay_leak,
    tell_customer,
)
from app.domain.terms.subject_terms import SubjectTerm, TermKind
from app.domain.terms.term_facts import TermBreached
from app.domain.vocabulary import ClockState
from app.errors import Conflict, Invalid, NotFound
from app.sla.agreement import AGREEMENT
from tests.domain.tickets.histories import local, wall

TERMS = AGREEMENT.services.leaks
LEAK, HIT, ALSO_HIT, SPARED = UUID(int=61), UUID(int=62), UUID(int=63), UUID(int=64)
HITS = {HIT: (UUID(int=71),), ALSO_HIT: (UUID(int=72), UUID(int=73))}


def leak_of(*facts: LeakFact, vendor_is: DataRole = DataRole.CONTROLLER) -> Leak:
    suspected = LeakSuspected(
        suspected_at=local("2026-03-27 08:00"), hits=HITS, summary="A mail went to the wrong one.", vendor_is=vendor_is
    )
    at = local("2026-03-27 09:00")
    events = [
        LeakEvent(
            sequence=sequence, occurred_at=at, recorded_at=at, actor_id=None, actor_kind=ActorKind.PERSON, fact=fact
        )
        for sequence, fact in enumerate([suspected, *facts], start=1)
    ]
    return replay_leak(LEAK, events)


def aware(at: str) -> LeakEstablished:
    return LeakEstablished(aware_at=local(at), categories=("names",))


def told(customer_id: UUID, at: str) -> CustomerTold:
    return CustomerTold(customer_id=customer_id, told_at=local(at))


def notified(at: str, **otherwise: Any) -> AuthorityNotified:
    return AuthorityNotified(notified_at=local(at), reference="AP-1", **otherwise)


def of_kind(leak: Leak, kind: TermKind) -> dict[str, SubjectTerm]:
    return {term.key: term for term in leak_terms(leak, TERMS) if term.kind is kind}


def authority(*facts: LeakFact) -> SubjectTerm:
    return of_kind(leak_of(*facts), TermKind.AUTHORITY_NOTIFICATION)[AUTHORITY]


@pytest.mark.parametrize(
    ("at", "due"),
    [
        ("2026-03-27 12:00", "2026-03-30 11:00Z"),
        ("2026-10-23 12:00", "2026-10-26 10:00Z"),
        ("2026-12-25 10:20", "2026-12-28 09:20Z"),
    ],
)
def test_72_hours_pass_over_weekends_holidays_and_nights_of_another_length(at: str, due: str) -> None:
    term = authority(aware(at))
    assert (term.due_at, term.section, term.customer_id) == (local(due), "GDPR 33(1)", None)
    assert term.state_at(local(due)) is ClockState.RUNNING


def test_a_customer_is_told_within_a_figure_of_ours() -> None:
    leak = leak_of(aware("2026-03-27 12:00"), told(HIT, "2026-03-28 11:00"))
    found = of_kind(leak, TermKind.CUSTOMER_NOTIFICATION)
    assert {key: (term.customer_id, wall(term.due_at)) for key, term in found.items()} == {
        str(HIT): (HIT, "2026-03-28 12:00"),
        str(ALSO_HIT): (ALSO_HIT, "2026-03-28 12:00"),
    }
    states = {term.customer_id: term.state_at(local("2026-03-28 12:01")) for term in found.values()}
    assert states == {HIT: ClockState.MET, ALSO_HIT: ClockState.BREACHED}
    assert [each.section for each in found[str(HIT)].commitments] == ["5.9.2", "GDPR 33(2)"]


def test_of_a_processor_each_customers_hours_begin_when_it_is_told() -> None:
    facts = aware("2026-03-27 12:00"), told(HIT, "2026-04-04 09:00")
    leak = leak_of(*facts, vendor_is=DataRole.PROCESSOR)
    (term,) = of_kind(leak, TermKind.AUTHORITY_NOTIFICATION).values()
    assert (term.key, term.customer_id, wall(term.due_at)) == (str(HIT), HIT, "2026-04-07 09:00")

    by_them = notified("2026-04-06 09:00", customer_id=HIT)
    leak = leak_of(*facts, by_them, vendor_is=DataRole.PROCESSOR)
    (term,) = of_kind(leak, TermKind.AUTHORITY_NOTIFICATION).values()
    assert term.state_at(local("2026-04-08 09:00")) is ClockState.MET


def test_the_earlier_awareness_governs_and_may_breach_at_once() -> None:
    later = authority(aware("2026-03-27 12:00"))
    both = authority(aware("2026-03-27 12:00"), aware("2026-03-24 08:00"))
    assert wall(both.due_at) == "2026-03-27 08:00"
    assert (later.id, later.started_at) == (both.id, local("2026-03-27 12:00"))
    assert both.state_at(local("2026-03-27 12:01")) is ClockState.BREACHED
    assert authority(aware("2026-03-24 08:00"), aware("2026-03-27 12:00")) == both


def test_dismissed_the_terms_are_kept_and_do_not_apply() -> None:
    leak = leak_of(aware("2026-03-27 12:00"), LeakDismissed(reason="It was a test."))
    states = {term.state_at(local("2027-01-01 00:00")) for term in leak_terms(leak, TERMS)}
    assert (len(leak_terms(leak, TERMS)), states) == (3, {ClockState.NOT_APPLICABLE})
    assert {term.not_applicable for term in leak_terms(leak, TERMS)} == {"It was a test."}
    assert leak.state is LeakState.DISMISSED


def test_a_suspicion_has_no_terms() -> None:
    assert leak_terms(leak_of(), TERMS) == ()
    assert leak_of().state is LeakState.SUSPECTED
    assert leak_of(aware("2026-03-27 12:00")).state is LeakState.ESTABLISHED


def test_the_first_time_counts() -> None:
    leak = leak_of(
        aware("2026-03-27 12:00"),
        told(HIT, "2026-03-29 09:00"),
        told(HIT, "2026-03-28 09:00"),
        told(HIT, "2026-03-30 09:00"),
        notified("2026-04-01 09:00"),
        notified("2026-03-29 09:00"),
        NotificationOverdue(kind=TermKind.CUSTOMER_NOTIFICATION, key="", due_at=local("2026-03-28 12:00")),
    )
    assert leak.vendor_notified is not None
    assert (wall(leak.told[HIT]), wall(leak.vendor_notified.notified_at)) == ("2026-03-28 09:00", "2026-03-29 09:00")


def test_a_late_notification_says_why() -> None:
    leak = leak_of(aware("2026-03-27 12:00"))
    in_time, late = local("2026-03-30 13:00"), local("2026-03-30 13:00:00.000001")
    assert notify_authority(leak, in_time, "AP-1", None, None, TERMS).reason_for_delay is None
    with pytest.raises(Invalid) as refused:
        notify_authority(leak, late, "AP-1", None, None, TERMS)
    assert refused.value.faults[0].pointer == "/reasonForDelay"
    assert notify_authority(leak, late, "AP-1", "found late", None, TERMS).reason_for_delay == "found late"


def test_the_controller_notifies() -> None:
    known = aware("2026-03-27 12:00")
    at = local("2026-03-28 12:00")
    with pytest.raises(Invalid, match="not valid"):
        notify_authority(leak_of(known), at, "AP-1", None, HIT, TERMS)
    processor = leak_of(known, vendor_is=DataRole.PROCESSOR)
    with pytest.raises(Invalid, match="not valid"):
        notify_authority(processor, at, "AP-1", None, None, TERMS)
    with pytest.raises(NotFound):
        notify_authority(processor, at, "AP-1", None, SPARED, TERMS)
    assert notify_authority(processor, at, "AP-1", None, HIT, TERMS).customer_id == HIT


def test_who_was_not_hit_is_not_told() -> None:
    leak = leak_of(aware("2026-03-27 12:00"))
    with pytest.raises(NotFound):
        tell_customer(leak, SPARED, local("2026-03-28 12:00"))
    assert tell_customer(leak, HIT, local("2026-03-28 12:00")).customer_id == HIT


def test_nobody_is_told_of_a_suspicion_or_of_what_was_none() -> None:
    at = local("2026-03-28 12:00")
    dismissed = leak_of(aware("2026-03-27 12:00"), LeakDismissed(reason="It was a test."))
    for leak in (leak_of(), dismissed):
        with pytest.raises(Conflict):
            tell_customer(leak, HIT, at)
        with pytest.raises(Conflict):
            notify_authority(leak, at, "AP-1", None, None, TERMS)
    with pytest.raises(Conflict):
        establish(dismissed, at, ("names",), 3)
    with pytest.raises(Conflict):
        dismiss(dismissed, "Again.")
    assert establish(leak_of(), at, ("names",), 3).people == 3
    assert dismiss(leak_of(), "A test.").reason == "A test."


def test_a_leak_tells_who_was_not_told_in_time() -> None:
    at = local("2026-03-28 12:00")
    said = TermBreached(kind=TermKind.CUSTOMER_NOTIFICATION, key=str(HIT), breached_at=at)
    assert overdue_fact(said) == NotificationOverdue(kind=TermKind.CUSTOMER_NOTIFICATION, key=str(HIT), due_at=at)


def test_a_leak_begins_with_a_suspicion_and_only_once() -> None:
    with pytest.raises(ValueError, match="once"):
        leak_of(
            LeakSuspected(suspected_at=local("2026-03-27 08:00"), hits={}, summary="", vendor_is=DataRole.PROCESSOR)
        )
    event = LeakEvent(
        sequence=1,
        occurred_at=local("2026-03-27 08:00"),
        recorded_at=local("2026-03-27 08:00"),
        actor_id=None,
        actor_kind=ActorKind.PERSON,
        fact=aware("2026-03-27 08:00"),
    )
    with pytest.raises(ValueError, match="begins"):
        replay_leak(LEAK, [event])
